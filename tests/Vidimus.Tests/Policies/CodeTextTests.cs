using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>A code is the same however it is written, and its table is seen from its shape.</summary>
public abstract class CodeTextTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : CodeTextTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CodeTextTests(shared),
            IClassFixture<OnPostgres>;

    // As written, the table it is seen to be of, and as it is shown.
    private static readonly (string Written, string System, string Shown)[] Shapes =
    [
        ("27447", "CPT", "27447"),
        (" 27447 ", "CPT", "27447"),
        ("0001U", "CPT", "0001U"),
        ("0042t", "CPT", "0042T"),
        ("1000F", "CPT", "1000F"),
        ("J0897", "HCPCS", "J0897"),
        ("e0601", "HCPCS", "E0601"),
        ("M17.11", "ICD10CM", "M17.11"),
        ("m1711", "HCPCS", "M1711"),
        ("M17.0", "ICD10CM", "M17.0"),
        ("M170", "ICD10CM", "M17.0"),
        ("A01.00", "ICD10CM", "A01.00"),
        ("I10", "ICD10CM", "I10"),
        ("S52.501A", "ICD10CM", "S52.501A"),
        ("S52501A", "ICD10CM", "S52.501A"),
        ("B030ZZZ", "ICD10PCS", "B030ZZZ"),
        ("0SRD0J9", "ICD10PCS", "0SRD0J9"),
        ("BW03ZZZ", "ICD10PCS", "BW03ZZZ"),
        ("XW033E5", "ICD10PCS", "XW033E5"),
        ("50242-040-62", "NDC", "50242-0040-62"),
        ("0002-8215-01", "NDC", "00002-8215-01"),
        ("12345-6789-1", "NDC", "12345-6789-01"),
        ("50242004062", "NDC", "50242-0040-62"),
        ("5024204062", "NDC", "5024204062"),
        ("2744", "UNKNOWN", "2744"),
        ("274477", "UNKNOWN", "274477"),
        ("27.447", "UNKNOWN", "27.447"),
        ("M1.711", "UNKNOWN", "M1.711"),
        ("M17.1.1", "UNKNOWN", "M17.1.1"),
        ("knee?", "UNKNOWN", "knee?"),
        ("5024-2004-0620", "UNKNOWN", "5024-2004-0620"),
    ];

    [Fact]
    public async Task Y17_the_table_of_a_code_is_seen_from_its_shape()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        foreach (var (written, system, shown) in Shapes)
        {
            var answer = await Look(key, written);
            answer.At("data", "found").ShouldBe("false");
            answer.At("data", "code_system").ShouldBe(system, written);
            answer.At("data", "code").ShouldBe(shown, written);
        }
    }

    [Fact]
    public async Task Y17_who_names_one_level_of_hcpcs_means_the_one_that_the_code_is_in()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        foreach (
            var (code, named, meant) in new[]
            {
                ("27447", "HCPCS", "CPT"),
                ("J0897", "CPT", "HCPCS"),
                ("M1711", "ICD-10-CM", "ICD10CM"),
                ("M1711", "icd10cm", "ICD10CM"),
                ("M1711", "HCPCS", "HCPCS"),
            }
        )
            (await Look(key, code, $"&code_system={named}"))
                .At("data", "code_system")
                .ShouldBe(meant, $"{code} of {named}");
        var refused = (
            await App.Get("/api/v1/codes/lookup?code=27447&code_system=SNOMED", key)
        ).Should(400);
        refused.At("error", "code").ShouldBe("VALIDATION_ERROR");
        refused
            .Json.GetProperty("error")
            .GetProperty("details")
            .TryGetProperty("code_system", out _)
            .ShouldBeTrue();
    }

    private async Task<Answer> Look(string key, string code, string more = "") =>
        (
            await App.Get(
                $"/api/v1/codes/lookup?code={Uri.EscapeDataString(code)}&fuzzy=false{more}",
                key
            )
        ).Should(200);
}

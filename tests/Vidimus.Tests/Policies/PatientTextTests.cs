using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Free texts may say what was found and not whom it is about.</summary>
public abstract class PatientTextTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PatientTextTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PatientTextTests(shared),
            IClassFixture<OnPostgres>;

    private const string Path = "/api/v1/agent/tools/acknowledge_policy_change";

    private static readonly string[] Identifying =
    [
        "Patient Ada Example was seen",
        "patient: Example, Ada",
        "PATIENT ADA EXAMPLE",
        "the patient, Ada B. Example, agreed",
        "pt Ada Example needs it",
        "Patient's name: ada example",
        "patient name is Ada",
        "Name of the patient: Ada Example",
        "on behalf of Ada Example",
        "Member Ada O'Example called",
        "Mrs. Example called",
        "Mr Example asked again",
        "MRN 00482913",
        "MRN: A-482913",
        "mrn#482913",
        "medical record number 77120045",
        "SSN 123-45-6789",
        "it says 123-45-6789 there",
        "123 45 6789",
        "social security number is 123456789",
        "MBI 1EG4-TE5-MK73",
        "1EG4TE5MK73",
        "member ID: XYZ123456789",
        "Patient ID 883712",
        "subscriber number 00412399",
        "Medicare number 1EG4TE5MK72",
        "account number 5512093",
        "DOB 03/04/1950",
        "dob: 1950-03-04",
        "born March 4, 1950",
        "born on 4 March 1950",
        "date of birth is 3-4-50",
        "call 212-555-0142",
        "(212) 555-0142",
        "+1 212.555.0142",
        "phone: 2125550142",
        "fax 212 555 0142",
        "ada@example.org",
        "write to ada.example+x@mail.example.org please",
        "ada (at) example.org",
        "lives at 12 Main Street",
        "1600 Pennsylvania Ave NW",
        "44 W 4th St, New York",
        "12 main street",
        "PO Box 4412",
        // Written so that it does not look like what it is.
        "１２３-４５-６７８９",
        "１２３－４５－６７８９",
        "123\u00A045\u00A06789",
        "123\u200745\u20076789",
        "𝟏𝟐𝟑-𝟒𝟓-𝟔𝟕𝟖𝟗",
        "ＭＲＮ １２３４５６",
        "𝐌𝐑𝐍 445566",
        "𝕄\u211D\u2115 445566",
        "123\u201445\u20146789",
        "ada＠example.org",
        "ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        "patient\u00A0name: ada example",
        "Patient Ada\u00A0Example",
        "Patient José Example".Replace("é", "e\u0301", StringComparison.Ordinal),
        "ｄａｔｅ ｏｆ ｂｉｒｔｈ 03/04/1950",
        "bene\uFB01ciary id 12345",
        "12\u200B3-45-6\u200B789",
        "123\u201145\u20116789",
        "a\u00ADda@example.org",
    ];

    private static readonly string[] Harmless =
    [
        "27447 with M17.11 in TX",
        "CPT 99213-99215, HCPCS J0897 and E0601",
        "ICD-10-CM S52.501A, then S52.501D",
        "NDC 50242-0040-62, 0002-8215-01",
        "0SRD0J9 and 0SRC0J9",
        "Patient is 67 years old with severe osteoarthritis",
        "67-year-old patient, BMI 34.2, failed 12 weeks of physical therapy",
        "Patient has had 3 injections since 2024-01-15",
        "date of service 03/04/2026",
        "Dates of service 2026-01-02 to 2026-03-04",
        "effective January 1, 2026",
        "Reviewed on 11/24/2026; see L33456 and A57765, revision R12",
        "Patient Reported Outcome Measurement",
        "Patient must have failed conservative treatment",
        "Patient Safety Act",
        "The patient meets the criteria. Medicare covers it.",
        "Patient Care Plan was updated",
        "Member Handbook Section 4",
        "Medicare Part B, Jurisdiction H",
        "Medicare Advantage plan 2026",
        "medical record must show the findings",
        "chart notes of 2024 to be attached",
        "PT Evaluation and 12 visits of physical therapy",
        "MRI of the lumbar spine; MS Relapsing, MR Angiography",
        "2 visits took place, 3 hearings in court, 5 hours on the road",
        "NPI 1234567893",
        "price 1234.56, total RVU 33.2875",
        "claims 1,234,567 in 2023",
        "policy LCD-2026-001, diff 1000482",
        "Dr. Example signed the order",
        "Billing told; nothing to change for us.",
        "Aetna, Blue Cross Blue Shield, United Healthcare",
        "blood pressure 120/80, A1c 7.5, 10 mg twice daily",
        "HbA1c at 3 months and 6 months",
        "born prematurely at 28 weeks",
        "Stage IV, T2N1M0, ECOG 1",
        "limits of 12 units per 365 days",
        "ratio 1:2, range 4-6, 10-20 mg",
        "version 1.2.3 of 2026.11.24",
        "Crohn's disease, Parkinson's disease and Alzheimer's disease",
        "",
    ];

    [Fact]
    public async Task P11_what_identifies_a_patient_is_refused_and_what_does_not_is_not()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var wrong = new List<string>();
        foreach (var text in Identifying)
        {
            if ((await Send(key, text)).Status != 400)
                wrong.Add($"passed: {text}");
        }
        foreach (var text in Harmless)
        {
            if ((await Send(key, text)).Status != (text.Length == 0 ? 400 : 202))
                wrong.Add($"refused: {text}");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task P11_no_text_makes_the_looking_slow()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        foreach (
            var piece in (string[])
                [
                    "1 ",
                    "a@",
                    "Patient A",
                    "1-",
                    "12 Main ",
                    "mrn ",
                    "dob ",
                    "A",
                    "(212) ",
                    "é. ",
                    "1EG4",
                    "Mr ",
                ]
        )
        {
            var text = string.Concat(Enumerable.Repeat(piece, 30_000 / piece.Length));
            // Time that grew with the square of such a text would outlast every patience of the client's.
            (await Send(key, text)).Status.ShouldBe(400);
        }
    }

    [Fact]
    public async Task Y13_what_was_refused_is_neither_answered_nor_kept_nor_logged()
    {
        var issuer = await App.NewOrganization();
        const string secret = "zebra.quagga.7731@patients.example";
        Output.Plant("patient", secret);
        var before = Output.CollectedCount;
        foreach (
            var (tool, body) in new (string, object)[]
            {
                ("acknowledge_policy_change", new { diff_id = 1, notes = $"see {secret}" }),
                ("check_coverage", new { procedure_codes = new[] { "27447" }, payer = secret }),
                ("check_coverage", new { procedure_codes = new[] { secret } }),
                (
                    "validate_claim",
                    new { procedure_codes = new[] { "27447" }, provider_specialty = secret }
                ),
                ("find_policies", new { query = secret }),
                ("check_updates", new { policy_id = secret }),
                ("find_policies", new Dictionary<string, object> { [secret] = 1 }),
                (
                    "find_policies",
                    new { query = new { deep = new object[] { new { text = secret } } } }
                ),
            }
        )
        {
            var refused = (
                await App.Post(
                    $"/api/v1/agent/tools/{tool}",
                    issuer.Live.Secret,
                    body,
                    ("X-Verity-Approval", "reviewed"),
                    ("X-Idempotency-Key", $"once-{tool}")
                )
            ).Should(400);
            refused.At("error", "code").ShouldBe("PHI_NOT_ALLOWED", tool);
            refused.Text.ShouldNotContain("zebra");
            refused.Text.ShouldNotContain("quagga");
        }
        var named = (
            await App.Post(
                "/api/v1/agent/tools/find_policies",
                issuer.Live.Secret,
                new { },
                ("X-Verity-Agent", secret)
            )
        ).Should(400);
        named.At("error", "code").ShouldBe("PHI_NOT_ALLOWED");
        named.Text.ShouldNotContain("zebra");
        System.Text.Encoding.Latin1.GetString(await App.Dump()).ShouldNotContain(secret);
        Output.CollectedCount.ShouldBeGreaterThanOrEqualTo(before);
        Output.Leaks().ShouldBeEmpty();
    }

    private Task<Answer> Send(string key, string notes) =>
        App.Post(Path, key, new { diff_id = 1, notes });
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>Made-up policies about replacing knees, as tests of prior authorization, claims and research need them.</summary>
internal static class Knees
{
    public const string Replacement = "27447";
    public const string Partial = "27446";

    /// <summary>A policy as it is written by the API.</summary>
    public static object Policy(
        string id,
        (string Code, string Disposition)[] codes,
        string type = "LCD",
        string[]? jurisdictions = null,
        string? payer = null,
        string? effective = "2024-01-01",
        string? retire = null,
        string status = "active",
        object[]? criteria = null,
        string[]? documentation = null,
        string? summary = null
    ) =>
        new
        {
            id,
            title = $"Example policy {id}",
            type,
            jurisdictions = jurisdictions ?? [],
            payer = payer is null ? null : new { name = payer },
            status,
            effectiveDate = effective,
            retireDate = retire,
            sourceUrl = $"https://policies.example/{id}",
            summary,
            criteria,
            documentation,
            codes = codes
                .Select(c => new
                {
                    code = c.Code,
                    system = char.IsAsciiDigit(c.Code[0]) ? "CPT" : "ICD10CM",
                    disposition = c.Disposition,
                    condition = c.Disposition == "requires_pa" ? "Group 1" : null,
                })
                .ToArray(),
        };

    public static object Block(string section, string text, params string[] tags) =>
        new
        {
            section,
            text,
            tags,
        };

    /// <summary>The one that asks for authorization in Texas, with criteria and diagnoses.</summary>
    public static object Asking { get; } =
        Policy(
            "L11111",
            [
                (Replacement, "requires_pa"),
                (Partial, "covered"),
                ("M17.11", "covered"),
                ("M17.12", "covered"),
                ("Z00.00", "not_covered"),
            ],
            jurisdictions: ["JH"],
            criteria:
            [
                Block("indications", "Pain lasts in spite of treatment.", "clinical"),
                Block("indications", "Three months of therapy failed.", "prior_treatment"),
                Block("indications", "Osteoarthritis is documented.", "diagnosis"),
                Block("limitations", "Not with an active infection.", "contraindication"),
                Block("documentation", "Report of imaging."),
                Block("other", "A standard review takes 10 business days.", "timeline"),
                Block("other", "Object within 60 days in writing.", "appeal"),
            ],
            documentation: ["Operative note", "Report of imaging"],
            summary: "Total replacement of the knee."
        );

    public static async Task Load(this Issuer issuer, params object[] policies)
    {
        foreach (var policy in policies)
            (await issuer.App.Post("/v1/policies", issuer.Live.Secret, policy)).Should(201);
    }

    public static Task<Answer> Check(this Issuer issuer, object body) =>
        issuer.App.Post("/v1/prior-authorizations/check", issuer.Live.Secret, body);

    public static Task<Answer> Claim(this Issuer issuer, object body) =>
        issuer.App.Post("/v1/claims/validate", issuer.Live.Secret, body);

    /// <summary>An answer in Verity's form with what differs each time made the same.</summary>
    public static string Fixed(Answer answer) =>
        Regex.Replace(
            Regex.Replace(
                answer.Text,
                "\"(request_id|timestamp|last_verified_at|created_at|finished_at)\":\"[^\"]+\"",
                "\"$1\":\"…\""
            ),
            "res_[0-9a-z]{20,}",
            "res_…"
        );

    public static string[] Texts(JsonElement list, string? member = null) =>
        [
            .. list.EnumerateArray()
                .Select(e => (member is null ? e : e.GetProperty(member)).GetString()!),
        ];
}

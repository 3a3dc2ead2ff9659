using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>Made-up policies as tests of reading need them, entered as their publishers would.</summary>
internal static partial class Samples
{
    /// <summary>Enters a policy, or states it anew.</summary>
    public static async Task<Answer> Put(this Issuer issuer, object policy, string id) =>
        await issuer.App.Send(HttpMethod.Put, $"/v1/policies/{id}", issuer.Live.Secret, policy);

    /// <summary>A policy with what matters for finding it; the rest is plain.</summary>
    public static async Task Enter(
        this Issuer issuer,
        string id,
        string title,
        string type = "LCD",
        string[]? jurisdictions = null,
        object? payer = null,
        string? summary = null,
        string[]? keywords = null,
        object[]? criteria = null,
        object[]? codes = null,
        string status = "active"
    )
    {
        var answer = await issuer.Put(
            new
            {
                title,
                type,
                jurisdictions,
                payer,
                summary,
                keywords,
                criteria,
                codes,
                status,
            },
            id
        );
        (answer.Status is 200 or 201).ShouldBeTrue(answer.Text);
    }

    public static object Code(string code, string system = "CPT", string disposition = "covered") =>
        new
        {
            code,
            system,
            disposition,
        };

    public static object Block(string id, string text, string section = "indications") =>
        new
        {
            id,
            section,
            text,
        };

    /// <summary>The ids of a native page.</summary>
    public static string[] Ids(this Answer page) =>
        [
            .. page.Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(p => p.GetProperty("id").ToString()),
        ];

    /// <summary>Ids of what a list answers, in its order.</summary>
    public static async Task<string[]> Find(this Issuer issuer, string query) =>
        (await issuer.App.Get($"/v1/policies?{query}", issuer.Live.Secret)).Ids();

    /// <summary>An answer with what differs from run to run blotted out.</summary>
    public static string Fixed(this Answer answer) =>
        Varying().Replace(answer.Should(200).Text, "\"$1\":\"…\"");

    [GeneratedRegex(
        "\"(request_id|timestamp|changed_at|created_at|updated_at|cursor)\":\"[^\"]+\"",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Varying();
}

using System.Globalization;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>Changes of policies as tests of compliance need them: of any age and kind, and without the policies.</summary>
internal static class Changes
{
    private static long _last = 1_000_000;

    /// <summary>Writes a change, so long ago by the server's clock; answers its number.</summary>
    public static async Task<long> Change(
        this VidimusApp app,
        string organizationId,
        string policyId = "L12345",
        string type = "codes_changed",
        TimeSpan ago = default
    )
    {
        var number = Interlocked.Increment(ref _last);
        await app.Execute(
            """
            INSERT INTO policies_changes (organization_id, number, policy_id, policy_title, policy_type, payer_name,
              old_edition, new_edition, old_version, new_version, type, summary, details, at)
            VALUES (@o, @n, @p, @title, 'LCD', NULL, 1, 2, 'R1', 'R2', @type, @summary, @details, @at)
            """,
            ("@o", organizationId),
            ("@n", number),
            ("@p", policyId),
            ("@title", $"Title of {policyId}"),
            ("@type", type),
            ("@summary", "2 codes were added."),
            (
                "@details",
                """{"changed_fields":[],"added_codes":[],"removed_codes":[],"changed_codes":[],"modified_criteria":[],"added_code_count":0,"removed_code_count":0,"changed_code_count":0,"modified_criteria_count":0}"""
            ),
            ("@at", (app.Clock.Now - ago).ToUnixTimeMilliseconds())
        );
        return number;
    }

    /// <summary>A policy of the organization, as far as others ask whether it has one.</summary>
    public static Task<int> OwnPolicy(this VidimusApp app, string organizationId, string id) =>
        app.Execute(
            """
            INSERT INTO policies_policies (organization_id, id, title, type, status, code_count, criteria_count, sample,
              edition, digest, created_at, updated_at)
            VALUES (@o, @p, 'Own', 'LCD', 'active', 0, 0, @sample, 1, '', 0, 0)
            """,
            ("@o", organizationId),
            ("@p", id),
            ("@sample", false)
        );

    public static Task<Answer> Acknowledge(
        this VidimusApp app,
        Key key,
        long change,
        string? notes = null
    ) => app.Post("/v1/compliance/acknowledgements", key.Secret, new { changeId = change, notes });

    /// <summary>Numbers of the changes that wait, page by page.</summary>
    public static async Task<IReadOnlyList<long>> Unreviewed(
        this VidimusApp app,
        Key key,
        string query = ""
    )
    {
        var answer = (await app.Get($"/v1/compliance/unreviewed{query}", key.Secret)).Should(200);
        return
        [
            .. answer
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(c => c.GetProperty("changeId").GetInt64()),
        ];
    }

    /// <summary>An answer of Verity's with what differs each time made the same.</summary>
    public static string Fixed(Answer answer, params (long Number, string Name)[] numbers)
    {
        var text = System.Text.RegularExpressions.Regex.Replace(
            answer.Text,
            "\"(request_id|timestamp|changed_at|cursor)\":\"[^\"]+\"",
            "\"$1\":\"…\""
        );
        foreach (var (number, name) in numbers)
            text = text.Replace(
                number.ToString(CultureInfo.InvariantCulture),
                name,
                StringComparison.Ordinal
            );
        return text;
    }
}

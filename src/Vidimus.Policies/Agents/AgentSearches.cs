using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Reading;
using Vidimus.Policies.Reading.Verity;

namespace Vidimus.Policies.Agents;

/// <summary>What finding policies takes.</summary>
internal sealed record FindPoliciesInput(
    string? Query = null,
    string? Mode = null,
    string? PolicyType = null,
    string? Jurisdiction = null,
    string? Payer = null,
    string? Status = null,
    string? Cursor = null,
    int? Limit = null
);

/// <summary>What looking for changes takes.</summary>
internal sealed record CheckUpdatesInput(
    string? Since = null,
    string? PolicyId = null,
    string? ChangeType = null,
    string? Cursor = null,
    int? Limit = null
);

/// <summary>The tools that answer a page of a list: its length is the caller's choice, and where it goes on is in the window.</summary>
internal sealed class AgentSearches(ListPolicies policies, ListChanges changes)
{
    private const int Most = 50;
    private const int Usual = 10;

    public async Task<Result<AgentOutcome>> Policies(
        AgentAnswer answer,
        Result<FindPoliciesInput> read,
        CancellationToken cancellation
    )
    {
        if (read.Problem is { } unread)
            return unread;
        var asked = read.Value!;
        var fields = new Fields()
            .Number("limit", asked.Limit, 1, Most)
            .Check(
                asked.Query is null || asked.Query.Length <= ReadingWords.LongestSearch,
                "query",
                $"must have at most {ReadingWords.LongestSearch} characters"
            )
            .Check(
                asked.Mode != "semantic" || !string.IsNullOrWhiteSpace(asked.Query),
                "query",
                "is required when mode is semantic"
            );
        if (fields.Problem is { } wrong)
            return wrong;
        var listed = await policies.Run(
            new(
                asked.Query,
                asked.Mode,
                new(asked.PolicyType, asked.Jurisdiction, asked.Payer, asked.Status, null),
                answer.Detailed ? "codes" : null,
                asked.Cursor,
                Size(asked.Limit)
            ),
            FilterNames.Verity,
            cancellation
        );
        if (listed.Problem is { } refused)
            return refused;
        var all = listed.Value!;
        var data = Page(
            "policies",
            all.Page.Data.Select(row => VerityPolicies.Item(row, all.CodesOf(row)))
        );
        answer.Slim(
            data,
            "policies",
            "policy_id",
            "title",
            "policy_type",
            "jurisdiction",
            "effective_date",
            "status",
            "source_url"
        );
        return new AgentOutcome(answer.Close(data, all.Page.NextCursor));
    }

    public async Task<Result<AgentOutcome>> Changes(
        AgentAnswer answer,
        Result<CheckUpdatesInput> read,
        CancellationToken cancellation
    )
    {
        if (read.Problem is { } unread)
            return unread;
        var asked = read.Value!;
        if (new Fields().Number("limit", asked.Limit, 1, Most).Problem is { } wrong)
            return wrong;
        var listed = await changes.Run(
            new(asked.Since, asked.PolicyId, asked.ChangeType, asked.Cursor, Size(asked.Limit)),
            ("policy_id", "change_type"),
            cancellation
        );
        if (listed.Problem is { } refused)
            return refused;
        var data = Page("changes", listed.Value!.Data.Select(VerityPolicies.Change));
        answer.Slim(
            data,
            "changes",
            "diff_id",
            "policy_id",
            "policy_title",
            "change_type",
            "change_summary",
            "changed_at"
        );
        return new AgentOutcome(answer.Close(data, listed.Value.NextCursor));
    }

    private static string Size(int? limit) =>
        (limit ?? Usual).ToString(CultureInfo.InvariantCulture);

    private static JsonObject Page<T>(string name, IEnumerable<T> items) =>
        new() { [name] = JsonSerializer.SerializeToNode(items.ToArray(), VidimusJson.Snake) };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Usage;

/// <summary>Shows what the organization used and what it cost.</summary>
public sealed class GetUsage : ApiTool
{
    private const int LongestPeriod = 400;

    /// <inheritdoc/>
    public override string Name => "getUsage";

    /// <inheritdoc/>
    public override string Title => "Get usage";

    /// <inheritdoc/>
    public override string Description =>
        "Shows what the organization used in a period and what it cost: requests, failures, billable actions and cents. "
        + "Totals always; with groupBy also lines, by day, key, environment, member, client, tool, route, outcome or action, a page at a time. "
        + "Without a period it is the last 30 days. Requests are counted until countedUntil; billable actions are exact.";

    /// <inheritdoc/>
    public override string Scope => "usage:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "from",
                Shape
                    .Day("First day (UTC); 29 days before the last when left out.")
                    .Like("2026-11-01")
            ),
            ("to", Shape.Day("Last day (UTC); today when left out.").Like("2026-11-30")),
            (
                "groupBy",
                Shape.List(
                    "What lines stand for; totals alone when left out.",
                    Shape.Word(
                        "A column.",
                        "day",
                        "key",
                        "environment",
                        "member",
                        "client",
                        "tool",
                        "route",
                        "outcome",
                        "action"
                    ),
                    3,
                    1
                )
            ),
            ("keyId", Parts.KeyId("Only of this key.")),
            Parts.PageSize,
            Parts.Cursor,
            Parts.ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("mode", Shape.Word("Whose usage it is.", "live", "test").Needed()),
            ("from", Shape.Day("First day.").Needed()),
            ("to", Shape.Day("Last day.").Needed()),
            ("countedUntil", Shape.Time("Requests answered before this are counted.").Needed()),
            ("totals", Shape.Answer("The sums of the period.", Sums).Needed()),
            (
                "lines",
                Shape.ListOf(
                    "The page of lines, if groupBy is given.",
                    Shape.Answer(
                        "A line.",
                        [
                            ("day", Shape.Said("The day.")),
                            ("keyId", Shape.Said("The key.")),
                            ("environment", Shape.Said("Where the key is used.")),
                            ("memberId", Shape.Said("The member.")),
                            ("clientId", Shape.Said("The OAuth client.")),
                            ("tool", Shape.Said("The tool.")),
                            ("route", Shape.Said("Method and route.")),
                            ("outcome", Shape.Said("2xx, 3xx, 5xx, or the status of a refusal.")),
                            ("action", Shape.Said("The billable action.")),
                            .. Sums,
                        ]
                    )
                )
            ),
            Parts.NextCursor
        );

    private static (string Name, Shape Shape)[] Sums =>
        [
            ("requests", Shape.Count("Requests answered.").Needed()),
            ("failures", Shape.Count("Those of them that were refused or failed.").Needed()),
            ("actions", Shape.Count("Billable actions.").Needed()),
            ("quantity", Shape.Count("How much they were.").Needed()),
            ("cents", Shape.Count("What they cost, in cents.").Needed()),
        ];

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        var (from, to) = (given.Day("from"), given.Day("to"));
        if (from > to)
            yield return new("to", "must not be before from");
        else if (to?.DayNumber - from?.DayNumber >= LongestPeriod)
            yield return new("from", $"must be at most {LongestPeriod - 1} days before to");
        if (given.Cursor is not null && given.Texts("groupBy") is null)
            yield return new("cursor", "is of lines; give the same groupBy with it");
    }

    private protected override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var lines = given.Texts("groupBy");
        var found = await api.Usage.Statement(
            new UsageFilter
            {
                From = given.Day("from"),
                To = given.Day("to"),
                KeyId = given.Text("keyId"),
                GroupBy = lines,
                PageSize = lines is null ? 1 : given.PageSize,
            },
            given.Cursor,
            cancellation
        );
        var hasMore = lines is not null && found.HasMore;
        return Written.Done(
            Said.Object(
                ("mode", Said.Word<Mode>(found.Mode)),
                ("from", Day(found.From)),
                ("to", Day(found.To)),
                ("countedUntil", Said.Time(found.CountedUntil)),
                ("totals", Said.Whole(found.Totals)),
                (
                    "lines",
                    lines is null ? null : new JsonArray([.. found.Data.Select(l => Said.Whole(l))])
                ),
                ("nextCursor", hasMore ? found.NextCursor : null)
            )
        );
    }

    private static string Day(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>Policies and what they say: found, read, compared, and what changed.</summary>
public sealed class PolicyResearch : PolicyTool
{
    private const int UsualPage = 10;

    /// <inheritdoc/>
    public override string Name => "verity_policy_research";

    /// <inheritdoc/>
    public override string Title => "Policy research";

    /// <inheritdoc/>
    public override string Description =>
        "Finds and reads the coverage policies that this server holds, by action: search by words or by likeness, get one by its id, criteria for blocks of criteria by words, changes for what changed since when, compare for how jurisdictions differ about procedures, jurisdictions for states and their contractors. "
        + "Lists have pages: meta.pagination.cursor leads on."
        + Formats;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "action",
                Shape
                    .Word(
                        "What to do.",
                        "search",
                        "get",
                        "criteria",
                        "changes",
                        "compare",
                        "jurisdictions"
                    )
                    .Needed()
            ),
            (
                "query",
                Shape
                    .Text("Words, for search and criteria; a search without lists policies.", 500)
                    .Like("ultrasound guidance")
            ),
            PolicyArguments.PolicyId("The policy, for get; only its changes, for changes."),
            PolicyArguments.PolicyType,
            PolicyArguments.Jurisdiction,
            PolicyArguments.Payer,
            (
                "status",
                Shape
                    .Word(
                        "Whether policies that hold or retired ones are sought.",
                        "active",
                        "retired",
                        "all"
                    )
                    .Default("active")
            ),
            (
                "mode",
                Shape
                    .Word(
                        "By words, or by likeness of meaning where the operator has set that up.",
                        "keyword",
                        "semantic"
                    )
                    .Default("keyword")
            ),
            (
                "section",
                Shape.Word(
                    "Only criteria of this part.",
                    "indications",
                    "limitations",
                    "documentation",
                    "frequency",
                    "other"
                )
            ),
            (
                "since",
                Shape
                    .Text("Only changes since this day or time.", 40, 10)
                    .Matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+(Z|[+-][0-9:]+)?)?$")
                    .Like("2026-11-01")
            ),
            ("change_type", Shape.Word("Only changes of this type.", PolicyArguments.ChangeTypes)),
            (
                "include",
                Shape.List(
                    "What else a policy has: summary, criteria and codes in search; criteria, codes, attachments and versions in get, where criteria and codes are the default.",
                    Shape.Word(
                        "A part.",
                        "summary",
                        "criteria",
                        "codes",
                        "attachments",
                        "versions"
                    ),
                    5
                )
            ),
            PolicyArguments.Procedures(10, needed: false),
            PolicyArguments.Jurisdictions("jurisdictions"),
            PolicyArguments.Limit(UsualPage, 50),
            PolicyArguments.Cursor,
            ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Answered(
            Shape.Either(
                "A list for search, criteria, changes and jurisdictions; an object for get and compare.",
                Shape.ListOf("The page.", Shape.Given("An item.")),
                Shape.Given("The policy, or the comparison.")
            )
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        return given.Text("action") switch
        {
            "get" => Lacks(given, "get", "policy_id"),
            "criteria" => Lacks(given, "criteria", "query"),
            "compare" => Lacks(given, "compare", "procedure_codes"),
            _ => [],
        };
    }

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) =>
        given.Text("action") switch
        {
            "get" => Found.Of(
                await api.Policy(
                    given.Needed("policy_id"),
                    string.Join(
                        ',',
                        (given.Texts("include") ?? ["criteria", "codes"]).Except(["summary"])
                    ),
                    cancellation
                ),
                "The policy."
            ),
            "criteria" => Found.List(
                await Page(
                    [
                        ("q", given.Text("query")),
                        .. Query(given, "section", "policy_type", "jurisdiction", "cursor"),
                    ],
                    PolicyArguments.Most(given, UsualPage),
                    query => api.Criteria(query, cancellation)
                ),
                "block of criteria",
                "blocks of criteria"
            ),
            "changes" => Found.List(
                await Page(
                    Query(given, "since", "policy_id", "change_type", "cursor"),
                    PolicyArguments.Most(given, UsualPage),
                    query => api.Changes(query, cancellation)
                ),
                "change",
                "changes"
            ),
            "compare" => Found.Of(
                await api.Compare(
                    Body(given, "procedure_codes", "policy_type", "jurisdictions"),
                    cancellation
                ),
                "Coverage by jurisdiction."
            ),
            "jurisdictions" => Found.List(
                await api.Jurisdictions(cancellation),
                "jurisdiction",
                "jurisdictions"
            ),
            _ => await Search(given, api, cancellation),
        };

    private static async Task<Found> Search(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    )
    {
        var include = (given.Texts("include") ?? []).Except(["attachments", "versions"]);
        return Found.List(
            await Page(
                [
                    ("q", given.Text("query")),
                    .. Query(
                        given,
                        "mode",
                        "policy_type",
                        "jurisdiction",
                        "payer",
                        "status",
                        "cursor"
                    ),
                    ("include", include.Any() ? string.Join(',', include) : null),
                ],
                PolicyArguments.Most(given, UsualPage),
                query => api.Policies(query, cancellation)
            ),
            "policy",
            "policies"
        );
    }
}

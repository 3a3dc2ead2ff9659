using System.Text.Json;

namespace Vidimus.Client;

public sealed partial class PolicyCalls
{
    /// <summary>Every policy that the filter means, fetched page by page; the best first where words are sought.</summary>
    public IAsyncEnumerable<PolicySummary> List(
        PolicyFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PagePolicySummary,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<PolicySummary>> ListPage(
        PolicyFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PagePolicySummary,
            cancellation
        );

    /// <summary>A policy, with its criteria, codes and files.</summary>
    public Task<Policy> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/policies/{id}", Checked(id)) with
            {
                Query = [("include", "criteria,codes,attachments")],
            },
            VidimusJson.Default.Policy,
            cancellation
        );

    /// <summary>Changes of policies, fetched page by page.</summary>
    public IAsyncEnumerable<PolicyChange> Changes(
        PolicyChangeFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Changing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PagePolicyChange,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<PolicyChange>> ChangesPage(
        PolicyChangeFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Changing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PagePolicyChange,
            cancellation
        );

    /// <summary>Blocks of criteria that have these words, the best first, fetched page by page.</summary>
    public IAsyncEnumerable<FoundCriterion> Criteria(
        CriterionFilter filter,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Lists.All(
            caller,
            Seeking(filter),
            filter.PageSize,
            VidimusJson.Default.PageFoundCriterion,
            cancellation
        );
    }

    /// <summary>One page of the same list.</summary>
    public Task<Page<FoundCriterion>> CriteriaPage(
        CriterionFilter filter,
        string? cursor = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Lists.One(
            caller,
            Seeking(filter),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageFoundCriterion,
            cancellation
        );
    }

    /// <summary>How jurisdictions differ about procedures.</summary>
    public Task<PolicyComparison> Compare(
        ComparisonQuestion question,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Asking.Of("/v1/policies/compare", question, VidimusJson.Default.ComparisonQuestion),
            VidimusJson.Default.PolicyComparison,
            cancellation
        );

    /// <summary>A policy's criteria over facts, block by block. Nothing of the facts is kept.</summary>
    /// <param name="id">The policy.</param>
    /// <param name="question">The facts; nothing that identifies a patient.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PolicyEvaluation> Evaluate(
        string id,
        EvaluationQuestion question,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Asking.Of(
                "/v1/policies/{id}/evaluate",
                question,
                VidimusJson.Default.EvaluationQuestion,
                Checked(id)
            ),
            VidimusJson.Default.PolicyEvaluation,
            cancellation
        );

    private static Call Listing(PolicyFilter filter) =>
        Call.Get("/v1/policies") with
        {
            Query =
            [
                ("q", filter.Text),
                ("mode", filter.ByLikeness ? "semantic" : null),
                ("type", filter.Type),
                ("jurisdiction", filter.Jurisdiction),
                ("payer", filter.Payer),
                ("status", filter.Status),
                ("code", filter.Code),
            ],
        };

    private static Call Changing(PolicyChangeFilter filter) =>
        Call.Get("/v1/policy-changes") with
        {
            Query =
            [
                ("since", Words.Of(filter.Since)),
                ("policyId", filter.PolicyId),
                ("changeType", filter.Type),
            ],
        };

    private static Call Seeking(CriterionFilter filter) =>
        Call.Get("/v1/policies/criteria") with
        {
            Query =
            [
                ("q", filter.Text),
                ("section", filter.Section),
                ("type", filter.Type),
                ("jurisdiction", filter.Jurisdiction),
            ],
        };
}

/// <summary>Which policies are meant; what is null does not matter.</summary>
public sealed record PolicyFilter
{
    /// <summary>Words; null for all policies.</summary>
    public string? Text { get; init; }

    /// <summary>True to search by likeness of meaning, where the server is set up for that.</summary>
    public bool ByLikeness { get; init; }

    /// <summary><c>LCD</c>, <c>NCD</c>, <c>Article</c>, <c>PayerPolicy</c> or <c>Requirement</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Where they hold.</summary>
    public string? Jurisdiction { get; init; }

    /// <summary>Who pays by them.</summary>
    public string? Payer { get; init; }

    /// <summary><c>active</c> (when null), <c>retired</c> or <c>all</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Policies that speak of this code.</summary>
    public string? Code { get; init; }

    /// <summary>Items fetched at a time.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>Which changes are meant; what is null does not matter.</summary>
public sealed record PolicyChangeFilter
{
    /// <summary>Only those since then.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those of this policy.</summary>
    public string? PolicyId { get; init; }

    /// <summary>Only those of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Items fetched at a time.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>Which blocks of criteria are meant.</summary>
/// <param name="Text">Words they have.</param>
public sealed record CriterionFilter(string Text)
{
    /// <summary><c>indications</c>, <c>limitations</c>, <c>documentation</c>, <c>frequency</c> or <c>other</c>.</summary>
    public string? Section { get; init; }

    /// <summary>Only of policies of this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only of policies that hold there.</summary>
    public string? Jurisdiction { get; init; }

    /// <summary>Items fetched at a time.</summary>
    public int PageSize { get; init; } = 50;
}

/// <summary>Facts to evaluate a policy over.</summary>
/// <param name="Parameters">An object of facts by their names.</param>
/// <param name="Edition">Which edition; the current one when null.</param>
/// <param name="AsOf">The day that "today" is, <c>YYYY-MM-DD</c>.</param>
public sealed record EvaluationQuestion(
    JsonElement Parameters,
    int? Edition = null,
    string? AsOf = null
);

/// <summary>Procedures to compare jurisdictions by.</summary>
/// <param name="ProcedureCodes">1 to 10 codes.</param>
/// <param name="Jurisdictions">Which; all that have a policy when null.</param>
/// <param name="Type">Only policies of this type.</param>
public sealed record ComparisonQuestion(
    IReadOnlyList<string> ProcedureCodes,
    IReadOnlyList<string>? Jurisdictions = null,
    string? Type = null
);

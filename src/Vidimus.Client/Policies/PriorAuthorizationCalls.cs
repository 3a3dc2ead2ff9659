namespace Vidimus.Client;

/// <summary>Whether procedures need prior authorization, and whether a claim would be paid, by the policies that are held. Scope <c>policies:read</c>.</summary>
public sealed class PriorAuthorizationCalls
{
    private readonly Caller caller;

    internal PriorAuthorizationCalls(Caller caller) => this.caller = caller;

    /// <summary>Whether procedures need prior authorization.</summary>
    public Task<PriorAuthorizationAnswer> Check(
        PriorAuthorizationQuestion question,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Asking.Of(
                "/v1/prior-authorizations/check",
                question,
                VidimusJson.Default.PriorAuthorizationQuestion
            ),
            VidimusJson.Default.PriorAuthorizationAnswer,
            cancellation
        );

    /// <summary>Has it looked into: the answer comes later, by <see cref="Research"/>, or with it when it is waited for.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<PriorAuthorizationResearch> StartResearch(
        ResearchQuestion question,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/prior-authorizations/research",
                Answers.Body(question, VidimusJson.Default.ResearchQuestion),
                idempotencyKey
            ) with
            {
                AlsoExpects = 202,
            },
            VidimusJson.Default.PriorAuthorizationResearch,
            cancellation
        );

    /// <summary>A research, finished or not.</summary>
    public Task<PriorAuthorizationResearch> Research(
        string id,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Get("/v1/prior-authorizations/research/{id}", Ids.Checked(id, "res_")),
            VidimusJson.Default.PriorAuthorizationResearch,
            cancellation
        );

    /// <summary>Whether a claim would be paid, and what speaks against it. It submits nothing.</summary>
    public Task<ClaimValidation> ValidateClaim(
        ClaimQuestion claim,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Asking.Of("/v1/claims/validate", claim, VidimusJson.Default.ClaimQuestion),
            VidimusJson.Default.ClaimValidation,
            cancellation
        );
}

/// <summary>Procedures of which it is asked whether they need prior authorization.</summary>
public sealed record PriorAuthorizationQuestion
{
    /// <summary>1 to 10 codes of CPT or HCPCS.</summary>
    public required IReadOnlyList<string> ProcedureCodes { get; init; }

    /// <summary>Up to 20 codes of ICD-10-CM.</summary>
    public IReadOnlyList<string>? DiagnosisCodes { get; init; }

    /// <summary>Where: a state's two letters.</summary>
    public string? State { get; init; }

    /// <summary>Who pays, by name or code.</summary>
    public string? Payer { get; init; }

    /// <summary>Which page of the criteria, from 1.</summary>
    public int? CriteriaPage { get; init; }

    /// <summary>Most criteria of each section on a page.</summary>
    public int? CriteriaPerPage { get; init; }
}

/// <summary>What is to be looked into. Nothing that identifies a patient.</summary>
public sealed record ResearchQuestion
{
    /// <summary>1 to 10 codes of CPT or HCPCS.</summary>
    public required IReadOnlyList<string> ProcedureCodes { get; init; }

    /// <summary>Up to 20 codes of ICD-10-CM.</summary>
    public IReadOnlyList<string>? DiagnosisCodes { get; init; }

    /// <summary>Where: a state's two letters.</summary>
    public string? State { get; init; }

    /// <summary>Who pays, by name or code.</summary>
    public string? Payer { get; init; }

    /// <summary>What else matters, up to 2,000 characters.</summary>
    public string? ClinicalContext { get; init; }

    /// <summary>True to wait for the result.</summary>
    public bool? Sync { get; init; }
}

/// <summary>A research about prior authorization.</summary>
/// <param name="Id"><c>res_…</c></param>
/// <param name="Status"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>canceled</c>.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it was finished.</param>
/// <param name="Result">What was found, as the server writes it; absent until then.</param>
/// <param name="Error">Why it failed.</param>
public sealed record PriorAuthorizationResearch(
    string Id,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt = null,
    System.Text.Json.JsonElement? Result = null,
    string? Error = null
) : IChecked
{
    void IChecked.Check(Checker check)
    {
        check.Id(Id, "res_", "id");
        check.Filled(Status, "status");
    }
}

/// <summary>Whether authorization is needed, by the policies that are held.</summary>
/// <param name="PaRequired">True when a policy in force asks for it. False is no proof that none is needed: see the confidence.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="MatchedPolicies">The policies in force that speak of the procedures.</param>
/// <param name="DocumentationChecklist">What they want documented.</param>
/// <param name="CriteriaDetails">What they say has to be the case.</param>
/// <param name="Mac">The contractor that decides in the state.</param>
public sealed record PriorAuthorizationAnswer(
    bool PaRequired,
    string Confidence,
    string Reason,
    IReadOnlyList<MatchedPolicy> MatchedPolicies,
    IReadOnlyList<string> DocumentationChecklist,
    CriteriaDetails CriteriaDetails,
    DecidingContractor? Mac = null
) : IChecked
{
    void IChecked.Check(Checker check) => check.Filled(Confidence, "confidence");
}

/// <summary>What policies say has to be the case, a page of each section.</summary>
/// <param name="Indications">When they are met.</param>
/// <param name="Limitations">When they are not.</param>
public sealed record CriteriaDetails(
    IReadOnlyList<CriterionDetail> Indications,
    IReadOnlyList<CriterionDetail> Limitations
);

/// <summary>A block of criteria of a policy that matched.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Tags">What it is about.</param>
/// <param name="PolicyId">The policy it belongs to.</param>
public sealed record CriterionDetail(
    string Text,
    IReadOnlyList<string> Tags,
    string? PolicyId = null
);

/// <summary>A policy that speaks of a code that was asked about.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="PolicyType">What kind it is.</param>
/// <param name="Codes">What it says of the codes.</param>
/// <param name="Jurisdiction">Where it holds; null for everywhere.</param>
public sealed record MatchedPolicy(
    string PolicyId,
    string Title,
    string PolicyType,
    IReadOnlyList<MatchedCode> Codes,
    string? Jurisdiction = null
);

/// <summary>What a policy says of a code.</summary>
/// <param name="Code">The code.</param>
/// <param name="CodeSystem">The table it is of.</param>
/// <param name="Disposition"><c>covered</c>, <c>not_covered</c>, <c>conditional</c> or <c>requires_pa</c>.</param>
/// <param name="ConditionReference">Under which condition.</param>
public sealed record MatchedCode(
    string Code,
    string CodeSystem,
    string Disposition,
    string? ConditionReference = null
);

/// <summary>The contractor that decides in a state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Jurisdiction">The code of its jurisdiction.</param>
/// <param name="States">The states of that.</param>
public sealed record DecidingContractor(
    string Name,
    string Jurisdiction,
    IReadOnlyList<string> States
);

using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Whether a policy is that of the payer who was asked about.</summary>
internal enum PayerFit
{
    /// <summary>It is.</summary>
    Same,

    /// <summary>It is the policy of nobody in particular, or of somebody of nearly that name, or nobody was named.</summary>
    Perhaps,

    /// <summary>It is another's.</summary>
    Other,
}

/// <summary>Compares payers. Determinations and articles are Medicare's, whether or not they say so.</summary>
internal static class Payers
{
    private const int ShortestPart = 4;
    private static readonly HashSet<string> Medicare = new(StringComparer.Ordinal)
    {
        "medicare",
        "originalmedicare",
        "traditionalmedicare",
        "medicareffs",
        "medicarepartb",
        "medicareparta",
        "cms",
    };

    public static bool IsMedicare(string? payer) =>
        payer is not null && Medicare.Contains(Plain(payer));

    /// <summary>True for a policy of Medicare itself.</summary>
    public static bool IsMedicares(PolicyRow policy) =>
        policy.Type is PolicyTypes.Lcd or PolicyTypes.Ncd or PolicyTypes.Article
            && policy.PayerName is null
        || IsMedicare(policy.PayerType)
        || IsMedicare(policy.PayerName)
        || IsMedicare(policy.PayerCode);

    public static PayerFit Fit(CoverageQuestion question, PolicyRow policy)
    {
        if (IsMedicares(policy))
            return PlanTypes.IsApartFromMedicare(question.PlanType) ? PayerFit.Perhaps
                : question.ByMedicare || question.Payer is null ? PayerFit.Same
                : PayerFit.Perhaps;
        if (policy.PayerName is null && policy.PayerCode is null)
            return question.Payer is null ? PayerFit.Same : PayerFit.Perhaps;
        return question.PlanType == PlanTypes.TraditionalMedicare
            ? BesideMedicare(question, policy)
            : ByName(question, policy);
    }

    // Where Medicare itself pays, no other payer's policy counts, but one of the payer that was named all the same, and
    // determinations that somebody published under a contractor's name.
    private static PayerFit BesideMedicare(CoverageQuestion question, PolicyRow policy) =>
        policy.Type is PolicyTypes.Lcd or PolicyTypes.Ncd or PolicyTypes.Article
        || question.Payer is not null && ByName(question, policy) == PayerFit.Same
            ? PayerFit.Perhaps
            : PayerFit.Other;

    private static PayerFit ByName(CoverageQuestion question, PolicyRow policy)
    {
        if (question.Payer is not { } payer)
            return PayerFit.Perhaps;
        var (asked, name, code) = (Plain(payer), Plain(policy.PayerName), Plain(policy.PayerCode));
        if (asked.Length > 0 && (asked == name || asked == code))
            return PayerFit.Same;
        return IsPart(asked, name) || IsPart(name, asked) ? PayerFit.Perhaps : PayerFit.Other;
    }

    /// <summary>Why a policy only perhaps is the payer's, in a sentence.</summary>
    public static string Doubt(CoverageQuestion question, PolicyRow policy)
    {
        var owner = policy.PayerName ?? policy.PayerCode;
        if (IsMedicares(policy) && PlanTypes.IsApartFromMedicare(question.PlanType))
            return $"{policy.Id} is a policy of Medicare, which does not bind a plan of the type {question.PlanType}.";
        if (owner is not null && question.PlanType == PlanTypes.TraditionalMedicare)
            return $"{policy.Id} is a policy of {owner}, and the plan is of the type {question.PlanType}.";
        return question.Payer is not { } payer
                ? $"{policy.Id} is a policy of {owner}, and no payer was named."
            : policy.PayerName is { } name
                ? $"{policy.Id} is a policy of {name}, which may not be {payer}."
            : $"{policy.Id} is no policy of {payer} in particular.";
    }

    private static bool IsPart(string part, string whole) =>
        part.Length >= ShortestPart && whole.StartsWith(part, StringComparison.Ordinal);

    private static string Plain(string? name) =>
        string.Concat((name ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
}

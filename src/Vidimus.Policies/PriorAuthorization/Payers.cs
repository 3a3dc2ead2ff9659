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
            return question.ByMedicare || question.Payer is null ? PayerFit.Same : PayerFit.Perhaps;
        if (policy.PayerName is null && policy.PayerCode is null)
            return question.Payer is null ? PayerFit.Same : PayerFit.Perhaps;
        if (question.Payer is not { } payer)
            return PayerFit.Perhaps;
        var (asked, name, code) = (Plain(payer), Plain(policy.PayerName), Plain(policy.PayerCode));
        if (asked.Length > 0 && (asked == name || asked == code))
            return PayerFit.Same;
        return IsPart(asked, name) || IsPart(name, asked) ? PayerFit.Perhaps : PayerFit.Other;
    }

    private static bool IsPart(string part, string whole) =>
        part.Length >= ShortestPart && whole.StartsWith(part, StringComparison.Ordinal);

    private static string Plain(string? name) =>
        string.Concat((name ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
}

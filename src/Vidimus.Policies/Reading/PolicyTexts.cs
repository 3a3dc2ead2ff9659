using System.Text.RegularExpressions;
using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Reading;

/// <summary>By which words policies, their criteria and codes are found, and what a search can be limited to.</summary>
internal static partial class PolicyTexts
{
    private const string PolicyTable = "policies_policy_texts";

    public static readonly TextIndex Policies = new(
        PolicyTable,
        [
            new("title", TextWeight.A, IsHead: true),
            new("keys", TextWeight.B),
            new("summary", TextWeight.C, IsHead: true),
            new("body", TextWeight.D),
        ]
    );

    /// <summary>The id is the policy's, the part the block's.</summary>
    public static readonly TextIndex Criteria = new(
        "policies_criteria_texts",
        [new("tags", TextWeight.B), new("body", TextWeight.D)],
        HiddenBy: PolicyTable
    );

    /// <summary>The id is system and code, <c>CPT:97110</c>.</summary>
    public static readonly TextIndex Codes = new(
        "policies_code_texts",
        [new("code", TextWeight.A), new("description", TextWeight.C)]
    );

    public static IReadOnlyList<TextIndex> All => [Policies, Criteria, Codes];

    public static string Status(string status) => $"status:{status}";

    public static string Type(string type) => $"type:{type}";

    public static string Jurisdiction(string code) => $"in:{code}";

    public static string Payer(string nameOrCode) => $"payer:{nameOrCode.ToLowerInvariant()}";

    public static string Code(string code) => $"code:{code}";

    public static string Section(string section) => $"section:{section}";

    public static string System(string system) => $"system:{system}";

    /// <summary>For <see cref="PolicyFilter.OrEverywhere"/> and <see cref="PolicyFilter.OrNoPayer"/>.</summary>
    public const string Everywhere = "in:*";

    public const string NoPayer = "payer:";

    /// <summary>What a filter means, as marks.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Marks(PolicyFilter filter)
    {
        List<IReadOnlyList<string>> marks = [];
        if (filter.Status != PolicyFilter.Any)
            marks.Add([Status(filter.Status)]);
        if (filter.Type is { } type)
            marks.Add([Type(type)]);
        if (filter.Jurisdictions.Count > 0)
            marks.Add([
                .. filter.Jurisdictions.Select(Jurisdiction),
                .. filter.OrEverywhere ? new[] { Everywhere } : [],
            ]);
        if (filter.Payer is { } payer)
            marks.Add(filter.OrNoPayer ? [Payer(payer), NoPayer] : [Payer(payer)]);
        if (filter.Code is { } code)
            marks.Add([Code(code)]);
        return marks;
    }

    /// <summary>Words of a text as they are indexed and sought: diagnoses with their dot are one word, without it.</summary>
    public static string Line(string? text, int most) => TextWords.Line(Plain(text), most);

    /// <summary>A text in which diagnoses have no dot.</summary>
    public static string? Plain(string? text) =>
        text is null || !text.Contains('.', StringComparison.Ordinal)
            ? text
            : Diagnosis().Replace(text, "$1$2");

    [GeneratedRegex(
        @"\b([A-Za-z][0-9][A-Za-z0-9])\.([A-Za-z0-9]{1,4})\b",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Diagnosis();
}

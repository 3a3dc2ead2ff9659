using System.Globalization;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>What callers write into queries, checked and read; the same for both surfaces.</summary>
internal static class ReadingWords
{
    public const int LongestSearch = 500;

    private static readonly string[] Statuses =
    [
        PolicyStatuses.Active,
        PolicyStatuses.Retired,
        PolicyFilter.Any,
    ];

    private static readonly string[] Modes = ["keyword", "semantic"];

    /// <summary>What can be asked for beside the heads of policies.</summary>
    public static readonly string[] Included = ["criteria", "codes", "attachments", "versions"];

    /// <summary>What clients ask for too, and always get.</summary>
    private const string Summary = "summary";

    /// <summary>The words behind <c>include</c>; notes those that are none.</summary>
    public static HashSet<string> Include(this Fields fields, string? include)
    {
        HashSet<string> words = new(StringComparer.Ordinal);
        foreach (
            var word in (include ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
            if (Included.Contains(word, StringComparer.Ordinal))
                words.Add(word);
            else if (word != Summary)
                fields.Wrong(
                    "include",
                    $"must be a list, with commas, of {string.Join(", ", Included)}"
                );
        return words;
    }

    /// <summary>What is sought, without blanks around it; null for nothing.</summary>
    public static string? Sought(this Fields fields, string? q, bool required = false)
    {
        var text = q?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            fields.Check(!required, "q", "is required");
            return null;
        }
        // Line breaks and the like separate words, as all else does that is no letter.
        fields.Check(
            text.Length <= LongestSearch,
            "q",
            $"must have at most {LongestSearch} characters"
        );
        return text;
    }

    /// <summary>True for a search by likeness.</summary>
    public static bool IsByLikeness(this Fields fields, string? mode, string? q)
    {
        fields.OneOf("mode", mode, Modes);
        var likeness = mode == "semantic";
        fields.Check(!likeness || q is not null, "q", "is required when mode is semantic");
        return likeness;
    }

    /// <summary>A filter from what the caller wrote.</summary>
    /// <param name="fields">Takes what is wrong.</param>
    /// <param name="asked">What the caller wrote.</param>
    /// <param name="names">How the surface calls type and code.</param>
    public static PolicyFilter Filter(this Fields fields, AskedFilter asked, FilterNames names)
    {
        fields
            .OneOf(names.Type, asked.Type, names.Types)
            .OneOf("status", asked.Status, Statuses)
            .Text("jurisdiction", asked.Jurisdiction, 10)
            .Text("payer", asked.Payer, 50);
        var code = asked.Code is null ? null : CodeText.Normal(asked.Code);
        fields.Check(
            asked.Code is null || code is not null,
            names.Code,
            "must be a code such as 97110 or M54.5"
        );
        return new()
        {
            Status = asked.Status ?? PolicyStatuses.Active,
            Type = asked.Type,
            Jurisdictions = asked.Jurisdiction is { } place
                ? [place.Trim().ToUpperInvariant()]
                : [],
            Payer = asked.Payer?.Trim(),
            Code = code,
        };
    }

    /// <summary>A moment, as a day or with time and offset; null for none.</summary>
    public static DateTimeOffset? Moment(this Fields fields, string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal;
        if (
            DateTimeOffset.TryParseExact(
                // A plus in an address is a blank where it was not written as %2B.
                text.Replace(' ', '+'),
                ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                CultureInfo.InvariantCulture,
                Utc,
                out var moment
            )
        )
            return moment;
        fields.Wrong(name, "must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00Z");
        return null;
    }
}

/// <summary>What a caller wrote to limit a list.</summary>
internal sealed record AskedFilter(
    string? Type,
    string? Jurisdiction,
    string? Payer = null,
    string? Status = null,
    string? Code = null
);

/// <summary>How a surface calls what others call otherwise.</summary>
internal sealed record FilterNames(string Type, string Code, string[] Types)
{
    public static readonly FilterNames Native = new("type", "code", PolicyTypes.All);
    public static readonly FilterNames Verity = new(
        "policy_type",
        "icd10",
        PolicyTypes.AskedByVerity
    );
}

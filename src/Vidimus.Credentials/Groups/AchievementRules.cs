using System.Globalization;
using System.Text.RegularExpressions;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Groups;

/// <summary>The rules of an achievement, member by member. Its endorsements' signatures are checked apart: that needs keys.</summary>
internal static partial class AchievementRules
{
    private const int MostAlignments = 50;
    private const int MostEndorsements = 5;
    private const double MostCredits = 1_000_000;

    public static readonly string[] Identities = ["did", "email", "none"];

    public static Fields Achievement(this Fields fields, string at, Achievement? achievement)
    {
        if (achievement is null)
            return fields;
        fields
            .Text($"{at}.name", achievement.Name, 200)
            .Text($"{at}.description", achievement.Description, 5000, multiline: true)
            .Text(
                $"{at}.criteria.narrative",
                achievement.Criteria?.Narrative,
                5000,
                multiline: true
            )
            .Url($"{at}.criteria.id", achievement.Criteria?.Id)
            .Word(
                $"{at}.type",
                achievement.Type,
                BadgeWords.AchievementTypes,
                "an Open Badges achievement type such as Certificate, Course or Badge"
            )
            .Image($"{at}.image", achievement.Image)
            .Alignments($"{at}.alignments", achievement.Alignments)
            .Text($"{at}.humanCode", achievement.HumanCode, 100)
            .Text($"{at}.fieldOfStudy", achievement.FieldOfStudy, 200)
            .Text($"{at}.specialization", achievement.Specialization, 200)
            .Text($"{at}.version", achievement.Version, 100)
            .Credits($"{at}.creditsAvailable", achievement.CreditsAvailable)
            .Language($"{at}.inLanguage", achievement.InLanguage)
            .Profile($"{at}.creator", achievement.Creator)
            .OneOf($"{at}.identity", achievement.Identity, Identities);
        fields.Each($"{at}.tags", achievement.Tags, 30, Tag);
        fields.Each($"{at}.related", achievement.Related, 50, Related);
        fields.Each($"{at}.otherIdentifiers", achievement.OtherIdentifiers, 20, Identifier);
        fields.Descriptions($"{at}.resultDescriptions", achievement.ResultDescriptions ?? []);
        fields
            .Check(
                (achievement.Endorsements?.Count ?? 0) <= MostEndorsements,
                $"{at}.endorsements",
                $"must hold at most {MostEndorsements} endorsements"
            )
            .Check(
                (achievement.EndorsementJwts?.Count ?? 0) <= MostEndorsements,
                $"{at}.endorsementJwts",
                $"must hold at most {MostEndorsements} endorsements"
            );
        return fields;
    }

    /// <summary>Checks each item of a list, whose length is bounded.</summary>
    public static Fields Each<T>(
        this Fields fields,
        string at,
        IReadOnlyList<T>? items,
        int most,
        Action<Fields, string, T> check
    )
    {
        if (items is null)
            return fields;
        fields.Check(
            items.Count <= most,
            at,
            $"must hold at most {most} {at[(at.LastIndexOf('.') + 1)..]}"
        );
        for (var i = 0; i < Math.Min(items.Count, most); i++)
            check(fields, $"{at}.{i}", items[i]);
        return fields;
    }

    /// <summary>A word of a vocabulary of Open Badges, or an extension of it (section 8.1: <c>ext:</c> and a name).</summary>
    public static Fields Word(
        this Fields fields,
        string field,
        string? value,
        IReadOnlyList<string> words,
        string what
    ) =>
        fields.Check(
            value is null
                || words.Contains(value, StringComparer.Ordinal)
                || Extension().IsMatch(value),
            field,
            $"must be {what}, or an extension such as ext:yours"
        );

    /// <summary>A URI that names something: a web address, a DID or a URN.</summary>
    public static Fields Uri(this Fields fields, string field, string? value, bool required = false)
    {
        if (value is null)
            return fields.Check(!required, field, "is required");
        return IsUri(value)
            ? fields
            : fields.Wrong(field, "must be a web address, a DID or a urn: URI");
    }

    public static bool IsUri(string value) =>
        value.StartsWith("did:", StringComparison.Ordinal) ? Did.TryParse(value, out _)
        : value.StartsWith("urn:", StringComparison.Ordinal) ? Urn().IsMatch(value)
        : new Fields().Url("", value).Problem is null;

    /// <summary>True for a name such as <c>exam</c>, which becomes a URI within its achievement.</summary>
    public static bool IsShortName(string value) => ShortName().IsMatch(value);

    public static Fields Image(this Fields fields, string at, AchievementImage? image) =>
        image is null
            ? fields
            : fields
                .Check(image.Id is not null, $"{at}.id", "is required")
                .Url($"{at}.id", image.Id)
                .Text($"{at}.caption", image.Caption, 500);

    public static Fields Credits(this Fields fields, string field, double? credits) =>
        fields.Check(
            credits is null or (>= 0 and <= MostCredits),
            field,
            $"must be a number from 0 to {MostCredits.ToString("N0", CultureInfo.InvariantCulture)}"
        );

    public static Fields Profile(this Fields fields, string at, BadgeProfile? profile) =>
        profile is null
            ? fields
            : fields
                .Uri($"{at}.id", profile.Id, required: true)
                .Text($"{at}.name", profile.Name, 200)
                .Url($"{at}.url", profile.Url)
                .Text($"{at}.description", profile.Description, 5000, multiline: true)
                .Email($"{at}.email", profile.Email)
                .Image($"{at}.image", profile.Image);

    public static Fields Alignments(
        this Fields fields,
        string at,
        IReadOnlyList<Alignment?>? alignments
    ) => fields.Each(at, alignments, MostAlignments, OneAlignment);

    private static void OneAlignment(Fields fields, string at, Alignment? alignment) =>
        fields
            .Text($"{at}.targetName", alignment?.TargetName, 200, required: true)
            .Check(alignment?.TargetUrl is not null, $"{at}.targetUrl", "is required")
            .Url($"{at}.targetUrl", alignment?.TargetUrl)
            .Text($"{at}.targetCode", alignment?.TargetCode, 100)
            .Text($"{at}.targetFramework", alignment?.TargetFramework, 200)
            .Text($"{at}.targetDescription", alignment?.TargetDescription, 5000, multiline: true)
            .Word(
                $"{at}.targetType",
                alignment?.TargetType,
                BadgeWords.AlignmentTargetTypes,
                "an Open Badges target type such as CFItem or ceasn:Competency"
            );

    private static Fields Language(this Fields fields, string field, string? value) =>
        fields.Check(
            value is null || LanguageCode().IsMatch(value),
            field,
            "must be a language code such as de, pt-BR or zh-Hant"
        );

    private static void Tag(Fields fields, string at, string tag) =>
        fields.Text(at, tag, 50, required: true);

    private static void Related(Fields fields, string at, RelatedAchievement? related) =>
        fields
            .Uri($"{at}.id", related?.Id, required: true)
            .Language($"{at}.inLanguage", related?.InLanguage)
            .Text($"{at}.version", related?.Version, 100);

    private static void Identifier(Fields fields, string at, OtherIdentifier? other) =>
        fields
            .Text($"{at}.identifier", other?.Identifier, 200, required: true)
            .Check(other?.IdentifierType is not null, $"{at}.identifierType", "is required")
            .Word(
                $"{at}.identifierType",
                other?.IdentifierType,
                BadgeWords.IdentifierTypes,
                "an Open Badges identifier type such as sourcedId or systemId"
            );

    // The schema of the standard asks for ext: and at least one letter or digit.
    [GeneratedRegex(@"^ext:[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Extension();

    // RFC 8141, section 2, without its r- and q-components.
    [GeneratedRegex(
        @"^urn:[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]:[A-Za-z0-9._~!$&'()*+,;=:@/%-]{1,500}\z",
        RegexOptions.CultureInvariant,
        100
    )]
    private static partial Regex Urn();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex ShortName();

    // As the standard's JSON Schema writes BCP 47 language codes.
    [GeneratedRegex(
        @"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z",
        RegexOptions.CultureInvariant,
        100
    )]
    private static partial Regex LanguageCode();
}

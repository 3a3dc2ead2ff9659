namespace Vidimus.Certification.Catalogue;

/// <summary>
/// What can be ordered and for how much, section <c>Certification:Catalogue</c>. Everything is listed by its name, so that a
/// setting changes one entry and leaves the others: <c>Certification:Catalogue:SpeedTiers:rush:PageCents</c>. An entry
/// that is <c>off</c>, <c>false</c> or not <c>Offered</c> is not there.
/// </summary>
public sealed class CatalogueOptions
{
    /// <summary>Languages that are translated from: <c>standard</c>, <c>specialty</c> (rare: dearer and slower) or <c>off</c>.</summary>
    public Dictionary<string, string> SourceLanguages { get; } =
        new(StringComparer.Ordinal)
        {
            ["ar"] = "standard",
            ["fa"] = "standard",
            ["ur"] = "standard",
            ["tr"] = "standard",
            ["ps"] = "standard",
            ["prs"] = "standard",
            ["ti"] = "specialty",
            ["am"] = "specialty",
            ["ku"] = "specialty",
            ["so"] = "specialty",
            ["he"] = "standard",
            ["az"] = "standard",
            ["om"] = "specialty",
            ["bn"] = "standard",
            ["pa"] = "standard",
            ["hi"] = "standard",
            ["tg"] = "specialty",
            ["uz"] = "standard",
            ["ha"] = "specialty",
            ["sw"] = "standard",
            ["other"] = "specialty",
        };

    /// <summary>Languages that are translated into.</summary>
    public Dictionary<string, bool> TargetLanguages { get; } =
        new(StringComparer.Ordinal) { ["en"] = true };

    /// <summary>The target language of who names none.</summary>
    public string DefaultTargetLanguage { get; set; } = "en";

    /// <summary>What the document is for.</summary>
    public Dictionary<string, bool> UseCases { get; } =
        new(StringComparer.Ordinal)
        {
            ["uscis"] = true,
            ["court"] = true,
            ["university"] = true,
            ["medical"] = true,
            ["employer"] = true,
            ["embassy"] = true,
            ["apostille_outbound"] = true,
            ["other"] = true,
        };

    /// <summary>What the document is; <c>other</c> is what it is taken for where nothing is said, and always there.</summary>
    public Dictionary<string, bool> DocumentTypes { get; } =
        new(StringComparer.Ordinal)
        {
            ["birth_certificate"] = true,
            ["marriage_certificate"] = true,
            ["divorce_decree"] = true,
            ["death_certificate"] = true,
            ["passport"] = true,
            ["national_id"] = true,
            ["driving_licence"] = true,
            ["diploma"] = true,
            ["transcript"] = true,
            ["police_certificate"] = true,
            ["court_document"] = true,
            ["medical_record"] = true,
            ["bank_statement"] = true,
            ["employment_letter"] = true,
            ["other"] = true,
        };

    /// <summary>How fast: <c>standard</c> is what is taken where nothing is said, and always there.</summary>
    public Dictionary<string, SpeedTierOptions> SpeedTiers { get; } =
        new(StringComparer.Ordinal)
        {
            ["standard"] = new()
            {
                SlaHours = 48,
                SpecialtySlaHours = 72,
                PageCents = 2495,
                ReviewPageCents = 1495,
            },
            ["expedited"] = new()
            {
                SlaHours = 24,
                SpecialtySlaHours = 48,
                PageCents = 3495,
                ReviewPageCents = 1995,
            },
            ["rush"] = new()
            {
                SlaHours = 12,
                SpecialtySlaHours = 0,
                PageCents = 4995,
                ReviewPageCents = 2995,
            },
        };

    /// <summary>What can be had besides.</summary>
    public Dictionary<string, AddOnOptions> AddOns { get; } =
        new(StringComparer.Ordinal)
        {
            ["formatting"] = new()
            {
                Available = true,
                Cents = 500,
                PerPage = true,
                Meaning = "The translation is laid out like the original.",
            },
            ["notarization"] = new()
            {
                Cents = 1995,
                Meaning = "A notary witnesses the translator's signature.",
            },
            ["hard_copy"] = new() { Cents = 1495, Meaning = "A printed copy is sent by post." },
            ["apostille"] = new()
            {
                Cents = 9500,
                Meaning = "An apostille is obtained for use abroad.",
            },
        };

    /// <summary>What a page of a specialty language costs more, in cents.</summary>
    public long SpecialtyPageCents { get; set; } = 1000;

    /// <summary>The least that a translation costs, in cents.</summary>
    public long MinimumCents { get; set; } = 2495;

    /// <summary>The least that reviewing the customer's own draft costs, in cents.</summary>
    public long ReviewMinimumCents { get; set; } = 1495;

    /// <summary>Whether a translation can be ordered.</summary>
    public bool FullTranslation { get; set; } = true;

    /// <summary>Whether the review of the customer's own draft can be ordered.</summary>
    public bool ReviewAndCertify { get; set; } = true;

    /// <summary>Most pages of one order.</summary>
    public int MostPages { get; set; } = 500;
}

/// <summary>How fast, and for how much.</summary>
public sealed class SpeedTierOptions
{
    /// <summary>Whether it can be ordered.</summary>
    public bool Offered { get; set; } = true;

    /// <summary>In how many hours after the order the result is there.</summary>
    public int SlaHours { get; set; }

    /// <summary>The same for specialty languages; 0 where these cannot be had so fast.</summary>
    public int SpecialtySlaHours { get; set; }

    /// <summary>What a page of a translation costs, in cents.</summary>
    public long PageCents { get; set; }

    /// <summary>What a page of reviewing the customer's own draft costs, in cents.</summary>
    public long ReviewPageCents { get; set; }
}

/// <summary>Something that can be had besides.</summary>
public sealed class AddOnOptions
{
    /// <summary>Whether it can be had now; it is listed either way.</summary>
    public bool Available { get; set; }

    /// <summary>What it costs, in cents.</summary>
    public long Cents { get; set; }

    /// <summary>True where that is for each page.</summary>
    public bool PerPage { get; set; }

    /// <summary>What it is, in one sentence.</summary>
    public string Meaning { get; set; } = "";
}

using System.Globalization;
using System.Text.Json;
using Vidimus.Access;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Quotes;
using Vidimus.Credentials.Templates;
using Vidimus.Pages;
using Vidimus.Platform.Json;

namespace Vidimus.Certification.Certificates;

/// <summary>The first page of a certified PDF: the statement, by whom it is made about what, and how it is checked.</summary>
internal static class Cover
{
    private const int MostSources = 6;

    private static readonly Lazy<string> Design = new(() => Embedded("cover.svg"));

    /// <summary>The page's design with its fields filled.</summary>
    public static PrintedForm Of(
        OrderRow order,
        CertificateRow certificate,
        Branding agency,
        byte[]? logo,
        int pages,
        string link
    )
    {
        var isSandbox = order.Mode == "test";
        var input = JsonSerializer.Deserialize<QuoteInput>(order.Input, VidimusJson.Native);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["agency"] = agency.Name,
            ["languages"] =
                $"from {Language(order.SourceLanguage)} into {Language(order.TargetLanguage)}",
            ["statement"] = Statement(order, isSandbox),
            ["reviewer"] = certificate.TranslatorName,
            ["credentials"] = certificate.TranslatorCredentials,
            ["date"] = Day(certificate.IssuedAt),
            ["certificate"] = certificate.Id,
            ["order"] = order.Id,
            ["document"] = Words(input?.DocumentType),
            ["purpose"] = Words(input?.UseCase),
            ["pages"] =
                pages == 1 ? "this page and 1 that follows" : $"this page and {pages} that follow",
            ["sources"] = Sources(
                certificate.SourceSha256.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            ),
            ["link"] = link,
            ["note"] = isSandbox
                ? "Made by an order of the sandbox: nobody translated anything, and this page certifies nothing."
                : "The pages belong together: any change to this file breaks its electronic seal.",
            ["footer"] = agency.Website ?? agency.Name,
        };
        return new("certification-cover", Design.Value, texts, link, isSandbox)
        {
            Logo = logo,
            Color = agency.Color,
            Accent = agency.Accent,
        };
    }

    /// <summary>A language as the cover names it; the code itself where it has no name.</summary>
    public static string Language(string code) =>
        code == "other" ? "the language of the source" : LanguageNames.InEnglish(code) ?? code;

    /// <summary>A file that comes with the module.</summary>
    public static string Embedded(string name)
    {
        using var stream = typeof(Cover).Assembly.GetManifestResourceStream(
            $"certificates/{name}"
        )!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The usual form of such a statement: competence, completeness and accuracy, to the best of one's knowledge and belief.</summary>
    public static string Statement(OrderRow order, bool isSandbox)
    {
        var work =
            order.ProductLine == "review_and_certify"
                ? "that I have reviewed the attached translation against its source, and that it"
                : "and that the attached translation";
        return $"{(isSandbox ? "DEMONSTRATION. " : "")}I, the undersigned, hereby certify that I am competent to translate from {Language(order.SourceLanguage)} into {Language(order.TargetLanguage)}, {work} is, to the best of my knowledge and belief, a complete and accurate rendering of the source document identified below.";
    }

    private static string Sources(string[] digests)
    {
        var shown = digests.Take(MostSources);
        return digests.Length <= MostSources
            ? string.Join(' ', shown)
            : $"{string.Join(' ', shown)} and {digests.Length - MostSources} more, listed on the page of this certificate";
    }

    private static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    // What callers choose are words with underscores.
    private static string Words(string? code)
    {
        var words = (code ?? "").Replace('_', ' ');
        return words switch
        {
            "" => "–",
            "uscis" => "USCIS",
            _ => char.ToUpperInvariant(words[0]) + words[1..],
        };
    }
}

using System.Globalization;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Orders;

/// <summary>The price list's codes, and times, as people read them. A code that is not known here is shown as it stands.</summary>
internal static class OrderWords
{
    /// <summary>A language by its code.</summary>
    public static string Language(string code) =>
        code == "other" ? "Another language" : LanguageNames.InEnglish(code) ?? Of(code);

    /// <summary>Codes of languages with a name here, by name.</summary>
    public static IEnumerable<string> Known => Sorted([.. LanguageNames.Known, "other"]);

    /// <summary>From which language into which.</summary>
    public static string Pair(string source, string target) =>
        $"{Language(source)} to {Language(target)}";

    /// <summary>Languages by name, so that they are found in a list.</summary>
    public static IEnumerable<string> Sorted(IEnumerable<string> codes) =>
        codes.OrderBy(c => c == "other").ThenBy(Language, StringComparer.Ordinal);

    /// <summary>Any other code, such as <c>birth_certificate</c>.</summary>
    public static string Of(string code) =>
        code == "uscis" ? "USCIS" : Shown.Word(code.Replace('_', ' '));

    /// <summary>A state of an order, as the customer and the desk see it.</summary>
    public static string State(Enum state) =>
        state.ToString() switch
        {
            nameof(OrderState.InReview) => "In review",
            nameof(OrderState.ReviewingDraft) => "Reviewing draft",
            var word => word,
        };

    /// <summary>An amount with what it is in.</summary>
    public static string Money(long cents, string currency) =>
        $"{(cents < 0 ? "−" : "")}{Shown.Money(Math.Abs(cents))} {currency.ToUpperInvariant()}";

    /// <summary>How large a file is.</summary>
    public static string Size(long bytes) =>
        bytes switch
        {
            < 1_000 => $"{bytes} bytes",
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        };

    /// <summary>How far a time is from now: <c>in 3 h</c>, <c>2 days ago</c>.</summary>
    public static string Away(DateTimeOffset at, DateTimeOffset now)
    {
        var away = (at - now).Duration();
        var words = away switch
        {
            { TotalMinutes: < 1 } => "less than a minute",
            { TotalHours: < 1 } => $"{(int)away.TotalMinutes} min",
            { TotalHours: < 48 } => $"{(int)away.TotalHours} h",
            _ => $"{(int)away.TotalDays} days",
        };
        return at >= now ? $"in {words}" : $"{words} ago";
    }

    /// <summary>What a file is to its order.</summary>
    public static string Kind(string kind) =>
        kind switch
        {
            "source" => "Document",
            "draft" => "Draft",
            "result" => "Translation",
            "certified" => "Certified PDF",
            _ => Of(kind),
        };

    /// <summary>What the files of this type are called.</summary>
    public static string MediaType(string type) =>
        type switch
        {
            "application/pdf" => "PDF",
            "image/jpeg" => "JPEG",
            "image/png" => "PNG",
            "image/heic" => "HEIC",
            "image/heif" => "HEIF",
            "image/tiff" => "TIFF",
            "image/webp" => "WebP",
            _ when type.StartsWith("text/", StringComparison.Ordinal) => "Text",
            _ => type,
        };
}

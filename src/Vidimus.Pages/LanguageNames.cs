namespace Vidimus.Pages;

/// <summary>
/// English and German names of languages, by their codes (BCP 47). The runtime has none: it runs without the data of cultures.
/// </summary>
public static class LanguageNames
{
    private static readonly Dictionary<string, string> English = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["am"] = "Amharic",
        ["ar"] = "Arabic",
        ["az"] = "Azerbaijani",
        ["bn"] = "Bengali",
        ["cs"] = "Czech",
        ["de"] = "German",
        ["el"] = "Greek",
        ["en"] = "English",
        ["es"] = "Spanish",
        ["fa"] = "Persian",
        ["fr"] = "French",
        ["ha"] = "Hausa",
        ["he"] = "Hebrew",
        ["hi"] = "Hindi",
        ["it"] = "Italian",
        ["ja"] = "Japanese",
        ["ko"] = "Korean",
        ["ku"] = "Kurdish",
        ["nl"] = "Dutch",
        ["om"] = "Oromo",
        ["pa"] = "Punjabi",
        ["pl"] = "Polish",
        ["prs"] = "Dari",
        ["ps"] = "Pashto",
        ["pt"] = "Portuguese",
        ["ro"] = "Romanian",
        ["ru"] = "Russian",
        ["so"] = "Somali",
        ["sw"] = "Swahili",
        ["tg"] = "Tajik",
        ["ti"] = "Tigrinya",
        ["tr"] = "Turkish",
        ["uk"] = "Ukrainian",
        ["ur"] = "Urdu",
        ["uz"] = "Uzbek",
        ["vi"] = "Vietnamese",
        ["zh"] = "Chinese",
    };

    private static readonly Dictionary<string, string> German = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["am"] = "Amharisch",
        ["ar"] = "Arabisch",
        ["az"] = "Aserbaidschanisch",
        ["bn"] = "Bengalisch",
        ["cs"] = "Tschechisch",
        ["de"] = "Deutsch",
        ["el"] = "Griechisch",
        ["en"] = "Englisch",
        ["es"] = "Spanisch",
        ["fa"] = "Persisch",
        ["fr"] = "Französisch",
        ["ha"] = "Haussa",
        ["he"] = "Hebräisch",
        ["hi"] = "Hindi",
        ["it"] = "Italienisch",
        ["ja"] = "Japanisch",
        ["ko"] = "Koreanisch",
        ["ku"] = "Kurdisch",
        ["nl"] = "Niederländisch",
        ["om"] = "Oromo",
        ["pa"] = "Punjabi",
        ["pl"] = "Polnisch",
        ["prs"] = "Dari",
        ["ps"] = "Paschtu",
        ["pt"] = "Portugiesisch",
        ["ro"] = "Rumänisch",
        ["ru"] = "Russisch",
        ["so"] = "Somali",
        ["sw"] = "Suaheli",
        ["tg"] = "Tadschikisch",
        ["ti"] = "Tigrinya",
        ["tr"] = "Türkisch",
        ["uk"] = "Ukrainisch",
        ["ur"] = "Urdu",
        ["uz"] = "Usbekisch",
        ["vi"] = "Vietnamesisch",
        ["zh"] = "Chinesisch",
    };

    /// <summary>Codes of languages that have a name here.</summary>
    public static IReadOnlyCollection<string> Known => English.Keys;

    /// <summary>The English name; null where there is none.</summary>
    public static string? InEnglish(string code) => English.GetValueOrDefault(code);

    /// <summary>The German name; the English one where there is none, null where there is neither.</summary>
    public static string? InGerman(string code) =>
        German.GetValueOrDefault(code) ?? InEnglish(code);
}

namespace Vidimus.Certification.Certificates;

/// <summary>
/// English and German names of languages, by their codes (BCP 47). The runtime has none: it runs without the data of cultures.
/// </summary>
internal static class Languages
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
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
        ["other"] = "the language of the source",
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
        ["other"] = "die Sprache der Vorlage",
    };

    /// <summary>The German name; the English one or the code itself where there is none.</summary>
    public static string GermanName(string code) => German.GetValueOrDefault(code) ?? Name(code);

    /// <summary>The name; the code itself where there is none.</summary>
    public static string Name(string code) => Names.GetValueOrDefault(code) ?? code;
}

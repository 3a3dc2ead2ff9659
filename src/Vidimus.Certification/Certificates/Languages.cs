namespace Vidimus.Certification.Certificates;

/// <summary>English names of languages, by their codes (BCP 47).</summary>
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

    /// <summary>The name; the code itself where there is none.</summary>
    public static string Name(string code) => Names.GetValueOrDefault(code) ?? code;
}

namespace Vidimus.Portal.Policies;

/// <summary>Words of the API about policies, as people read them.</summary>
internal static class PolicyWords
{
    /// <summary>Kinds of policies, with what they are.</summary>
    public static readonly (string Type, string Name)[] Types =
    [
        ("LCD", "Local coverage (LCD)"),
        ("NCD", "National coverage (NCD)"),
        ("Article", "Article"),
        ("PayerPolicy", "Payer policy"),
        ("Requirement", "Requirement"),
    ];

    /// <summary>Kinds of changes.</summary>
    public static readonly (string Type, string Name)[] Changes =
    [
        ("created", "New"),
        ("codes_changed", "Codes changed"),
        ("criteria_changed", "Criteria changed"),
        ("updated", "Updated"),
        ("metadata_changed", "Particulars changed"),
        ("retired", "Retired"),
    ];

    /// <summary>Those that may alter what is paid.</summary>
    public static bool IsCritical(string change) =>
        change is "codes_changed" or "criteria_changed" or "retired";

    public static string Type(string type) =>
        Types.FirstOrDefault(t => t.Type == type).Name ?? type;

    public static string ShortType(string type) => type == "PayerPolicy" ? "Payer policy" : type;

    public static string Change(string type) =>
        Changes.FirstOrDefault(c => c.Type == type).Name ?? Shown.Word(type.Replace('_', ' '));

    public static string Disposition(string disposition) =>
        disposition switch
        {
            "covered" => "Covered",
            "not_covered" => "Not covered",
            "conditional" => "Under conditions",
            "requires_pa" => "Needs prior authorization",
            _ => Shown.Word(disposition.Replace('_', ' ')),
        };

    public static string DispositionTone(string disposition) =>
        disposition switch
        {
            "covered" => "ok",
            "not_covered" => "bad",
            "conditional" or "requires_pa" => "warn",
            _ => "plain",
        };

    public static string ChangeTone(string change) =>
        change switch
        {
            "created" => "ok",
            "retired" => "bad",
            "codes_changed" or "criteria_changed" => "warn",
            _ => "plain",
        };

    /// <summary>Names of members such as <c>sections.indications</c> and <c>effective_date</c>.</summary>
    public static string Field(string name) =>
        Refusals.Named(name.Replace('_', ' ')) is var word
        && name.StartsWith("sections.", StringComparison.Ordinal)
            ? $"{word} (text)"
            : word;

    public static string Part(string part) =>
        part switch
        {
            "indications" => "When it is met",
            "limitations" => "When it is not",
            "documentation" => "What has to be documented",
            "frequency" => "How often",
            _ => "Other criteria",
        };

    /// <summary>One criterion of a part.</summary>
    public static string Block(string part) =>
        part switch
        {
            "indications" => "indication",
            "limitations" => "limitation",
            "documentation" => "documentation",
            "frequency" => "frequency",
            _ => "criterion",
        };

    /// <summary>Part of an address.</summary>
    public static string Path(string id) => Uri.EscapeDataString(id);
}

namespace Vidimus.Credentials.Templates;

/// <summary>What a template is filled with.</summary>
internal sealed class TemplateValues
{
    /// <summary>Texts by the name of their field, such as <c>recipient-name</c>.</summary>
    public Dictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Pictures by the name of their field, such as <c>logo</c>.</summary>
    public Dictionary<string, Picture> Pictures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The link that QR codes lead to.</summary>
    public required string VerifyLink { get; init; }

    /// <summary>The organization's colours, <c>#rrggbb</c>; null for the template's own.</summary>
    public string? Color { get; init; }
    public string? Accent { get; init; }

    /// <summary>True for a test credential, which every page of it says.</summary>
    public bool IsTest { get; init; }

    /// <summary>True when fields without a value show what the designer wrote there.</summary>
    public bool ShowSamples { get; init; }

    public string TextOf(string name, string sample) =>
        Texts.TryGetValue(name, out var text) ? SafeText.Value(text)
        : ShowSamples ? sample
        : "";
}

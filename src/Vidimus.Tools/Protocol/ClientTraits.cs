using System.Text.Json;

namespace Vidimus.Tools.Protocol;

[Flags]
internal enum Abilities : byte
{
    None = 0,
    Forms = 1,
    Pages = 2,
    Sampling = 4,
    Roots = 8,
}

/// <summary>What a client says of itself: in each request, or once when its session began. Nothing of it is trusted.</summary>
internal sealed record ClientTraits(string Revision, Abilities Abilities, string? Name)
{
    private const int LongestName = 64;

    public bool IsModern => Revision == Revisions.Modern;

    public bool Can(string capability) =>
        capability switch
        {
            "elicitation" => (Abilities & (Abilities.Forms | Abilities.Pages)) != 0,
            "elicitation.form" => Abilities.HasFlag(Abilities.Forms),
            "elicitation.url" => Abilities.HasFlag(Abilities.Pages),
            "sampling" => Abilities.HasFlag(Abilities.Sampling),
            "roots" => Abilities.HasFlag(Abilities.Roots),
            _ => false,
        };

    public static ClientTraits Of(string revision, JsonElement capabilities, JsonElement info) =>
        new(revision, Read(capabilities), NameOf(info));

    private static Abilities Read(JsonElement capabilities)
    {
        var abilities = Abilities.None;
        var elicitation = capabilities.Object("elicitation");
        if (elicitation.ValueKind == JsonValueKind.Object)
        {
            if (elicitation.Object("url").ValueKind == JsonValueKind.Object)
                abilities |= Abilities.Pages;
            // An empty object means forms alone, as when there was nothing else.
            if (
                abilities == Abilities.None
                || elicitation.Object("form").ValueKind == JsonValueKind.Object
            )
                abilities |= Abilities.Forms;
        }
        if (capabilities.Object("sampling").ValueKind == JsonValueKind.Object)
            abilities |= Abilities.Sampling;
        if (capabilities.Object("roots").ValueKind == JsonValueKind.Object)
            abilities |= Abilities.Roots;
        return abilities;
    }

    private static string? NameOf(JsonElement info)
    {
        if (info.Text("name") is not { Length: > 0 } name)
            return null;
        var whole = info.Text("version") is { Length: > 0 } version ? $"{name} {version}" : name;
        var clean = string.Concat(whole.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return clean.Length > LongestName ? clean[..LongestName] : clean;
    }
}

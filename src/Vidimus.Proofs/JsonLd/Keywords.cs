using System.Collections.Frozen;

namespace Vidimus.Proofs.JsonLd;

/// <summary>The keywords of JSON-LD 1.1 (Syntax, section 1.7).</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        "@base",
        "@container",
        "@context",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab"
    );

    public static bool Contains(string value) =>
        value.Length > 2 && value[0] == '@' && All.Contains(value);

    /// <summary>Has the form of a keyword, <c>"@"1*ALPHA</c>, whether or not it is one: such names are reserved.</summary>
    public static bool HasForm(string value)
    {
        if (value.Length < 2 || value[0] != '@')
        {
            return false;
        }

        foreach (var c in value.AsSpan(1))
        {
            if (!char.IsAsciiLetter(c))
            {
                return false;
            }
        }

        return true;
    }
}

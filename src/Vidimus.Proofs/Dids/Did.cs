using System.Diagnostics.CodeAnalysis;

namespace Vidimus.Proofs;

/// <summary>A decentralized identifier (W3C DID Core 1.0, section 3.1): <c>did:METHOD:ID</c>, without path, query or fragment.</summary>
/// <param name="Method">The method's name, such as <c>web</c> or <c>key</c>.</param>
/// <param name="Id">The method-specific identifier.</param>
public sealed record Did(string Method, string Id)
{
    /// <summary>Longest DID or DID URL read, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>The DID as text.</summary>
    public override string ToString() => $"did:{Method}:{Id}";

    /// <summary>Reads a DID strictly by its grammar; false for anything else, DID URLs included.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Did? did)
    {
        did = null;
        if (
            text is null
            || text.Length > MaxLength
            || !text.StartsWith("did:", StringComparison.Ordinal)
        )
        {
            return false;
        }
        var colon = text.IndexOf(':', 4);
        if (colon <= 4 || !IsMethod(text.AsSpan(4, colon - 4)) || !IsId(text.AsSpan(colon + 1)))
        {
            return false;
        }
        did = new Did(text[4..colon], text[(colon + 1)..]);
        return true;
    }

    private static bool IsMethod(ReadOnlySpan<char> method)
    {
        foreach (var letter in method)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter))
            {
                return false;
            }
        }
        return true;
    }

    // *( *idchar ":" ) 1*idchar: parts may be empty, the last may not.
    private static bool IsId(ReadOnlySpan<char> id)
    {
        for (var i = 0; i < id.Length; i++)
        {
            if (id[i] == '%')
            {
                if (
                    i + 2 >= id.Length
                    || !char.IsAsciiHexDigit(id[i + 1])
                    || !char.IsAsciiHexDigit(id[i + 2])
                )
                {
                    return false;
                }
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(id[i]) && id[i] is not ('.' or '-' or '_' or ':'))
            {
                return false;
            }
        }
        return id.Length > 0 && id[^1] != ':';
    }
}

using System.Diagnostics;

namespace Vidimus.Client;

/// <summary>A key, client token or access token. Its text form is redacted, so that it cannot slip into a log or a message.</summary>
[DebuggerDisplay("[redacted]")]
public sealed class Secret
{
    private readonly string value;

    private Secret(string value) => this.value = value;

    /// <summary>Wraps a secret; surrounding white space (a line end from a file) is dropped.</summary>
    /// <exception cref="ArgumentException">Empty, or holding a character that cannot stand in an HTTP header; the message never repeats the value.</exception>
    public static Secret Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var trimmed = value.Trim();
        if (trimmed.Length == 0)
            throw new ArgumentException("The secret is empty.", nameof(value));
        // RFC 9110 section 5.5: a header value is visible ASCII and inner spaces; anything else could smuggle a header in.
        if (trimmed.Any(c => c is < ' ' or > '~'))
            throw new ArgumentException(
                "The secret holds a character no key has (a line break, an accent).",
                nameof(value)
            );
        return new Secret(trimmed);
    }

    /// <summary>Wraps a secret, as <see cref="Of"/> does.</summary>
    public static implicit operator Secret(string value) => Of(value);

    /// <summary>The secret itself. Call it only where the secret is handed on.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}

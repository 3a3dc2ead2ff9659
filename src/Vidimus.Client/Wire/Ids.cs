namespace Vidimus.Client;

/// <summary>Public ids: a prefix that names the kind, then 128 bits in 26 characters of Crockford's base 32, lower case.</summary>
internal static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static bool Is(string value, string prefix) =>
        value.Length == prefix.Length + 26
        && value.StartsWith(prefix, StringComparison.Ordinal)
        // 26 characters hold 130 bits; the two spare ones are zero.
        && value[prefix.Length] <= '7'
        && value.AsSpan(prefix.Length).IndexOfAnyExcept(Alphabet) < 0;

    /// <summary>An id to put into a path, refused here when it cannot be one.</summary>
    public static string Checked(string id, string prefix) =>
        Is(id ?? throw new ArgumentNullException(nameof(id)), prefix)
            ? id
            : throw new ArgumentException(
                $"'{Shown(id)}' is not an id of the form {prefix} and 26 characters."
            );

    /// <summary>A credential may also be named by UUID or by its verify link.</summary>
    public static string Credential(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // "." and ".." survive escaping and would name another path.
        if (id.Length is 0 or > 2048 || id is "." or ".." || id.Any(char.IsControl))
            throw new ArgumentException(
                $"'{Shown(id)}' is not a credential's id, UUID or verify link."
            );
        return id;
    }

    private static string Shown(string id) =>
        new([.. id.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);
}

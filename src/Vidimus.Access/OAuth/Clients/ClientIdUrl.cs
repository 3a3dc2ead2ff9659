namespace Vidimus.Access.OAuth.Clients;

/// <summary>The address of a document as a client's id (draft-ietf-oauth-client-id-metadata-document, "Client Identifier URL").</summary>
internal static class ClientIdUrl
{
    public const int MaxLength = 512;

    /// <summary>Why the address is no client id, or null. A query, which the draft advises against, would make many ids of one document.</summary>
    public static string? Wrong(string url)
    {
        if (url.Length > MaxLength)
            return $"has more than {MaxLength} characters";
        if (!url.StartsWith("https://", StringComparison.Ordinal))
            return "does not begin with https://";
        if (RedirectUris.WrongForm(url) is { } wrong)
            return wrong;
        if (url.Contains('?'))
            return "must not have a query";
        var path = url.IndexOf('/', "https://".Length);
        return path < 0 || path == url.Length - 1 ? "must have a path" : null;
    }

    /// <summary>True when the host is on the list: by its whole name, or below a name that begins with <c>*.</c>.</summary>
    public static bool IsOn(IEnumerable<string> list, string host) =>
        list.Any(entry =>
            entry.StartsWith("*.", StringComparison.Ordinal)
                ? host.EndsWith(entry[1..], StringComparison.OrdinalIgnoreCase)
                : string.Equals(entry, host, StringComparison.OrdinalIgnoreCase)
        );
}

using Microsoft.AspNetCore.WebUtilities;
using Vidimus.Access.OAuth.Clients;

namespace Vidimus.Access.OAuth;

/// <summary>Where a browser can be led back to, once a person wants it: a client that is known, at an address of its own.</summary>
/// <param name="Client">The client.</param>
/// <param name="RedirectUri">The address, as it was asked for.</param>
/// <param name="State">What the client wants to see again.</param>
/// <param name="Issuer">This server (RFC 9207).</param>
internal sealed record WayBack(OAuthClient Client, string RedirectUri, string? State, string Issuer)
{
    /// <summary>The address with an answer; it always says who answers.</summary>
    public string With(string name, string value)
    {
        var answer = new Dictionary<string, string?> { [name] = value };
        if (State is not null)
            answer["state"] = State;
        answer["iss"] = Issuer;
        return QueryHelpers.AddQueryString(RedirectUri, answer);
    }

    /// <summary>What of the address a policy for forms must name, so that a browser follows the answer to one (CSP Level 3, section 6.4.2).</summary>
    public string Source
    {
        get
        {
            var scheme = RedirectUri[..RedirectUri.IndexOf(':', StringComparison.Ordinal)];
            if (scheme is not ("http" or "https"))
                return scheme + ":";
            var authority = RedirectUri[(scheme.Length + 3)..].Split('/', '?')[0];
            // A policy cannot name an IPv6 address.
            return authority.StartsWith('[') ? scheme + ":" : $"{scheme}://{authority}";
        }
    }
}

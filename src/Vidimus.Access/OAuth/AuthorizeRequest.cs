using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Access.OAuth;

/// <summary>An authorization request that is right in itself (RFC 6749, section 4.1.1).</summary>
/// <param name="Back">The client and its address.</param>
/// <param name="Scopes">What it asks for.</param>
/// <param name="Resource">What it asks for access to.</param>
/// <param name="Challenge">S256 challenge (RFC 7636).</param>
/// <param name="Prompt">How the person is to be asked; null where the client does not say.</param>
/// <param name="Organization">The organization that the person chose before; null before that.</param>
/// <param name="Query">The request once more, written in one way.</param>
internal sealed record AuthorizeRequest(
    WayBack Back,
    IReadOnlyList<string> Scopes,
    string Resource,
    string Challenge,
    string? Prompt,
    string? Organization,
    QueryString Query
)
{
    /// <summary>Its path on this server, for another organization where one is named.</summary>
    public string PathFor(string? organization = null) =>
        Authorize.Path
        + (organization is null ? Query : Query.Add(Authorize.OrganizationField, organization));

    /// <summary>A digest of everything that somebody says yes to, and of who is asked.</summary>
    public string Digest(string sessionId, string organizationId, IReadOnlyList<string> granted)
    {
        string?[] all =
        [
            Back.Client.Id,
            Back.Client.Version,
            Back.RedirectUri,
            Back.State,
            Challenge,
            Resource,
            string.Join(' ', granted),
            organizationId,
            sessionId,
        ];
        return Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(all)));
    }
}

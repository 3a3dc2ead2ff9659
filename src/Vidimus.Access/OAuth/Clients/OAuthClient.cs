using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>A program that may ask members for access.</summary>
/// <param name="Id">Its client id: an id of ours, or the address of its document.</param>
/// <param name="Name">What it calls itself; text, never markup.</param>
/// <param name="Kind"><c>registered</c>, <c>document</c> or <c>entered</c>.</param>
/// <param name="RedirectUris">Where codes may be sent.</param>
/// <param name="SecretDigest">SHA-256 of its secret, in hex; null for a public client.</param>
/// <param name="AuthMethod"><c>none</c>, <c>client_secret_basic</c> or <c>client_secret_post</c>.</param>
/// <param name="OrganizationId">The only organization whose members may use it; null for any.</param>
/// <param name="Version">Digest of what a person consents to: consent is asked again when it changes.</param>
internal sealed record OAuthClient(
    string Id,
    string Name,
    string Kind,
    string[] RedirectUris,
    string? SecretDigest,
    string? AuthMethod,
    string? OrganizationId,
    string Version
)
{
    public const string Registered = "registered";
    public const string Document = "document";
    public const string Entered = "entered";

    /// <summary>
    /// What is known about who it is, in a sentence for the page of consent; text, never markup. Where the answer goes to a
    /// program on the person's device a description proves nothing: any program there can name it (RFC 8252, section 8.6).
    /// </summary>
    public string Standing(bool onDevice) =>
        Kind switch
        {
            Document when onDevice =>
                $"It says that it is what is described at {new Uri(Id).IdnHost}. Nobody can check that for a program on your device.",
            Document =>
                $"It is described at {new Uri(Id).IdnHost}; nobody else can use this description.",
            Entered => "An administrator of your organization entered it.",
            _ => "Nobody has checked this name: any program can register under it.",
        };

    /// <summary>Whether nothing shows that it is who it says.</summary>
    public bool IsUnverified(bool onDevice) => Kind == Registered || (Kind == Document && onDevice);

    /// <summary>True when this is the client's secret; a public client has none and needs none.</summary>
    public bool IsSecret(string? presented) =>
        SecretDigest is not null
        && presented is { Length: > 0 and <= 512 }
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(SecretDigest),
            Encoding.ASCII.GetBytes(ClientSecrets.Digest(presented))
        );

    public static string VersionOf(string name, IEnumerable<string> redirectUris)
    {
        // Line breaks are in neither, so no two different descriptions are written the same.
        var text = string.Join('\n', [name, .. redirectUris.Order(StringComparer.Ordinal)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

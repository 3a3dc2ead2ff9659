using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Access.Members.External;

/// <summary>An account at a provider, as its ID token says.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The account there.</param>
/// <param name="Email">Its address, where the provider tells it.</param>
/// <param name="EmailVerified">Whether the provider has verified the address.</param>
internal sealed record ExternalAccount(
    string Issuer,
    string Subject,
    string? Email,
    bool EmailVerified
);

/// <summary>
/// Changes a code for an ID token and checks that (OpenID Connect Core 1.0, section 3.1.3.7): signature by the provider's keys
/// with an asymmetric algorithm, issuer, audience, times and nonce.
/// </summary>
internal sealed class IdTokens(GuardedHttp http, TimeProvider clock)
{
    private const int Largest = 64 * 1024;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);
    private static readonly string[] Algorithms = ["RS256", "PS256", "ES256", "ES384", "RS384", "RS512"];
    private readonly JsonWebTokenHandler _handler = new()
    {
        MapInboundClaims = false,
        MaximumTokenSizeInBytes = Largest,
    };

    /// <summary>The ID token for a code, as text; null when the provider gives none.</summary>
    public async Task<string?> Redeem(
        ProviderOptions provider,
        OpenIdConnectConfiguration published,
        string code,
        string verifier,
        string redirectUri,
        CancellationToken cancellation
    )
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirectUri,
            ["code_verifier"] = verifier,
        };
        List<KeyValuePair<string, string>> headers = [];
        // RFC 6749, section 2.3.1: both parts are encoded as in a form before they are put together.
        if (provider.ClientSecret.Length > 0)
            headers.Add(
                new(
                    "Authorization",
                    "Basic "
                        + Convert.ToBase64String(
                            Encoding.UTF8.GetBytes(
                                $"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(provider.ClientSecret)}"
                            )
                        )
                )
            );
        else
            fields["client_id"] = provider.ClientId;
        using var form = new FormUrlEncodedContent(fields);
        var got = await http.Send(
            new(HttpMethod.Post, new Uri(published.TokenEndpoint))
            {
                Headers = headers,
                Body = await form.ReadAsByteArrayAsync(cancellation),
                ContentType = "application/x-www-form-urlencoded",
                Accept = "application/json",
                MaxResponseBytes = Largest,
            },
            cancellation
        );
        return got is OutgoingResult.Answered { Status: 200, Truncated: false } answer
            ? TokenIn(answer.Body)
            : null;
    }

    /// <summary>Whose token it is; null when anything about it is wrong.</summary>
    public async Task<ExternalAccount?> Check(
        ProviderOptions provider,
        OpenIdConnectConfiguration published,
        string token,
        string nonce
    )
    {
        var checkedToken = await _handler.ValidateTokenAsync(
            token,
            new()
            {
                ValidIssuer = provider.Issuer,
                IssuerSigningKeys = published.SigningKeys,
                ValidAlgorithms = Algorithms,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                TryAllIssuerSigningKeys = true,
                // Ours and nobody's beside: a token made for several is one that the others hold too.
                AudienceValidator = (audiences, _, _) => audiences.SequenceEqual([provider.ClientId]),
                LifetimeValidator = IsInTime,
            }
        );
        if (!checkedToken.IsValid || checkedToken.SecurityToken is not JsonWebToken read)
            return null;
        if (
            !read.TryGetPayloadValue<string>("nonce", out var said)
            || said != nonce
            || !read.TryGetPayloadValue<string>("sub", out var subject)
            || subject is not { Length: > 0 and <= 255 }
            || (
                read.TryGetPayloadValue<string>("azp", out var party)
                && party != provider.ClientId
            )
        )
            return null;
        read.TryGetPayloadValue<string>("email", out var email);
        var verified =
            read.TryGetPayloadValue<bool>("email_verified", out var yes) && yes;
        return new(provider.Issuer, subject, email is { Length: <= 254 } ? email : null, verified);
    }

    private bool IsInTime(
        DateTime? notBefore,
        DateTime? expires,
        SecurityToken token,
        TokenValidationParameters _
    )
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end
            && end > now - Skew
            && !(notBefore > now + Skew)
            && token is JsonWebToken { IssuedAt: var made }
            && made <= now + Skew
            && made > now - TimeSpan.FromHours(1);
    }

    private static string? TokenIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new() { MaxDepth = 8 });
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("id_token", out var token)
                && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

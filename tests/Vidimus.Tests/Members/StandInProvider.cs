using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Vidimus.Testing;

namespace Vidimus.Tests.Members;

/// <summary>An OpenID Connect provider on this machine, which signs whatever the test wants.</summary>
public sealed class StandInProvider : IAsyncDisposable
{
    public const string ClientId = "vidimus-test";
    public const string ClientSecret = "a secret:with signs+%";
    private readonly WebApplication _server;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ConcurrentDictionary<
        string,
        (string Challenge, string Redirect, Func<string> Token)
    > _codes = new();

    private StandInProvider(WebApplication server) => _server = server;

    public string Issuer { get; private set; } = "";

    /// <summary>The last request to the token endpoint.</summary>
    public string? LastAuthorization { get; private set; }

    public SigningCredentials Ec => new(new ECDsaSecurityKey(_key) { KeyId = "ec" }, "ES256");
    public SigningCredentials Rsa => new(new RsaSecurityKey(_rsa) { KeyId = "rsa" }, "RS256");

    public static async Task<StandInProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var provider = new StandInProvider(server);
        server.MapGet("/.well-known/openid-configuration", provider.Discovery);
        server.MapGet("/jwks", provider.Keys);
        server.MapPost("/token", (Delegate)provider.Token);
        await server.StartAsync();
        provider.Issuer = server.Urls.First();
        return provider;
    }

    /// <summary>Options of a server that knows this provider.</summary>
    public AppOptions Options(Engine engine, bool byAddress) =>
        new(engine)
        {
            Settings = new Dictionary<string, string>
            {
                ["SignIn:Providers:0:Name"] = "Stand-in",
                ["SignIn:Providers:0:Issuer"] = Issuer,
                ["SignIn:Providers:0:ClientId"] = ClientId,
                ["SignIn:Providers:0:ClientSecret"] = ClientSecret,
                ["SignIn:Providers:0:LinkByAddress"] = byAddress ? "true" : "false",
                ["Outgoing:AllowedNetworks:0"] = "127.0.0.0/8",
                ["Outgoing:AllowHttp"] = "true",
                ["Outgoing:ExtraPorts:0"] = $"{new Uri(Issuer).Port}",
                ["Outgoing:BlockedAnswerTime"] = "00:00:00.050",
            },
        };

    /// <summary>What a right ID token says.</summary>
    public Dictionary<string, object> Claims(
        string nonce,
        DateTimeOffset now,
        string subject,
        string? email = null,
        bool verified = true
    )
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = subject,
            ["nonce"] = nonce,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        if (email is not null)
            (claims["email"], claims["email_verified"]) = (email, verified);
        return claims;
    }

    public static string Sign(Dictionary<string, object> claims, SigningCredentials? with) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor { Claims = claims, SigningCredentials = with }
        );

    /// <summary>A code for the request that the browser was sent here with, and what it will be changed for.</summary>
    public string Code(string location, Func<string> token)
    {
        var asked = QueryHelpers.ParseQuery(new Uri(location).Query);
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (
            asked["code_challenge"].ToString(),
            asked["redirect_uri"].ToString(),
            token
        );
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
        _rsa.Dispose();
    }

    private IResult Discovery() =>
        Results.Json(
            new
            {
                issuer = Issuer,
                authorization_endpoint = Issuer + "/authorize",
                token_endpoint = Issuer + "/token",
                jwks_uri = Issuer + "/jwks",
                authorization_response_iss_parameter_supported = true,
            }
        );

    private IResult Keys()
    {
        var ec = _key.ExportParameters(false).Q;
        var rsa = _rsa.ExportParameters(false);
        return Results.Json(
            new
            {
                keys = new object[]
                {
                    new
                    {
                        kty = "EC",
                        crv = "P-256",
                        kid = "ec",
                        use = "sig",
                        x = Base64UrlEncoder.Encode(ec.X),
                        y = Base64UrlEncoder.Encode(ec.Y),
                    },
                    new
                    {
                        kty = "RSA",
                        kid = "rsa",
                        use = "sig",
                        n = Base64UrlEncoder.Encode(rsa.Modulus),
                        e = Base64UrlEncoder.Encode(rsa.Exponent),
                    },
                },
            }
        );
    }

    private async Task<IResult> Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        LastAuthorization = http.Request.Headers.Authorization;
        var right =
            _codes.TryRemove(form["code"].ToString(), out var known)
            && known.Redirect == form["redirect_uri"]
            && known.Challenge
                == Base64UrlEncoder.Encode(
                    SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))
                );
        return right
            ? Results.Json(
                new
                {
                    token_type = "Bearer",
                    access_token = "none",
                    id_token = known.Token(),
                }
            )
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }
}

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>A client as it was registered (RFC 7591 section 3.2.1).</summary>
/// <param name="ClientId">Its id from now on.</param>
/// <param name="IssuedAt">When, in seconds since 1970.</param>
/// <param name="ClientSecret">Its secret, shown this once; none for a public client.</param>
/// <param name="SecretExpiresAt">0: the secret does not end; left out with the secret.</param>
/// <param name="ClientName">Its name.</param>
/// <param name="RedirectUris">Where codes may be sent.</param>
/// <param name="GrantTypes">Grants that it may use.</param>
/// <param name="ResponseTypes">Always <c>code</c>.</param>
/// <param name="AuthMethod">How it proves who it is when it asks for tokens.</param>
/// <param name="ApplicationType"><c>web</c> or <c>native</c>.</param>
public sealed record RegisteredClient(
    [property: JsonPropertyName("client_id")] string ClientId,
    [property: JsonPropertyName("client_id_issued_at")] long IssuedAt,
    [property: JsonPropertyName("client_secret")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        string? ClientSecret,
    [property: JsonPropertyName("client_secret_expires_at")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        long? SecretExpiresAt,
    [property: JsonPropertyName("client_name")] string ClientName,
    [property: JsonPropertyName("redirect_uris")] IReadOnlyList<string> RedirectUris,
    [property: JsonPropertyName("grant_types")] IReadOnlyList<string> GrantTypes,
    [property: JsonPropertyName("response_types")] IReadOnlyList<string> ResponseTypes,
    [property: JsonPropertyName("token_endpoint_auth_method")] string AuthMethod,
    [property: JsonPropertyName("application_type")] string ApplicationType
);

/// <summary>
/// Lets any program register itself (RFC 7591). That it did says nothing about who it is; nothing follows from it before a
/// member lets it in. However many register, what is kept has bounds: unused ones make room for newer ones.
/// </summary>
internal sealed class RegisterClient(
    Commits commits,
    OAuthClientOptions options,
    RegistrationLimits limits,
    TimeProvider clock
)
{
    public const string Path = "/oauth/register";
    private const int LargestBody = 32 * 1024;
    private const int RemovedAtOnce = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                Path,
                async (HttpContext http, RegisterClient register) =>
                    (await register.Run(http)).Answer(201)
            )
            .RequireCors("public")
            .Public("a program registers before anybody knows it; members decide what it may do")
            .Repeatable(
                "each registration makes a client of its own, and unused ones are forgotten"
            )
            .AcceptsFiles(LargestBody)
            .Accepts<ClientMetadata>("application/json")
            .Produces<RegisteredClient>(201)
            .WithTags("OAuth")
            .WithSummary("Register a client")
            .WithName("registerClient");

    public async Task<Result<RegisteredClient>> Run(HttpContext http)
    {
        if (!options.Registration)
            return OAuthClientProblems.RegistrationOff;
        if (limits.Refuse(http) is { } tooMany)
            return tooMany;
        var body = await http.ReadJson<ClientMetadata>(VidimusJson.Tolerant);
        if (body.Problem is { } malformed)
            return malformed;
        var read = ClientTerms.OfRegistration(body.Value!, options.Native);
        if (read.Problem is { } wrong)
            return wrong;
        if (limits.RefuseToKeep() is { } full)
            return full;
        var terms = read.Value!;
        var secret = terms.AuthMethod == "none" ? null : ClientSecrets.Make();
        var now = clock.GetUtcNow();
        var row = new OAuthRegistrationRow
        {
            Id = NewId.Create(OAuthRegistrationRow.Prefix, clock),
            Name = terms.Name,
            RedirectUris = string.Join('\n', terms.RedirectUris),
            AuthMethod = terms.AuthMethod,
            SecretDigest = secret is null ? null : ClientSecrets.Digest(secret),
            CreatedAt = now,
        };
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                await MakeRoom(unit.Db);
                unit.Db.Add(row);
            },
            http.RequestAborted
        );
        return new RegisteredClient(
            row.Id,
            now.ToUnixTimeSeconds(),
            secret,
            secret is null ? null : 0,
            terms.Name,
            terms.RedirectUris,
            terms.GrantTypes,
            ["code"],
            terms.AuthMethod,
            terms.ApplicationType
        );
    }

    private async Task MakeRoom(VidimusDb db)
    {
        var unused = db.OAuthRegistrations.Where(r => r.UsedAt == null);
        var over = await unused.CountAsync() - options.MostUnusedClients + 1;
        if (over > 0)
            db.RemoveRange(
                await unused.OrderBy(r => r.Id).Take(Math.Min(over, RemovedAtOnce)).ToListAsync()
            );
    }
}

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>A token that its client needs no more, or asks about (RFC 7009, section 2.1; RFC 7662, section 2.1).</summary>
/// <param name="Token">An access token or refresh token.</param>
/// <param name="TokenTypeHint">What it is; not needed.</param>
/// <param name="ClientId">The client; may be left out with a Basic header.</param>
/// <param name="ClientSecret">Its secret, where it registered for <c>client_secret_post</c>.</param>
public sealed record OAuthTokenNamed(
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("token_type_hint")] string? TokenTypeHint = null,
    [property: JsonPropertyName("client_id")] string? ClientId = null,
    [property: JsonPropertyName("client_secret")] string? ClientSecret = null
);

/// <summary>
/// Lets a client give back what it was given: either token ends the whole grant. A token that is unknown, over or another
/// client's is answered in the same way and nothing happens, so that nothing is found out here.
/// </summary>
internal sealed class RevokeToken(
    GrantTokens tokens,
    ClientProof proof,
    TokenDoor door,
    Commits commits,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/oauth/revoke",
                async (HttpContext http, RevokeToken revoke) =>
                    await revoke.Run(http) is { } refused
                        ? new Refusal(refused)
                        : Results.StatusCode(200)
            )
            .Public("a client proves who it is in the request itself")
            .Repeatable("what was revoked stays revoked")
            .RequireCors("public")
            .Accepts<OAuthTokenNamed>("application/x-www-form-urlencoded")
            .Produces(200)
            .WithTags("OAuth")
            .WithSummary("Give back a token and end its grant (RFC 7009)")
            .WithName("revokeOAuthToken");

    public async Task<Problem?> Run(HttpContext http)
    {
        var read = await OAuthForm.Read(http);
        if (read.Problem is { } malformed)
            return malformed;
        var form = read.Value!;
        if (form["token"] is not { } shown)
            return OAuthProblems.InvalidRequest.With("token is missing.");
        var presented = ClientProof.Read(http, form);
        if (presented.Problem is { } unclear)
            return unclear;
        var (client, secret) = (presented.Value!.Id, presented.Value.Secret);
        if (secret is not null && door.Waits(http, secret) is { } waits)
            return waits;
        // To give back what is over is no failure (RFC 7009, section 2.2): the address pays for the request and no more.
        var found = await tokens.Find(shown, http.RequestAborted);
        if (found is not null && door.Tries(http, shown) is { } often)
            return often;
        // As for tokens: no document is fetched for who shows nothing of this client.
        if (
            found?.Grant.ClientId != client
            && client.StartsWith("https://", StringComparison.Ordinal)
        )
            return null;
        var proven = await proof.Prove(presented.Value, http.RequestAborted);
        if (secret is not null)
            door.Note(http, secret, right: proven.Ok);
        return proven.Problem
            ?? door.Limit(http, presented.Value)
            ?? (found?.Grant.ClientId == client ? await GiveBack(http, found.Grant) : null);
    }

    private async Task<Problem?> GiveBack(HttpContext http, GrantFacts grant)
    {
        if (door.Limit(http, grant) is { } limited)
            return limited;
        await End(grant, http.RequestId());
        return null;
    }

    private async Task End(GrantFacts grant, string requestId)
    {
        if (grant.RevokedAt is not null)
            return;
        await commits.Commit<bool>(
            new(grant.OrganizationId, grant.Mode, "member", grant.MemberId, requestId),
            async unit =>
            {
                var row = await unit.Db.Grants.SingleAsync(g => g.Id == grant.Id);
                if (row.RevokedAt is null)
                    GrantEnd.One(unit, row, GrantEnd.ByClient, clock.GetUtcNow());
                return true;
            },
            CancellationToken.None
        );
    }
}

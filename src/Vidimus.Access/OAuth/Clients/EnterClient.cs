using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>A client to be entered.</summary>
/// <param name="Name">What it is called; 1 to 100 visible characters.</param>
/// <param name="RedirectUris">Where codes may be sent, 1 to 20: https, or http on localhost, 127.0.0.1 or [::1].</param>
/// <param name="AuthMethod"><c>none</c> (default) for a program on people's devices; <c>client_secret_basic</c> or <c>client_secret_post</c> for one that can keep a secret.</param>
public sealed record EnterClientRequest(
    string? Name = null,
    IReadOnlyList<string>? RedirectUris = null,
    string? AuthMethod = null
);

/// <summary>Enters a client for the organization: where programs do not register themselves, or are to be known by name.</summary>
internal sealed class EnterClient(
    Writes writes,
    CurrentCaller caller,
    OAuthClientOptions options,
    TimeProvider clock
)
{
    private const int Most = 50;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/oauth/clients",
                (HttpContext http, EnterClient enter) =>
                    http.Take<EnterClientRequest, EnteredClientWithSecret>(
                        201,
                        r => enter.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.KeysAdmin)
            .Accepts<EnterClientRequest>("application/json")
            .Produces<EnteredClientWithSecret>(201)
            .WithTags("OAuth clients")
            .WithSummary("Enter a client")
            .WithName("enterOAuthClient");

    public async Task<Result<EnteredClientWithSecret>> Run(
        EnterClientRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request).Problem is { } wrong)
            return wrong;
        if (TestKey(caller.Value) is { } refused)
            return refused;
        var secret = request.AuthMethod is null or "none" ? null : ClientSecrets.Make();
        var row = new OAuthClientRow
        {
            OrganizationId = caller.Value.OrganizationId,
            Id = NewId.Create(OAuthClientRow.Prefix, clock),
            Name = request.Name!,
            RedirectUris = string.Join('\n', request.RedirectUris!.Distinct()),
            AuthMethod = request.AuthMethod ?? "none",
            SecretDigest = secret is null ? null : ClientSecrets.Digest(secret),
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };
        return await writes.Commit<EnteredClientWithSecret>(
            async unit =>
            {
                await MemberRules.Take(unit);
                if (await unit.Db.OAuthClients.CountAsync() >= Most)
                    return OAuthClientProblems.TooMany.With(
                        $"The organization has {Most} clients already."
                    );
                unit.Db.Add(row);
                unit.State(
                    new SimpleFact("oauth.client-entered", row.Id, ("auth", row.AuthMethod))
                );
                return new EnteredClientWithSecret(EnteredClient.Of(row), secret);
            },
            cancellation
        );
    }

    /// <summary>Clients open both modes, so a key of test mode does not change them.</summary>
    internal static Problem? TestKey(Caller caller) =>
        caller.MemberId is null && caller.Mode != "live"
            ? AccessProblems.ModeForbidden.With(
                "A test key does not change the clients of the organization.",
                hint: "Use a live key with the scope keys:admin"
            )
            : null;

    private Fields Check(EnterClientRequest request)
    {
        var fields = new Fields()
            .Check(request.Name is not null, "name", "is required")
            .OneOf("authMethod", request.AuthMethod, ClientTerms.AuthMethods);
        if (request.Name is { } name && ClientText.Wrong(name) is { } hidden)
            fields.Wrong("name", hidden);
        if (request.RedirectUris is not { Count: > 0 and <= RedirectUris.Most } uris)
            return fields.Wrong("redirectUris", $"must hold 1 to {RedirectUris.Most} addresses");
        for (var i = 0; i < uris.Count; i++)
        {
            if (RedirectUris.Wrong(uris[i] ?? "", options.Native) is { } wrong)
                fields.Wrong($"redirectUris.{i}", wrong);
        }
        return fields;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Triggers;

/// <summary>How a trigger's secret is replaced.</summary>
/// <param name="GraceSeconds">Seconds that the old secret holds beside the new one, 0 (by default) to 604,800 (7 days).</param>
/// <param name="Secret">The new secret, where the sender makes it; only for <c>hmac</c>.</param>
public sealed record RotateTriggerSecretRequest(int? GraceSeconds, string? Secret)
{
    /// <summary>At once, with a secret of this server's making.</summary>
    public RotateTriggerSecretRequest()
        : this(null, null) { }
}

/// <summary>Gives a trigger a new secret, for whoever may have it act as its key.</summary>
internal sealed class RotateTriggerSecret(
    VidimusDb db,
    TriggerEdits edits,
    TriggerSecrets secrets,
    Issuance issuance
)
{
    private const int LongestGrace = 7 * 86_400;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/groups/{id}/triggers/{triggerId}/rotate-secret",
                (HttpContext http, RotateTriggerSecret rotate, string id, string triggerId) =>
                    http.TakeOptional<RotateTriggerSecretRequest, TriggerWithSecret>(
                        200,
                        r => rotate.Run(id, triggerId, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .Accepts<RotateTriggerSecretRequest>(isOptional: true, "application/json")
            .Produces<TriggerWithSecret>()
            .WithTags("Triggers")
            .WithSummary("Give a trigger a new secret, which is shown once")
            .WithName("rotateTriggerSecret");

    public async Task<Result<TriggerWithSecret>> Run(
        string groupId,
        string id,
        RotateTriggerSecretRequest request,
        CancellationToken cancellation
    )
    {
        if (await db.TriggerOf(groupId, id, cancellation) is not { } found)
            return TriggerProblems.NotFound;
        var type = Trigger.Read<TriggerAuth>(found.Auth).Type!;
        var fields = new Fields()
            .Number("graceSeconds", request.GraceSeconds, 0, LongestGrace)
            .OwnSecret(type, request.Secret);
        if (fields.Problem is { } wrong)
            return wrong;
        var secret = request.Secret ?? TriggerSecrets.Make();
        return await edits.Save(
            found,
            found.KeyId,
            (unit, row) =>
            {
                var grace = TimeSpan.FromSeconds(request.GraceSeconds ?? 0);
                secrets.Set(row, type, secret, grace);
                unit.State(
                    new SimpleFact("trigger.secret-rotated", row.Id, ("group", row.GroupId))
                );
                return new TriggerWithSecret(
                    Trigger.Of(row, issuance.BaseUrl),
                    request.Secret is null ? secret : null
                );
            },
            cancellation
        );
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Audit;

/// <summary>What to verify.</summary>
/// <param name="Checkpoint">A checkpoint that was kept, as compact JWS; optional.</param>
/// <param name="From">First number to look at, 1 when left out; <c>continueFrom</c> of the call before for long chains.</param>
public sealed record VerifyAuditRequest(string? Checkpoint, long? From)
{
    /// <summary>All of it.</summary>
    public VerifyAuditRequest()
        : this(null, null) { }
}

/// <summary>Verifies the chain of the caller's organization, and says what it has come to.</summary>
internal sealed class VerifyAudit(
    VidimusDb db,
    CurrentCaller caller,
    ChainCheck chain,
    AuditCheckpoints checkpoints
)
{
    private const long LargestNumber = 1L << 53;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/audit/verifications",
                (HttpContext http, VerifyAudit verify) =>
                    http.TakeOptional<VerifyAuditRequest, AuditVerification>(
                        200,
                        r => verify.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.AuditRead)
            .Repeatable("nothing is written; the record is verified as it stands then")
            .Weighs(10)
            .Heavy()
            .Accepts<VerifyAuditRequest>(isOptional: true, "application/json")
            .Produces<AuditVerification>()
            .WithTags("Audit")
            .WithSummary("Verify the record, on its own and against a kept checkpoint")
            .WithName("verifyAudit");
        routes
            .MapGet(
                "/v1/audit/checkpoint",
                async (HttpContext http, VerifyAudit verify) =>
                    ((Result<AuditCheckpoint>)await verify.Checkpoint(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.AuditRead)
            .Produces<AuditCheckpoint>()
            .WithTags("Audit")
            .WithSummary("What the record has come to, signed, to be kept elsewhere")
            .WithName("getAuditCheckpoint");
    }

    public async Task<Result<AuditVerification>> Run(
        VerifyAuditRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields().Number("from", request.From, 1, LargestNumber);
        AuditCheckpoint? kept = null;
        if (request.Checkpoint is { } token)
        {
            kept = await AuditCheckpoints.Read(db, token, cancellation);
            fields.Check(
                kept?.OrganizationId == caller.Value.OrganizationId,
                "checkpoint",
                "must be a checkpoint that this server signed for your organization"
            );
        }
        if (fields.Problem is { } wrong)
            return wrong;
        return await chain.Run(caller.Value.OrganizationId, request.From ?? 1, kept, cancellation);
    }

    public Task<AuditCheckpoint> Checkpoint(CancellationToken cancellation) =>
        checkpoints.Make(caller.Value.OrganizationId, cancellation);
}

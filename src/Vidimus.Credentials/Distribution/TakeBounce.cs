using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Usage;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>What was done with a report.</summary>
/// <param name="State"><c>recorded</c>, or <c>ignored</c>: it reports no failure, or none of a mail of this organization and mode.</param>
/// <param name="CredentialId">The credential whose mail came back.</param>
/// <param name="Code">Why, as a status code (RFC 3463).</param>
public sealed record BounceOutcome(string State, string? CredentialId, string? Code);

/// <summary>
/// Takes reports of mail that was taken and came back (RFC 3464), as a mail server pipes them here. They are known by what
/// stood in our envelope or our Message-ID, which nobody can guess.
/// </summary>
internal sealed class TakeBounce(VidimusDb db, Writes writes, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/mail/bounces",
                async (HttpContext http, TakeBounce take) =>
                {
                    var mail = await http.ReadBytes();
                    return mail.Problem is { } refused
                        ? new Refusal(refused)
                        : (await take.Run(mail.Value!, http.RequestAborted)).Answer();
                }
            )
            .Needs(Scopes.MailBounces)
            .Repeatable("a mail comes back once, however often that is reported")
            .Accepts<byte[]>("message/rfc822")
            .Produces<BounceOutcome>()
            .WithTags("Mail")
            .WithSummary("Report a mail that came back")
            .WithName("reportBounce");

    public async Task<Result<BounceOutcome>> Run(byte[] mail, CancellationToken cancellation)
    {
        var ignored = new BounceOutcome("ignored", null, null);
        if (
            BounceReport.Read(mail) is not { Action: "failed" } report
            || await db
                .Distributions.AsNoTracking()
                .SingleOrDefaultAsync(d => d.Token == report.Token, cancellation)
                is not { } known
        )
            return ignored;
        return await writes.Commit<BounceOutcome>(
            async unit =>
            {
                if (
                    await unit.Db.Distributions.SingleOrDefaultAsync(d =>
                        d.CredentialId == known.CredentialId && d.Token == report.Token
                    )
                    is not { } row
                )
                    return ignored;
                if (row.BouncedAt is null)
                {
                    row.BouncedAt = clock.GetUtcNow();
                    row.Code = report.Status;
                    row.Failure = $"The mail came back ({report.Status}).";
                    unit.AddUp(
                        DayTallies.Row(
                            row.OrganizationId,
                            row.Mode,
                            DayTallies.Unmailed,
                            row.BouncedAt.Value,
                            1
                        )
                    );
                    unit.State(
                        new SimpleFact(
                            "credential.bounced",
                            row.CredentialId,
                            ("code", report.Status)
                        )
                    );
                }
                return new BounceOutcome("recorded", row.CredentialId, row.Code);
            },
            cancellation
        );
    }
}

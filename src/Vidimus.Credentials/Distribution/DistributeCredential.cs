using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>How a credential's link is to be sent.</summary>
/// <param name="Language">Language of the mail, such as <c>de</c>; the group's where there are no words in it.</param>
public sealed record DistributeCredentialRequest(string? Language)
{
    /// <summary>In the group's language.</summary>
    public DistributeCredentialRequest()
        : this(Language: null) { }
}

/// <summary>
/// Sends an issued credential's link to its recipient. What is asked for is saved with the change that asks; sending
/// follows, with further tries when the mail server does not take it.
/// </summary>
internal sealed class DistributeCredential(
    VidimusDb db,
    Writes writes,
    MailServer mail,
    RecipientVault vault,
    AccessOptions options,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/credentials/{id}/distribute",
                (HttpContext http, DistributeCredential distribute, string id) =>
                    http.TakeOptional<DistributeCredentialRequest, Credential>(
                        202,
                        r => distribute.Run(id, r.Language, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Accepts<DistributeCredentialRequest>(isOptional: true, "application/json")
            .Produces<Credential>(202)
            .WithTags("Credentials")
            .WithSummary("Send a credential's link to its recipient by e-mail")
            .WithName("distributeCredential");

    /// <summary>The refusal when mail of the organization cannot be sent at all.</summary>
    public async Task<Problem?> Refusal(CancellationToken cancellation) =>
        mail.IsConfigured
        || await db.Set<MailSettingsRow>().AnyAsync(m => m.Host != null, cancellation)
            ? null
            : new(CredentialProblems.MailNotConfigured);

    public async Task<Result<Credential>> Run(
        string id,
        string? language,
        CancellationToken cancellation
    )
    {
        if (new Fields().LanguageTag("language", language).Problem is { } wrong)
            return wrong;
        if (await Refusal(cancellation) is { } unconfigured)
            return unconfigured;
        if (await CredentialIds.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.CredentialNotFound;
        return await writes.Commit<Credential>(
            async unit =>
            {
                if (
                    await unit.Db.Credentials.SingleOrDefaultAsync(c => c.Id == found.Id)
                    is not { } row
                )
                    return CredentialProblems.CredentialNotFound;
                if (row.IssuedAt is null)
                    return CredentialProblems.NotIssued;
                if (row.RevokedAt is not null)
                    return CredentialProblems.Revoked;
                if (
                    await unit.Db.Recipients.SingleOrDefaultAsync(r => r.Id == row.RecipientId)
                    is not { } recipient
                )
                    return CredentialProblems.Erased;
                if (recipient.Email is null)
                    return CredentialProblems.NoAddress;
                var sending = await Ask(unit, row.Id, clock.GetUtcNow(), language);
                var view = (
                    await Views.Read(
                        unit.Db,
                        [row],
                        vault,
                        options.BaseUrl,
                        clock.GetUtcNow(),
                        CancellationToken.None
                    )
                )[0];
                // As it will be once this is saved: what was read is from before.
                return view with
                {
                    DistributedAt = sending.SentAt,
                    Distribution = CredentialDistribution.Of(sending),
                };
            },
            cancellation
        );
    }

    /// <summary>Puts a credential up for sending, once more when it was sent before.</summary>
    public static async Task<DistributionRow> Ask(
        Unit unit,
        string credentialId,
        DateTimeOffset now,
        string? language = null
    )
    {
        unit.State(new SimpleFact("credential.distribution-requested", credentialId));
        if (
            await unit.Db.Distributions.SingleOrDefaultAsync(d => d.CredentialId == credentialId) is
            { } earlier
        )
        {
            var next = earlier.RequestedAt.AddMilliseconds(1);
            earlier.RequestedAt = now > next ? now : next;
            (earlier.NextTryAt, earlier.Attempts) = (now, 0);
            (earlier.Failure, earlier.Code, earlier.BouncedAt) = (null, null, null);
            earlier.Language = language;
            return earlier;
        }
        var first = new DistributionRow
        {
            OrganizationId = unit.Author.OrganizationId,
            CredentialId = credentialId,
            Mode = unit.Author.Mode,
            RequestedAt = now,
            NextTryAt = now,
            Attempts = 0,
            Language = language,
        };
        unit.Db.Add(first);
        return first;
    }
}

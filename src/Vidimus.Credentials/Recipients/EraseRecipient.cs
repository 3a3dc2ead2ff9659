using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Imports;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Shows a recipient, and erases one: the row, its key, the documents encrypted under it and answers kept for
/// repetition go; the credentials' ids, states and digests stay, and verifying says that they were erased.
/// </summary>
internal sealed class EraseRecipient(
    VidimusDb db,
    Writes writes,
    MailServer mail,
    ImportedRows imports,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/recipients/{id}",
                async (HttpContext http, EraseRecipient recipients, string id) =>
                    (await recipients.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Recipient>()
            .WithTags("Recipients")
            .WithSummary("Get a recipient")
            .WithName("getRecipient");
        routes
            .MapDelete(
                "/v1/recipients/{id}",
                (HttpContext http, EraseRecipient recipients, string id) =>
                    http.Once(204, () => recipients.Run(id, http.RequestAborted))
            )
            .Needs(Scopes.RecipientsErase)
            .Produces(204)
            .WithTags("Recipients")
            .WithSummary("Erase a recipient's personal data")
            .WithName("eraseRecipient");
    }

    public async Task<Result<Recipient>> Get(string id, CancellationToken cancellation) =>
        await db.Recipients.SingleOrDefaultAsync(r => r.Id == id, cancellation) is { } row
            ? Views.Of(row)
            : CredentialProblems.RecipientNotFound;

    public async Task<Result<bool>> Run(string id, CancellationToken cancellation)
    {
        var address = await db
            .Recipients.Where(r => r.Id == id)
            .Select(r => r.Email)
            .SingleOrDefaultAsync(cancellation);
        var result = await Erase(id, cancellation);
        if (result.Ok)
            await Sweep(address, cancellation);
        return result;
    }

    /// <summary>Afterwards: what the database has not overwritten yet, and mail that development wrote into its folder.</summary>
    public async Task Sweep(string? address, CancellationToken cancellation)
    {
        await db.EmptyLog(clock, cancellation);
        if (mail.Folder is { } folder && address is not null)
            MailFolder.Forget(folder, db.Organization!, address);
    }

    private Task<Result<bool>> Erase(string id, CancellationToken cancellation) =>
        writes.Commit<bool>(unit => In(unit, id), cancellation);

    /// <summary>Erases a recipient as part of a change.</summary>
    public async Task<Result<bool>> In(Unit unit, string id)
    {
        if (await unit.Db.Recipients.SingleOrDefaultAsync(r => r.Id == id) is not { } row)
            return CredentialProblems.RecipientNotFound;
        unit.Db.Remove(row);
        unit.Db.RemoveRange(await unit.Db.Contents.Where(c => c.RecipientId == id).ToListAsync());
        var received = await unit.Db.Received.Where(r => r.RecipientId == id).ToListAsync();
        unit.Db.RemoveRange(received);
        var credentials = await unit.Db.Credentials.Where(c => c.RecipientId == id).ToListAsync();
        foreach (var draft in credentials.Where(c => c.IssuedAt is null))
        {
            unit.Db.Remove(draft);
            unit.Tally(Groups.GroupCounts.DraftTally(draft.GroupId), -1);
        }
        var ids = credentials.Select(c => c.Id).ToArray();
        var sendings = await unit
            .Db.Distributions.Where(d => ids.Contains(d.CredentialId))
            .ToListAsync();
        unit.Db.RemoveRange(sendings.Where(d => d.SentAt is null));
        foreach (var sending in sendings.Where(d => d.SentAt is not null))
            (sending.NextTryAt, sending.Claim, sending.Token) = (null, null, null);
        var named = credentials
            .SelectMany(c => new[] { c.Id, c.BatchId })
            .Where(n => n is not null)
            .Concat(received.Select(r => r.Id))
            .Distinct()
            .ToArray();
        await imports.Erase(unit, row, credentials);
        unit.Db.RemoveRange(
            await unit.Db.Set<ReplayRow>().Where(r => named.Contains(r.ResourceId)).ToListAsync()
        );
        unit.Db.RemoveRange(
            await unit.Db.Set<ClaimRow>().Where(c => c.RecipientId == id).ToListAsync()
        );
        unit.Db.RemoveRange(
            await unit.Db.Set<ErasureRequestRow>().Where(r => r.RecipientId == id).ToListAsync()
        );
        await MailOutbox.Forget(unit, id);
        unit.State(new SimpleFact("recipient.erased", id));
        return true;
    }
}

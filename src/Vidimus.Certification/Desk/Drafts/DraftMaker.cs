using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>Makes one draft: reads the sources, asks the model, and keeps the answer where reviewers see it, named as a machine's.</summary>
internal sealed partial class DraftMaker(
    Commits commits,
    DraftQueue queue,
    DraftParts parts,
    DocumentVault vault,
    DraftOptions options,
    ILogger<DraftMaker> log
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Whatever goes wrong is written down with the draft.</summary>
    public async Task Make(TakenDraft taken, VidimusDb db, CancellationToken cancellation)
    {
        try
        {
            await Try(taken, db, cancellation);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            LogFailed(log, taken.OrderId, e);
            await queue.Fail(
                taken,
                "The server could not make the draft; its log says why.",
                Pause,
                cancellation
            );
        }
    }

    private async Task Try(TakenDraft taken, VidimusDb db, CancellationToken cancellation)
    {
        var order = await Find(db, taken, cancellation);
        if (order is null || !options.Allows(order))
        {
            await queue.Fail(taken, "The order needs no draft any more.", null, cancellation);
            return;
        }
        var documents = await DeskOrders.Documents(db, order, cancellation);
        var material = await parts.Sources.Read(
            [.. documents.Where(d => d.Kind == DocumentKinds.Source)],
            cancellation
        );
        var answer = material.Missing is { } missing
            ? DraftAnswer.Never(missing)
            : await parts.Service.Ask(order, material.Parts, taken.Attempt, cancellation);
        if (answer.Text is not { } text)
        {
            await queue.Fail(taken, answer.Missing!, answer.Again, cancellation);
            return;
        }
        var staged = await vault.Keep(
            Encoding.UTF8.GetBytes(text),
            $"machine draft ({options.Model}), not reviewed.txt",
            DeskText.MediaType,
            cancellation
        );
        if (!await Keep(taken, answer, staged))
            await vault.Discard(staged);
    }

    /// <summary>Keeps the draft, while it is still this node's to make and the order still wants it.</summary>
    private async Task<bool> Keep(TakenDraft taken, DraftAnswer answer, StagedDocument staged)
    {
        var kept = await commits.Commit<bool>(
            Author.Installation with
            {
                OrganizationId = taken.AgencyId,
            },
            async unit =>
            {
                var row = await DraftQueue.Held(unit.Db, taken);
                var order = await Find(unit.Db, taken, CancellationToken.None);
                if (row is null || order is null || !options.Allows(order))
                    return false;
                await Add(unit, row, order, answer, staged);
                return true;
            },
            CancellationToken.None
        );
        return kept is { Ok: true, Value: true };
    }

    private async Task Add(
        Unit unit,
        MachineDraftRow row,
        OrderRow order,
        DraftAnswer answer,
        StagedDocument staged
    )
    {
        var before = await DeskOrders.Documents(unit.Db, order, CancellationToken.None);
        var document = vault.Row(
            staged,
            order.OrganizationId,
            order.Mode,
            DocumentKinds.Draft,
            order.Id,
            before.Count(d => d.Kind == DocumentKinds.Draft),
            unit.Author
        );
        unit.Db.Add(document);
        parts.Notes.Add(unit, order.Id, DeskNotes.Drafted, null, documentId: document.Id);
        (row.State, row.StateAt, row.NextAt) = (DraftStates.Made, document.CreatedAt, null);
        (row.DocumentId, row.Reason) = (document.Id, null);
        (row.InputTokens, row.OutputTokens) = (answer.InputTokens, answer.OutputTokens);
        row.Version++;
        unit.State(
            new SimpleFact(
                "review.drafted",
                order.Id,
                ("customer", order.OrganizationId),
                ("status", order.State),
                ("document", document.Id),
                ("sha256", document.Sha256),
                ("machine", "true")
            )
        );
    }

    private static Task<OrderRow?> Find(
        VidimusDb db,
        TakenDraft taken,
        CancellationToken cancellation
    ) =>
        db.Across<OrderRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                o => o.AgencyId == taken.AgencyId && o.Id == taken.OrderId,
                cancellation
            );

    [LoggerMessage(5301, LogLevel.Error, "The draft of {Order} failed.")]
    private static partial void LogFailed(ILogger logger, string order, Exception exception);
}

/// <summary>What drafts are made with.</summary>
internal sealed record DraftParts(DraftSources Sources, DraftService Service, DeskNotes Notes);

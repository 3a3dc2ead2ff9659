using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Spending;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>The parts of what a submission writes, each inside a unit of the submitter.</summary>
internal sealed class OrderWriter(
    DocumentVault vault,
    IKeyWebhooks webhooks,
    Charges charges,
    DatabaseClock time,
    OrderViews views
)
{
    /// <summary>What a twin has written meanwhile, on whatever node; null for nothing.</summary>
    public async Task<Result<SubmittedOrder>?> Twin(Unit unit, Submission mine)
    {
        if (
            !await FindSubmitted.IsKnown(
                unit.Db,
                mine.By,
                mine.IdempotencyKey,
                CancellationToken.None
            )
        )
            return null;
        var order = await unit
            .Db.Orders.AsNoTracking()
            .SingleOrDefaultAsync(o =>
                o.ActorKind == mine.By.Kind
                && o.ActorId == mine.By.Id
                && o.IdempotencyKey == mine.IdempotencyKey
            );
        if (order is not null)
            return order.InputDigest == mine.InputDigest
                ? new SubmittedOrder(
                    await views.Read(unit.Db, order, CancellationToken.None),
                    Repeated: true
                )
                : (Result<SubmittedOrder>)CertificationProblems.IdempotencyConflict;
        var begun = await unit
            .Db.Submissions.AsNoTracking()
            .SingleOrDefaultAsync(s =>
                s.ActorKind == mine.By.Kind
                && s.ActorId == mine.By.Id
                && s.IdempotencyKey == mine.IdempotencyKey
            );
        if (begun is null)
            return null;
        return begun.InputDigest == mine.InputDigest
            ? FindSubmitted.InProgress()
            : (Result<SubmittedOrder>)CertificationProblems.IdempotencyConflict;
    }

    /// <summary>Makes the documents those of the order; the refusal names one that cannot be had.</summary>
    public async Task<Result<IReadOnlyList<DocumentRow>>> Documents(Unit unit, Submission mine)
    {
        var rows = new List<DocumentRow>();
        foreach (var kind in mine.Documents.Where(d => d.Uploaded).GroupBy(d => d.Kind))
        {
            var attached = await AttachDocuments.Attach(
                unit,
                [.. kind.Select(d => new DocumentId(d.Field, d.Id))],
                mine.OrderId,
                kind.Key
            );
            if (attached.Problem is { } refused)
                return refused;
            foreach (var (row, document) in attached.Value!.Zip(kind))
                row.Position = document.Position;
            rows.AddRange(attached.Value!);
        }
        foreach (var document in mine.Documents.Where(d => !d.Uploaded))
        {
            var row = vault.Row(
                document.Staged!,
                mine.Author.OrganizationId,
                mine.Author.Mode,
                document.Kind,
                mine.OrderId,
                document.Position,
                mine.Author
            );
            unit.Db.Add(row);
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>The order itself: created, and paid where <paramref name="paid"/> says so.</summary>
    public async Task<SubmittedOrder> Order(
        Unit unit,
        Submission mine,
        bool paid,
        IReadOnlyList<DocumentRow> documents
    )
    {
        var now = await time.Now(unit.Db, CancellationToken.None);
        var order = Row(mine, QuoteInput.Read(mine.Input), now);
        order.DraftDocumentId = mine.Documents.FirstOrDefault(d => d.Kind == "draft")?.Id;
        if (mine is { WebhookUrl: { } url, KeyId: { } key })
            await webhooks.Follow(unit, key, order.Id, url);
        unit.Db.Add(order);
        OrderSteps.Begin(unit, order);
        if (paid)
            OrderSteps.Move(unit, order, OrderStates.Paid, now);
        return new(views.Of(order, documents), Repeated: false);
    }

    /// <summary>Reserves what the order costs under the caps of the key; comes last in a unit.</summary>
    public Task<Problem?> Reserve(Unit unit, Submission mine) =>
        charges.Charge(unit, Billable.Submit, mine.OrderId, mine.TotalCents);

    /// <summary>Takes the reservation back and lets the documents go: the order does not come about.</summary>
    public async Task Undo(Unit unit, Submission mine)
    {
        var ids = mine.Documents.Select(d => d.Id).ToList();
        var rows = await unit
            .Db.Documents.Where(d => d.OrderId == mine.OrderId && ids.Contains(d.Id))
            .ToListAsync();
        foreach (var row in rows)
        {
            if (mine.Documents.Any(d => d.Id == row.Id && !d.Uploaded))
            {
                unit.Db.Remove(row);
                continue;
            }
            row.OrderId = null;
            row.Kind = "source";
            row.Position = 0;
            row.Version++;
        }
        await charges.Release(unit, Billable.Submit, mine.OrderId, mine.At);
    }

    private static OrderRow Row(Submission mine, QuoteInput input, DateTimeOffset now) =>
        new()
        {
            OrganizationId = mine.Author.OrganizationId,
            Id = mine.OrderId,
            Mode = mine.Author.Mode,
            AgencyId = mine.AgencyId,
            QuoteId = mine.QuoteId,
            Surface = mine.Surface,
            ActorKind = mine.By.Kind,
            ActorId = mine.By.Id,
            KeyId = mine.KeyId,
            IdempotencyKey = mine.IdempotencyKey,
            InputDigest = mine.InputDigest,
            Input = mine.Input,
            ProductLine = input.ProductLine,
            SourceLanguage = input.SourceLanguage,
            TargetLanguage = input.TargetLanguage,
            SpeedTier = input.SpeedTier,
            PageCount = input.PageCount,
            TotalCents = mine.TotalCents,
            Currency = mine.Currency,
            State = OrderStates.Created,
            StateAt = now,
            CreatedAt = now,
            DueAt = now.AddHours(mine.SlaHours),
            PaymentKind = mine.PaymentKind,
            PaymentReference = mine.PaymentReference,
            RefundedCents = 0,
            Version = 1,
        };
}

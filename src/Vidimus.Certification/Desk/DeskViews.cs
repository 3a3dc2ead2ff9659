using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Desk.Drafts;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Desk;

/// <summary>How the desk shows orders.</summary>
internal sealed class DeskViews(
    CurrentCaller caller,
    ReviewerLookup reviewers,
    DocumentVault vault,
    DraftOptions drafts,
    TimeProvider clock
)
{
    /// <summary>Orders as they are listed, in the order given.</summary>
    public async Task<IReadOnlyList<DeskOrder>> List(
        VidimusDb db,
        IReadOnlyCollection<OrderRow> rows,
        CancellationToken cancellation
    )
    {
        var agency = caller.Value.OrganizationId;
        var customers = await db.OrganizationNames(
            [.. rows.Select(o => o.OrganizationId).Distinct(StringComparer.Ordinal)],
            cancellation
        );
        var names = await reviewers.Names(db, agency, rows.Select(o => o.ReviewerId), cancellation);
        string[] ids = [.. rows.Select(o => o.Id)];
        var made = await db.Across<MachineDraftRow>()
            .AsNoTracking()
            .Where(d => d.OrganizationId == agency && ids.Contains(d.OrderId))
            .ToDictionaryAsync(d => d.OrderId, d => d.State, cancellation);
        return
        [
            .. rows.Select(o =>
                Show(
                    o,
                    customers.GetValueOrDefault(o.OrganizationId, ""),
                    o.ReviewerId is { } reviewer ? names.GetValueOrDefault(reviewer) : null,
                    made.GetValueOrDefault(o.Id) ?? (drafts.Wants(o) ? DraftStates.Waiting : null)
                )
            ),
        ];
    }

    /// <summary>One order as it is listed.</summary>
    public async Task<DeskOrder> One(VidimusDb db, OrderRow row, CancellationToken cancellation) =>
        (await List(db, [row], cancellation))[0];

    private DeskOrder Show(OrderRow o, string customer, string? reviewer, string? draft)
    {
        var left = (long)Math.Floor((o.DueAt - clock.GetUtcNow()).TotalSeconds);
        var open = OrderStates.IsOpen(o.State);
        return new(
            o.Id,
            o.OrganizationId,
            customer,
            o.State,
            o.StateAt,
            o.ProductLine,
            o.SourceLanguage,
            o.TargetLanguage,
            o.SpeedTier,
            o.PageCount,
            o.TotalCents,
            o.Currency,
            o.CreatedAt,
            o.PaidAt,
            o.DueAt,
            open ? left : null,
            open && left < 0,
            o.ReviewerId,
            reviewer,
            o.ClaimedAt,
            o.ReviewerId is not null && o.ReviewerId == caller.Value.MemberId,
            draft,
            o.Version
        );
    }

    public DeskDocument Document(DocumentRow d)
    {
        var desk = d.Kind is DocumentKinds.Result or DocumentKinds.Certified;
        var machine = DeskOrders.IsMachines(d);
        return new(
            d.Id,
            d.Kind,
            machine ? "machine"
                : desk ? "desk"
                : "customer",
            desk && d.ActorKind == "member" ? d.ActorId : null,
            vault.NameOf(d),
            d.MediaType,
            d.Size,
            d.Sha256,
            d.Pages,
            d.CreatedAt,
            d.RemovedAt is not null
        );
    }

    public static DeskInput Input(OrderRow order)
    {
        var input = JsonSerializer.Deserialize<QuoteInput>(order.Input, VidimusJson.Native)!;
        return new(
            input.ProductLine,
            input.SourceLanguage,
            input.TargetLanguage,
            input.UseCase,
            input.SpeedTier,
            input.DocumentType,
            input.PageCount,
            input.AddOns
        );
    }

    public MachineDraft? Draft(OrderRow order, MachineDraftRow? row)
    {
        if (row is null)
            return drafts.Wants(order)
                ? new(DraftStates.Waiting, 0, null, null, null, order.StateAt, null)
                : null;
        return new(
            row.State,
            row.Attempts,
            row.Model,
            row.DocumentId,
            row.Reason,
            row.StateAt,
            row.State is DraftStates.Waiting ? row.NextAt : null
        );
    }
}

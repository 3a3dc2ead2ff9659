using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Spending;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Payments;

/// <summary>
/// The caps have room again for an order whose charge was not taken and never will be, and usage does not count it: as if it had been
/// declined at once. Comes last in the unit that finds it out.
/// </summary>
internal static class ReleaseCap
{
    public static async Task Run(Charges charges, Unit unit, OrderRow order)
    {
        var made = await unit
            .Db.Set<FactRow>()
            .AsNoTracking()
            .Where(f => f.ResourceId == order.Id && f.Kind == "order.created")
            .Select(f => f.Members)
            .FirstOrDefaultAsync();
        // The order may have been written long after its price was reserved; its id was made just before that.
        var begun = NewId.TimeOf("ord", order.Id) ?? order.CreatedAt;
        await charges.Release(unit, Billable.Submit, order.Id, begun, Client(made));
    }

    // Usage is counted by client; the charge does not name it, the order's fact does.
    private static string? Client(string? members)
    {
        if (members is null)
            return null;
        using var json = JsonDocument.Parse(members);
        return json.RootElement.TryGetProperty("viaClient", out var client)
            ? client.GetString()
            : null;
    }
}

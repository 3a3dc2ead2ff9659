using System.Buffers.Binary;
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
        await charges.Release(unit, Billable.Submit, order.Id, Begun(order), Client(made));
    }

    // The order may have been written long after its price was reserved; its id was made just before that.
    private static DateTimeOffset Begun(OrderRow order)
    {
        if (!NewId.TryGetUuid("ord", order.Id, out var uuid))
            return order.CreatedAt;
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(
            BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16
        );
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

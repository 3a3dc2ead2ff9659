using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Verity;

/// <summary>What Verity's operations on webhooks share: numbers for ids.</summary>
internal static class VerityWebhooks
{
    public const string Tag = "Verity";

    /// <summary>The endpoint of this number that the context's tenant and mode see.</summary>
    public static async Task<EndpointRow?> Find(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        id.Length <= 18
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await db.WebhookEndpoints.SingleOrDefaultAsync(
                e => e.Number == number && e.DeletedAt == null,
                cancellation
            )
            : null;
}

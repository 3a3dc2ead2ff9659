using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;
using Vidimus.Webhooks.Signing;

namespace Vidimus.Webhooks.Endpoints;

internal sealed class WrappedWebhookSecrets : IWrapped
{
    public string What => "webhooks' secrets";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<SecretRow>()
            .Where(s => string.Compare(s.Id, position) > 0)
            .OrderBy(s => s.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.Secret = Rewrapping.Rewrap(keys, row.Secret, EndpointSecrets.Purpose) ?? row.Secret;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}

internal sealed class WrappedWebhookHeaders : IWrapped
{
    public string What => "webhooks' headers";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<EndpointRow>()
            .Where(e => e.Headers != null && string.Compare(e.Id, position) > 0)
            .OrderBy(e => e.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.Headers =
                Rewrapping.Rewrap(keys, row.Headers!, EndpointHeaders.Purpose) ?? row.Headers;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}

internal sealed class WrappedWebhookSigningKeys : IWrapped
{
    public string What => "webhooks' signing keys";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<SigningKeyRow>()
            .Where(k => string.Compare(k.Id, position) > 0)
            .OrderBy(k => k.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
            row.PrivateKey =
                Rewrapping.Rewrap(keys, row.PrivateKey, SigningKeys.Purpose) ?? row.PrivateKey;
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}

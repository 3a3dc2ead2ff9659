using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>
/// Finds a client by its id: among those that registered themselves, those that organizations entered, or by the document
/// at the address that is its id.
/// </summary>
internal sealed class OAuthClients(
    VidimusDb db,
    ClientDocuments documents,
    OAuthClientOptions options,
    TimeProvider clock
)
{
    // Often enough to tell what is in use, seldom enough to cost nothing.
    private static readonly TimeSpan NotedEvery = TimeSpan.FromHours(1);

    /// <summary>
    /// The client, with those of its addresses that are accepted today; for the member who is asked for consent, or for the
    /// client itself, which holds something of a grant.
    /// </summary>
    public async ValueTask<Result<OAuthClient>> Find(
        string clientId,
        CancellationToken cancellation,
        string? memberId = null
    )
    {
        if (clientId.StartsWith("https://", StringComparison.Ordinal))
            return await Described(clientId, memberId, cancellation);
        if (NewId.TryGetUuid(OAuthRegistrationRow.Prefix, clientId, out _))
        {
            var row = await db
                .OAuthRegistrations.AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == clientId, cancellation);
            return row is null ? OAuthClientProblems.Unknown : Of(row);
        }
        if (NewId.TryGetUuid(OAuthClientRow.Prefix, clientId, out _))
        {
            var row = await db.Across<OAuthClientRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == clientId, cancellation);
            return row is null ? OAuthClientProblems.Unknown : Of(row);
        }
        return OAuthClientProblems.Unknown;
    }

    /// <summary>
    /// Notes in the unit that a member let the client in, or that it came for new tokens: what is used is not forgotten.
    /// </summary>
    public async Task Used(Unit unit, OAuthClient client)
    {
        var now = clock.GetUtcNow();
        if (client.Kind == OAuthClient.Registered)
        {
            var row = await unit.Db.OAuthRegistrations.SingleOrDefaultAsync(r => r.Id == client.Id);
            if (row is not null && !(row.UsedAt > now - NotedEvery))
                row.UsedAt = now;
        }
        else if (client.Kind == OAuthClient.Entered)
        {
            var row = await unit
                .Db.Across<OAuthClientRow>()
                .SingleOrDefaultAsync(r => r.Id == client.Id);
            if (row is not null && !(row.UsedAt > now - NotedEvery))
                row.UsedAt = now;
        }
        else
            await Keep(unit, client, now);
    }

    private static async Task Keep(Unit unit, OAuthClient client, DateTimeOffset now)
    {
        var uris = string.Join('\n', client.RedirectUris);
        var row = await unit.Db.OAuthDocuments.SingleOrDefaultAsync(r => r.Id == client.Id);
        if (row is null)
            await unit.AddMissing([
                new OAuthDocumentRow
                {
                    Id = client.Id,
                    Name = client.Name,
                    RedirectUris = uris,
                    UsedAt = now,
                },
            ]);
        else if (
            row.Name != client.Name
            || row.RedirectUris != uris
            || row.UsedAt <= now - NotedEvery
        )
            (row.Name, row.RedirectUris, row.UsedAt) = (client.Name, uris, now);
    }

    private async Task<Result<OAuthClient>> Described(
        string url,
        string? memberId,
        CancellationToken cancellation
    )
    {
        var found = await documents.Find(url, memberId, cancellation);
        // Where a code may go is never read from a copy because this server is busy: that is no word of the host's.
        if (!found.Away && !(found.Limited && memberId is null))
            return found.Client;
        var kept = await db
            .OAuthDocuments.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == url, cancellation);
        return kept is null
            ? found.Client
            : Make(kept.Id, kept.Name, OAuthClient.Document, kept.RedirectUris, null, "none", null);
    }

    private OAuthClient Of(OAuthRegistrationRow row) =>
        Make(
            row.Id,
            row.Name,
            OAuthClient.Registered,
            row.RedirectUris,
            row.SecretDigest,
            row.AuthMethod,
            null
        );

    private OAuthClient Of(OAuthClientRow row) =>
        Make(
            row.Id,
            row.Name,
            OAuthClient.Entered,
            row.RedirectUris,
            row.SecretDigest,
            row.AuthMethod,
            row.OrganizationId
        );

    private OAuthClient Make(
        string id,
        string name,
        string kind,
        string redirectUris,
        string? secretDigest,
        string authMethod,
        string? organizationId
    )
    {
        string[] accepted =
        [
            .. redirectUris.Split('\n').Where(u => RedirectUris.Wrong(u, options.Native) is null),
        ];
        return new(
            id,
            name,
            kind,
            accepted,
            secretDigest,
            authMethod,
            organizationId,
            OAuthClient.VersionOf(name, accepted)
        );
    }
}

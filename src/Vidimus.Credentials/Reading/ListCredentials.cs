using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Reading;

/// <summary>What a list of credentials is narrowed by.</summary>
internal sealed record CredentialFilter(
    string? GroupId,
    string? State,
    string? ExternalId,
    DateTimeOffset? UpdatedSince,
    string? Text,
    CreatedSpan? Created = null
);

/// <summary>A stretch of time in which credentials were made: ids hold their time.</summary>
internal sealed record CreatedSpan(DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Lists credentials: newest first, or by time of change when <c>updatedSince</c> is given, so that a client can follow.</summary>
internal sealed class ListCredentials(
    VidimusDb db,
    CurrentCaller caller,
    RecipientVault vault,
    Cursors cursors,
    AccessOptions options,
    TimeProvider clock
)
{
    private static readonly string[] States =
    [
        "draft",
        "issued",
        "suspended",
        "revoked",
        "expired",
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/credentials",
                async (
                    HttpContext http,
                    ListCredentials list,
                    string? groupId,
                    string? state,
                    string? externalId,
                    string? updatedSince,
                    string? text,
                    string? q,
                    string? createdFrom,
                    string? createdTo,
                    string? cursor,
                    string? limit
                ) =>
                    (
                        await list.Run(
                            groupId,
                            state,
                            externalId,
                            updatedSince,
                            text,
                            new(q, createdFrom, createdTo),
                            cursor,
                            limit,
                            http.RequestAborted
                        )
                    ).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Page<Credential>>()
            .WithTags("Credentials")
            .WithSummary("List credentials")
            .WithName("listCredentials");

    public async Task<Result<Page<Credential>>> Run(
        string? groupId,
        string? state,
        string? externalId,
        string? updatedSince,
        string? text,
        CredentialSearch search,
        string? cursor,
        string? limit,
        CancellationToken cancellation
    )
    {
        var since = default(DateTimeOffset);
        var fields = new Fields()
            .Text("groupId", groupId, 100)
            .OneOf("state", state, States)
            .Text("externalId", externalId, 200)
            .Check(
                updatedSince is null || Times.TryParse(updatedSince, out since),
                "updatedSince",
                "must be a time such as 2026-11-22T10:00:00Z"
            )
            .Text("text", text, 200);
        var created = search.Read(fields);
        var size = fields.PageSize(limit);
        if (fields.Problem is { } wrong)
            return wrong;
        var scope =
            $"credentials|{caller.Value.OrganizationId}|{caller.Value.Mode}|{groupId}|{state}|{externalId}|{updatedSince}|{text}|{search}";
        var position = "";
        if (cursor is not null && !cursors.TryRead(scope, cursor, out position))
            return PlatformProblems.InvalidCursor;
        if (groupId is not null)
        {
            if (await GroupRules.Find(db, groupId, cancellation) is not { } group)
                return CredentialProblems.GroupNotFound.With(field: "groupId");
            groupId = group.Id;
        }
        var now = clock.GetUtcNow();
        var query = Filter(
            new(groupId, state, externalId, updatedSince is null ? null : since, text, created),
            now
        );
        if (search.Query is { } words)
            query = await CredentialSearch.Narrow(db, query, words, cancellation);
        var rows = updatedSince is null
            ? await Newest(query, position, size, cancellation)
            : await Changed(query, position, size, cancellation);
        var shown = await Views.Read(
            db,
            [.. rows.Take(size)],
            vault,
            options.BaseUrl,
            now,
            cancellation
        );
        var more = rows.Count > size;
        var last = more ? rows[size - 1] : null;
        var next =
            last is null ? null
            : updatedSince is null ? last.Id
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{last.UpdatedAt.ToUnixTimeMilliseconds()}/{last.Id}"
            );
        return new Page<Credential>(shown, next is null ? null : cursors.Make(scope, next), more);
    }

    /// <summary>By page number, as Verix clients ask.</summary>
    public async Task<(IReadOnlyList<Credential> Credentials, int Total)> Numbered(
        CredentialFilter filter,
        int pageNumber,
        int pageSize,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var query = Filter(filter, now);
        var total = await query.CountAsync(cancellation);
        var rows = await query
            .OrderByDescending(c => c.Id)
            .Skip((pageNumber - 1) * pageSize)
            .Take(pageSize)
            .ToListAsync(cancellation);
        return (await Views.Read(db, rows, vault, options.BaseUrl, now, cancellation), total);
    }

    private IQueryable<CredentialRow> Filter(CredentialFilter filter, DateTimeOffset now)
    {
        var rows = db.Credentials.AsNoTracking();
        var recipients = db.Recipients;
        if (filter.GroupId is { } group)
            rows = rows.Where(c => c.GroupId == group);
        if (filter.ExternalId is { } external)
            rows = rows.Where(c =>
                recipients.Any(r => r.Id == c.RecipientId && r.ExternalId == external)
            );
        if (filter.Text is { } text)
        {
            var lower = text.ToLowerInvariant();
            rows = rows.Where(c =>
                recipients.Any(r => r.Id == c.RecipientId && r.SearchName.Contains(lower))
            );
        }
        if (filter.Created?.From is { } from)
        {
            var first = NewId.First("cred", from);
            rows = rows.Where(c => string.Compare(c.Id, first) >= 0);
        }
        if (filter.Created?.To is { } to)
        {
            var end = NewId.First("cred", to);
            rows = rows.Where(c => string.Compare(c.Id, end) < 0);
        }
        if (filter.UpdatedSince is { } since)
            rows = rows.Where(c => c.UpdatedAt >= since);
        return filter.State switch
        {
            "draft" => rows.Where(c => c.IssuedAt == null),
            "revoked" => rows.Where(c => c.RevokedAt != null),
            "suspended" => rows.Where(c => c.RevokedAt == null && c.SuspendedAt != null),
            "expired" => rows.Where(c =>
                c.IssuedAt != null
                && c.RevokedAt == null
                && c.SuspendedAt == null
                && c.ValidUntil <= now
            ),
            "issued" => rows.Where(c =>
                c.IssuedAt != null
                && c.RevokedAt == null
                && c.SuspendedAt == null
                && (c.ValidUntil == null || c.ValidUntil > now)
            ),
            _ => rows,
        };
    }

    private static Task<List<CredentialRow>> Newest(
        IQueryable<CredentialRow> query,
        string before,
        int size,
        CancellationToken cancellation
    )
    {
        if (before.Length > 0)
            query = query.Where(c => string.Compare(c.Id, before) < 0);
        return query.OrderByDescending(c => c.Id).Take(size + 1).ToListAsync(cancellation);
    }

    private static Task<List<CredentialRow>> Changed(
        IQueryable<CredentialRow> query,
        string after,
        int size,
        CancellationToken cancellation
    )
    {
        if (after.Length > 0)
        {
            var parts = after.Split('/');
            var at = DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(parts[0], CultureInfo.InvariantCulture)
            );
            var id = parts[1];
            query = query.Where(c =>
                c.UpdatedAt > at || (c.UpdatedAt == at && string.Compare(c.Id, id) > 0)
            );
        }
        return query
            .OrderBy(c => c.UpdatedAt)
            .ThenBy(c => c.Id)
            .Take(size + 1)
            .ToListAsync(cancellation);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>
/// Lists the credentials that the organization issued, and those handed to it, exactly as they were signed; newest
/// first. What was erased is not there.
/// </summary>
internal sealed class GetCredentials(VidimusDb db, RecipientVault vault, AccessOptions options)
{
    private const int Usual = 50;
    private const int MostAtATime = 100;
    private const int DeepestOffset = 1_000_000;

    public async Task<IResult> Run(HttpContext http, string? limit, string? offset, string? since)
    {
        var after = default(DateTimeOffset);
        var fields = new Fields().Check(
            since is null || Times.TryParse(since, out after),
            "since",
            "must be a time such as 2026-11-22T10:00:00Z"
        );
        // A larger limit is no mistake: the standard lets the server give less.
        var size = Math.Min(Whole(fields, "limit", limit, Usual, 1, int.MaxValue), MostAtATime);
        var skip = Whole(fields, "offset", offset, 0, 0, DeepestOffset);
        if (fields.Problem is { } wrong)
            return new Refusal(wrong);
        var all = All(since is null ? null : after);
        var total = await all.CountAsync(http.RequestAborted);
        var page = await all.OrderByDescending(l => l.At)
            .ThenByDescending(l => l.Id)
            .Skip(skip)
            .Take(size)
            .ToListAsync(http.RequestAborted);
        http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.Link = Links(size, skip, total, since);
        return Results.Bytes(await Body(page, http.RequestAborted), "application/json");
    }

    private IQueryable<Listed> All(DateTimeOffset? since)
    {
        var contents = db.Contents;
        var issued = db.Credentials.Where(c =>
            c.IssuedAt != null && contents.Any(x => x.CredentialId == c.Id)
        );
        var received = db.Received.AsQueryable();
        if (since is { } after)
        {
            issued = issued.Where(c => c.IssuedAt > after);
            received = received.Where(r => r.ReceivedAt > after);
        }
        return issued
            .Select(c => new Listed { Id = c.Id, At = c.IssuedAt!.Value })
            .Concat(received.Select(r => new Listed { Id = r.Id, At = r.ReceivedAt }));
    }

    private async Task<byte[]> Body(List<Listed> page, CancellationToken cancellation)
    {
        var ids = page.Select(l => l.Id).ToArray();
        var issued = await db
            .Contents.AsNoTracking()
            .Where(c => ids.Contains(c.CredentialId) && c.Document != null)
            .Select(c => new Held(c.CredentialId, c.RecipientId, "json", c.Document!))
            .ToListAsync(cancellation);
        var received = await db
            .Received.AsNoTracking()
            .Where(r => ids.Contains(r.Id))
            .Select(r => new Held(r.Id, r.RecipientId, r.Form, r.Document))
            .ToListAsync(cancellation);
        var held = issued.Concat(received).ToDictionary(h => h.Id);
        var recipientIds = held.Values.Select(h => h.RecipientId).Distinct().ToArray();
        var keys = await db
            .Recipients.AsNoTracking()
            .Where(r => recipientIds.Contains(r.Id))
            .ToDictionaryAsync(r => r.Id, r => r.DataKey, cancellation);
        var documents = page.Select(l => held.GetValueOrDefault(l.Id))
            .OfType<Held>()
            .Where(h => keys.ContainsKey(h.RecipientId))
            .Select(h => (h.Form, Bytes: Open(h, keys[h.RecipientId])))
            .ToList();
        return Write(documents);
    }

    private byte[] Open(Held held, byte[] dataKey) =>
        RecipientVault.Unseal(vault.Open(dataKey), held.Id, "document", held.Document);

    private static byte[] Write(List<(string Form, byte[] Bytes)> documents)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("credential");
        foreach (var (_, bytes) in documents.Where(d => d.Form == "json"))
            json.WriteRawValue(bytes, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteStartArray("compactJwsString");
        foreach (var (_, bytes) in documents.Where(d => d.Form == "jwt"))
            json.WriteStringValue(bytes);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    // Section 6.4 of the standard: first and last always; next while there is more; prev where there is one before.
    private string Links(int size, int skip, int total, string? since)
    {
        var last = total == 0 ? 0 : (total - 1) / size * size;
        var links = new List<string>();
        void Add(string rel, int offset)
        {
            var link = new StringBuilder($"<{options.BaseUrl}{OpenBadgesRoutes.Base}/credentials");
            link.Append(CultureInfo.InvariantCulture, $"?limit={size}&offset={offset}");
            if (since is not null)
                link.Append("&since=").Append(Uri.EscapeDataString(since));
            links.Add($"{link}>; rel=\"{rel}\"");
        }
        if (skip + size < total)
            Add("next", skip + size);
        Add("last", last);
        Add("first", 0);
        if (skip > 0)
            Add("prev", Math.Max(0, Math.Min(skip - size, last)));
        return string.Join(", ", links);
    }

    private static int Whole(
        Fields fields,
        string name,
        string? text,
        int usual,
        int least,
        int most
    )
    {
        if (text is null)
            return usual;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
        )
            return value;
        fields.Wrong(name, $"must be a whole number from {least} to {most}");
        return usual;
    }

    private sealed record Held(string Id, string RecipientId, string Form, byte[] Document);

    private sealed class Listed
    {
        public required string Id { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}

using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.OpenBadges;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Writes a <see cref="RecipientExport"/> as it is read, a page at a time, so that a recipient of many credentials needs
/// no more memory than one of few. Signed forms are written byte for byte.
/// </summary>
internal sealed class RecipientExportWriter(
    VidimusDb db,
    RecipientVault vault,
    AccessOptions options,
    TimeProvider clock
)
{
    private const int PageSize = 50;

    // What is written comes from us, and signed documents have no bound on their depth but their own.
    private static readonly JsonWriterOptions Writing = new()
    {
        Indented = false,
        Encoder = VidimusJson.Native.Encoder,
        MaxDepth = 128,
    };

    public async Task Write(RecipientRow row, Stream to, CancellationToken cancellation)
    {
        // A pipe between, since serializing flushes, which on a stream would block.
        var pipe = PipeWriter.Create(to, new(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, Writing);
        json.WriteStartObject();
        json.WriteString("exportedAt", Times.Format(clock.GetUtcNow()));
        json.WriteString("organizationId", row.OrganizationId);
        json.WriteString("mode", row.Mode);
        json.WritePropertyName("recipient");
        Write(
            json,
            new ExportedRecipient(
                row.Id,
                row.Name,
                row.Email,
                row.ExternalId,
                row.CreatedAt,
                row.UpdatedAt
            )
        );
        List<string> ids = [row.Id];
        json.WriteStartArray("credentials");
        await Credentials(json, pipe, row, ids, cancellation);
        json.WriteEndArray();
        json.WriteStartArray("received");
        await Received(json, row, ids, cancellation);
        json.WriteEndArray();
        json.WriteStartArray("facts");
        await Facts(json, pipe, ids, cancellation);
        json.WriteEndArray();
        json.WritePropertyName("erasureRequestedAt");
        var asked = await db.Set<ErasureRequestRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(r => r.RecipientId == row.Id, cancellation);
        Write(json, asked?.RequestedAt);
        json.WriteEndObject();
        json.Flush();
        await pipe.FlushAsync(cancellation);
    }

    private async Task Credentials(
        Utf8JsonWriter json,
        PipeWriter pipe,
        RecipientRow recipient,
        List<string> ids,
        CancellationToken cancellation
    )
    {
        var key = vault.Open(recipient.DataKey);
        for (var after = ""; ; )
        {
            var page = await db
                .Credentials.AsNoTracking()
                .Where(c => c.RecipientId == recipient.Id && string.Compare(c.Id, after) > 0)
                .OrderBy(c => c.Id)
                .Take(PageSize)
                .ToListAsync(cancellation);
            var here = page.Select(c => c.Id).ToArray();
            ids.AddRange(here);
            var contents = await db
                .Contents.AsNoTracking()
                .Where(c => here.Contains(c.CredentialId))
                .ToDictionaryAsync(c => c.CredentialId, cancellation);
            var sendings = await db
                .Distributions.AsNoTracking()
                .Where(d => here.Contains(d.CredentialId))
                .ToDictionaryAsync(d => d.CredentialId, cancellation);
            var ways = await ExportedWays.Read(db, here, cancellation);
            var views = await Views.Read(
                db,
                page,
                vault,
                options.BaseUrl,
                clock.GetUtcNow(),
                cancellation
            );
            foreach (var view in views)
                Write(
                    json,
                    view,
                    contents.GetValueOrDefault(view.Id),
                    sendings.GetValueOrDefault(view.Id),
                    ways,
                    key
                );
            json.Flush();
            await pipe.FlushAsync(cancellation);
            if (page.Count < PageSize)
                return;
            after = here[^1];
        }
    }

    private static void Write(
        Utf8JsonWriter json,
        Credential credential,
        ContentRow? content,
        DistributionRow? sending,
        ExportedWays ways,
        byte[] key
    )
    {
        json.WriteStartObject();
        json.WritePropertyName("credential");
        Write(json, credential);
        json.WritePropertyName("document");
        if (content?.Document is { } document)
            json.WriteRawValue(RecipientVault.Unseal(key, credential.Id, "document", document));
        else
            json.WriteNullValue();
        json.WritePropertyName("jwt");
        if (content?.Jwt is { } jwt)
            json.WriteStringValue(RecipientVault.Unseal(key, credential.Id, "jwt", jwt));
        else
            json.WriteNullValue();
        json.WritePropertyName("distribution");
        Write(
            json,
            sending is null
                ? null
                : new ExportedDistribution(
                    sending.RequestedAt,
                    sending.SentAt,
                    sending.Attempts,
                    sending.NextTryAt,
                    sending.Failure,
                    sending.BouncedAt,
                    sending.Code,
                    sending.Language
                )
        );
        ways.Write(json, credential.Id);
        json.WriteEndObject();
    }

    private async Task Received(
        Utf8JsonWriter json,
        RecipientRow recipient,
        List<string> ids,
        CancellationToken cancellation
    )
    {
        var key = vault.Open(recipient.DataKey);
        // A recipient of such a credential is made for it alone, so these are few.
        await foreach (
            var row in db
                .Received.AsNoTracking()
                .Where(r => r.RecipientId == recipient.Id)
                .OrderBy(r => r.Id)
                .AsAsyncEnumerable()
                .WithCancellation(cancellation)
        )
        {
            ids.Add(row.Id);
            Write(json, row, RecipientVault.Unseal(key, row.Id, "document", row.Document));
        }
    }

    private static void Write(Utf8JsonWriter json, ReceivedRow row, byte[] document)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("form", row.Form);
        json.WriteString("validFrom", Times.Format(row.ValidFrom));
        json.WriteString("receivedAt", Times.Format(row.ReceivedAt));
        json.WriteString("digest", row.Digest);
        json.WritePropertyName("document");
        if (row.Form == "json")
            json.WriteRawValue(document);
        else
            json.WriteStringValue(document);
        json.WriteEndObject();
    }

    private async Task Facts(
        Utf8JsonWriter json,
        PipeWriter pipe,
        List<string> ids,
        CancellationToken cancellation
    )
    {
        foreach (var part in ids.Chunk(PageSize))
        {
            await foreach (
                var fact in db.Set<FactRow>()
                    .AsNoTracking()
                    .Where(f => part.Contains(f.ResourceId))
                    .OrderBy(f => f.Id)
                    .AsAsyncEnumerable()
                    .WithCancellation(cancellation)
            )
                Write(
                    json,
                    new ExportedFact(
                        fact.Id,
                        fact.At,
                        fact.Kind,
                        fact.ResourceId,
                        fact.ActorKind,
                        fact.ActorId,
                        fact.RequestId
                    )
                );
            json.Flush();
            await pipe.FlushAsync(cancellation);
        }
    }

    private static void Write<T>(Utf8JsonWriter json, T part) =>
        JsonSerializer.Serialize(json, part, VidimusJson.Native);
}

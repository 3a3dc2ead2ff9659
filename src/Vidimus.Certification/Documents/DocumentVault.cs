using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Documents.Reading;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>
/// Keeps files, each encrypted under a key of its own. A singleton: it needs no caller and no database. Bytes are staged first, outside
/// any transaction; they are a document once a unit has saved their <see cref="Row"/>.
/// </summary>
internal sealed partial class DocumentVault(
    IDocumentStore store,
    DocumentKeys keys,
    DocumentFetch fetch,
    DocumentOptions options,
    TimeProvider clock,
    ILogger<DocumentVault> log
)
{
    /// <summary>
    /// Fetches the documents of one submission through the guard, a few at a time, within what one may have: 20 documents of 100 MB together.
    /// A refusal is <c>DOCUMENT_UNREADABLE</c> and names the field; then none stays staged. In the order given. Of one organization a bounded
    /// number is fetched at once, so that hosts that never end hold up no others.
    /// </summary>
    public async Task<Result<IReadOnlyList<StagedDocument>>> FetchAll(
        string organizationId,
        IReadOnlyList<DocumentUrl> urls,
        CancellationToken cancellation
    )
    {
        if (urls.Count > options.MostPerOrder)
            return new Fields()
                .Wrong("documents", $"must have at most {options.MostPerOrder} items")
                .Problem!;
        var allowance = new Allowance(options.MostBytesPerOrder);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var places = new SemaphoreSlim(options.FetchesAtOncePerOrder);
        var fetched = await Task.WhenAll(urls.Select(Turn));
        var staged = fetched.Select(f => f.Staged).OfType<StagedDocument>().ToList();
        if (staged.Count == urls.Count)
            return staged;
        foreach (var one in staged)
            await Discard(one);
        cancellation.ThrowIfCancellationRequested();
        return fetched.First(f => f.Problem is not null).Problem!;

        async Task<(StagedDocument? Staged, Problem? Problem)> Turn(DocumentUrl url)
        {
            try
            {
                await places.WaitAsync(stop.Token);
                var result = await One(organizationId, url, allowance, stop.Token);
                places.Release();
                if (!result.Ok)
                    await stop.CancelAsync();
                return (result.Value, result.Problem);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return default; // another was refused, or the caller has gone
            }
        }
    }

    /// <summary>
    /// Stages a stranger's bytes as they come: under 25 MB, of one of the seven types, which must not contradict the claimed one (null for
    /// no claim). A refusal names the field <c>file</c>.
    /// </summary>
    public async Task<Result<StagedDocument>> Keep(
        Stream bytes,
        string? name,
        string? claimedType,
        CancellationToken cancellation
    )
    {
        try
        {
            var inspection = new Inspection(claimedType, options.LargestBytes);
            return await Stage(bytes, FileNames.Clean(name), inspection, null, cancellation);
        }
        catch (FileRefusedException e)
        {
            var type = e.IsTooLarge
                ? CertificationProblems.DocumentTooLarge
                : CertificationProblems.DocumentUnreadable;
            return type.With(
                e.Message,
                "file",
                e.IsTooLarge
                    ? null
                    : "Send the file itself as the body: a PDF, JPEG, PNG, HEIC, HEIF, TIFF or WebP of under 25 MB, with its own Content-Type or application/octet-stream."
            );
        }
        catch (DocumentStoreException e)
        {
            LogStoreFailed(log, e);
            return StoreAway;
        }
    }

    /// <summary>Stages bytes of our own making, of whatever size and type.</summary>
    public async Task<StagedDocument> Keep(
        ReadOnlyMemory<byte> bytes,
        string? name,
        string mediaType,
        CancellationToken cancellation
    )
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment)
            ? segment
            : new(bytes.ToArray());
        using var stream = new MemoryStream(
            array.Array!,
            array.Offset,
            array.Count,
            writable: false
        );
        var staged = await Stage(stream, FileNames.Clean(name), null, null, cancellation);
        return staged with { MediaType = mediaType };
    }

    /// <summary>The row that makes a document of what was staged; the caller adds it to its unit.</summary>
    public DocumentRow Row(
        StagedDocument staged,
        string organizationId,
        string mode,
        string kind,
        string? orderId,
        int position,
        Author by
    ) =>
        new()
        {
            OrganizationId = organizationId,
            Id = staged.Id,
            Mode = mode,
            OrderId = orderId,
            Position = position,
            Kind = kind,
            Name = DocumentKeys.SealName(
                keys.Open(staged.DataKey),
                staged.Id,
                FileNames.Clean(staged.Name)
            ),
            MediaType = staged.MediaType,
            Size = staged.Size,
            Sha256 = staged.Sha256,
            Pages = staged.Pages,
            DataKey = staged.DataKey,
            ActorKind = by.ActorKind,
            ActorId = by.ActorId,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };

    /// <summary>
    /// The plain bytes as a stream. Throws <see cref="DocumentMissingException"/> where the store does not have them and
    /// <see cref="DocumentDamagedException"/>, also while reading, where they are not what was kept. Not for removed documents.
    /// </summary>
    public async Task<Stream> Open(DocumentRow row, CancellationToken cancellation)
    {
        var stored =
            row.DataKey
            ?? throw new InvalidOperationException($"The document {row.Id} was removed.");
        var key = keys.Open(stored);
        var bytes = await store.Open(row.Id, cancellation);
        return await OpenedDocument.Begin(bytes, row, key, cancellation);
    }

    /// <summary>The plain bytes, all of them; see <see cref="Open"/>.</summary>
    public async Task<byte[]> Read(DocumentRow row, CancellationToken cancellation)
    {
        await using var opened = await Open(row, cancellation);
        var bytes = new byte[row.Size];
        await opened.ReadExactlyAsync(bytes, cancellation);
        // The last frame may be an empty one, and is what tells that nothing was cut off.
        return await opened.ReadAtLeastAsync(new byte[1], 1, false, cancellation) == 0
            ? bytes
            : throw new DocumentDamagedException(row.Id);
    }

    /// <summary>The file's name; null where it has none or was removed.</summary>
    public string? NameOf(DocumentRow row) =>
        row.DataKey is { } stored && row.Name is not null
            ? DocumentKeys.OpenName(keys.Open(stored), row.Id, row.Name)
            : null;

    /// <summary>Throws staged bytes away, at best effort: what stays behind is swept up later.</summary>
    public async Task Discard(StagedDocument staged)
    {
        try
        {
            await store.Delete(staged.Id, CancellationToken.None);
        }
        catch (DocumentStoreException e)
        {
            LogLeftBehind(log, staged.Id, e);
        }
    }

    private Task<Result<StagedDocument>> One(
        string organizationId,
        DocumentUrl url,
        Allowance allowance,
        CancellationToken cancellation
    ) =>
        fetch.Run(
            organizationId,
            url,
            (body, name, type) =>
                Stage(
                    body,
                    name,
                    new Inspection(type, options.LargestBytes),
                    allowance,
                    cancellation
                ),
            cancellation
        );

    private async Task<StagedDocument> Stage(
        Stream bytes,
        string? name,
        Inspection? inspection,
        Allowance? allowance,
        CancellationToken cancellation
    )
    {
        var id = NewId.Create(StoredIds.Prefix, clock);
        var key = RandomNumberGenerator.GetBytes(DocumentFrames.KeyBytes);
        try
        {
            var (size, sha256) = (0L, "");
            await store.Put(
                id,
                async output =>
                    (size, sha256) = await Copy(
                        new(bytes, output, inspection, allowance),
                        key,
                        id,
                        cancellation
                    ),
                cancellation
            );
            return new(
                id,
                name,
                inspection?.Type ?? "application/octet-stream",
                size,
                sha256,
                null,
                keys.Stored(key)
            );
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>One pass: each frame is looked at, hashed and sealed before the next is read, and a few at a time are written, so that no more of it is in memory.</summary>
    private static async Task<(long Size, string Sha256)> Copy(
        Passing passing,
        byte[] key,
        string id,
        CancellationToken cancellation
    )
    {
        var plain = ArrayPool<byte>.Shared.Rent(DocumentFrames.Plain);
        try
        {
            using var frames = new FrameSealing(key, id);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var size = 0L; ; )
            {
                var count = await passing.Source.ReadAtLeastAsync(
                    plain.AsMemory(0, DocumentFrames.Plain),
                    DocumentFrames.Plain,
                    throwOnEndOfStream: false,
                    cancellation
                );
                size += count;
                var frame = plain.AsMemory(0, count);
                var last = count < DocumentFrames.Plain;
                passing.Look(frame.Span, last);
                hash.AppendData(frame.Span);
                frames.Seal(frame.Span, last);
                if (last || frames.IsFull)
                    passing.Write(frames.Take());
                if (last)
                    return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }
    }

    private static Problem StoreAway =>
        new(PlatformProblems.Unavailable)
        {
            Message = "Documents cannot be stored at the moment.",
            RetryAfterSeconds = 5,
        };

    [LoggerMessage(1900, LogLevel.Error, "A document could not be stored.")]
    private static partial void LogStoreFailed(ILogger logger, Exception e);

    [LoggerMessage(
        1901,
        LogLevel.Warning,
        "The bytes of {Id} could not be removed; no row names them, and they are swept up after a day."
    )]
    private static partial void LogLeftBehind(ILogger logger, string id, Exception e);

    /// <summary>A file on its way from whoever has it to the store.</summary>
    private sealed record Passing(
        Stream Source,
        Stream Output,
        Inspection? Inspection,
        Allowance? Allowance
    )
    {
        public void Look(ReadOnlySpan<byte> bytes, bool last)
        {
            Allowance?.Take(bytes.Length);
            Inspection?.Take(bytes);
            if (last)
                Inspection?.End();
        }

        // A copy to the system's memory; the disk is waited for once, at the end.
        public void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                Output.Write(bytes);
            }
            catch (IOException e)
            {
                throw new DocumentStoreException("There is no room for documents.", e);
            }
        }
    }
}

/// <summary>How many bytes the documents of one submission may have together.</summary>
internal sealed class Allowance
{
    private readonly long _most;
    private long _left;

    public Allowance(long most) => _most = _left = most;

    public void Take(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) < 0)
            throw FileRefusedException.TooMuch(_most);
    }
}

using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>
/// Keeps files, each encrypted under a key of its own. A singleton: it needs no caller and no database. Bytes are staged first, outside
/// any transaction; they are a document once a unit has saved their <see cref="Row"/>.
/// </summary>
internal sealed class DocumentVault
{
    /// <summary>Fetches a document through the guard and stages it. A refusal is <c>DOCUMENT_UNREADABLE</c> and names the field.</summary>
    public Task<Result<StagedDocument>> Fetch(
        string field,
        string url,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>
    /// Fetches the documents of one submission, a few at a time, within what one may have: 20 documents of 100 MB together. When one is
    /// refused, none stays staged. In the order given.
    /// </summary>
    public Task<Result<IReadOnlyList<StagedDocument>>> FetchAll(
        IReadOnlyList<DocumentUrl> urls,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>
    /// Stages a stranger's bytes as they come: under 25 MB, of one of the seven types, which must not contradict the claimed one (null for
    /// no claim). A refusal names the field <c>file</c>.
    /// </summary>
    public Task<Result<StagedDocument>> Keep(
        Stream bytes,
        string? name,
        string? claimedType,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>Stages bytes of our own making, of whatever size and type.</summary>
    public Task<StagedDocument> Keep(
        ReadOnlyMemory<byte> bytes,
        string? name,
        string mediaType,
        CancellationToken cancellation
    ) => throw new NotImplementedException();

    /// <summary>The row that makes a document of what was staged; the caller adds it to its unit.</summary>
    public DocumentRow Row(
        StagedDocument staged,
        string organizationId,
        string mode,
        string kind,
        string? orderId,
        int position,
        Author by
    ) => throw new NotImplementedException();

    /// <summary>
    /// The plain bytes as a stream. Throws <see cref="DocumentMissingException"/> where the store does not have them and
    /// <see cref="DocumentDamagedException"/>, also while reading, where they are not what was kept. Not for removed documents.
    /// </summary>
    public Task<Stream> Open(DocumentRow row, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>The plain bytes, all of them; see <see cref="Open"/>.</summary>
    public Task<byte[]> Read(DocumentRow row, CancellationToken cancellation) =>
        throw new NotImplementedException();

    /// <summary>The file's name; null where it has none or was removed.</summary>
    public string? NameOf(DocumentRow row) => throw new NotImplementedException();

    /// <summary>Throws staged bytes away, at best effort: what stays behind is swept up later.</summary>
    public Task Discard(StagedDocument staged) => throw new NotImplementedException();
}

/// <summary>The store does not have the bytes of a document that has a row.</summary>
internal sealed class DocumentMissingException(string id)
    : Exception($"The store does not have the bytes of {id}.");

/// <summary>The bytes in the store are not those that were kept: changed, cut, reordered or another document's.</summary>
internal sealed class DocumentDamagedException(string id, Exception? inner = null)
    : Exception($"The bytes of {id} in the store are not those that were kept.", inner);

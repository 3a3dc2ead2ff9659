using Vidimus.Platform.Ids;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>Where encrypted documents lie: a folder or an object store. Both are given ciphertext only.</summary>
internal interface IDocumentStore
{
    /// <summary>
    /// Stores what <paramref name="write"/> writes, synchronously, to the stream that it is given. When this ends well the bytes are durable;
    /// when <paramref name="write"/> throws, nothing stays. Throws <see cref="DocumentStoreException"/> for faults of its own.
    /// </summary>
    Task Put(string id, Func<Stream, Task> write, CancellationToken cancellation);

    /// <summary>The stored bytes; throws <see cref="DocumentMissingException"/> where there are none.</summary>
    Task<Stream> Open(string id, CancellationToken cancellation);

    /// <summary>Removes them; nothing happens where there are none.</summary>
    Task Delete(string id, CancellationToken cancellation);

    /// <summary>
    /// Ids of what lies there and was made in this stretch of time, roughly and with what is left of interrupted writes; ids hold their time.
    /// </summary>
    IAsyncEnumerable<string> Between(
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellation
    );
}

/// <summary>The store cannot do its work now.</summary>
internal sealed class DocumentStoreException(string message, Exception inner)
    : Exception(message, inner);

/// <summary>Ids of documents as names in a store.</summary>
internal static class StoredIds
{
    public const string Prefix = "doc";

    public static bool IsId(string text) => NewId.TryGetUuid(Prefix, text, out _);

    /// <summary>An id from a row; whatever else would name another file is a defect.</summary>
    public static string Demand(string id) =>
        IsId(id) ? id : throw new ArgumentException("This is not the id of a document.");
}

namespace Vidimus.Certification.Documents;

/// <summary>
/// A file whose encrypted bytes are in the store, and that no row names yet. Whoever does not make a row of it discards it; what is
/// left behind by a death is swept up after a day.
/// </summary>
/// <param name="Id">Id of the document that it becomes.</param>
/// <param name="Name">The file's name, made harmless; null where none was given.</param>
/// <param name="MediaType">What the bytes are.</param>
/// <param name="Size">How many plain bytes it has.</param>
/// <param name="Sha256">SHA-256 of the plain bytes, in hex.</param>
/// <param name="Pages">Pages, where the file says so.</param>
/// <param name="DataKey">The key its bytes are encrypted under, itself encrypted under the master key.</param>
internal sealed record StagedDocument(
    string Id,
    string? Name,
    string MediaType,
    long Size,
    string Sha256,
    int? Pages,
    byte[] DataKey
);

/// <summary>A document to be fetched, and the member of the request that names it.</summary>
/// <param name="Field">Such as <c>documents.0.url</c>.</param>
/// <param name="Url">Where it is.</param>
internal sealed record DocumentUrl(string Field, string Url);

/// <summary>An uploaded document to be attached, and the member of the request that names it.</summary>
/// <param name="Field">Such as <c>documents.0.documentId</c>.</param>
/// <param name="Id"><c>doc_…</c></param>
internal sealed record DocumentId(string Field, string Id);

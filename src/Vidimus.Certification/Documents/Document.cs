namespace Vidimus.Certification.Documents;

/// <summary>A document: a file for an order, or of one.</summary>
/// <param name="Id"><c>doc_…</c></param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Kind"><c>source</c>, <c>draft</c>, <c>result</c> or <c>certified</c>.</param>
/// <param name="Name">The file's name; null where none was given or the document was removed.</param>
/// <param name="MediaType">Its type, as its bytes say.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sha256">SHA-256 of its bytes, in hex.</param>
/// <param name="Pages">Its pages, where the file says so.</param>
/// <param name="OrderId">The order it belongs to; null for an upload that waits for one.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="RemoveAt">When it will be destroyed unless an order names it; null for a document of an order.</param>
/// <param name="RemovedAt">When it was destroyed; null while it is kept.</param>
public sealed record Document(
    string Id,
    string Mode,
    string Kind,
    string? Name,
    string MediaType,
    long Size,
    string Sha256,
    int? Pages,
    string? OrderId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RemoveAt,
    DateTimeOffset? RemovedAt
)
{
    internal static Document Of(DocumentRow row, string? name, DocumentOptions options) =>
        new(
            row.Id,
            row.Mode,
            row.Kind,
            name,
            row.MediaType,
            row.Size,
            row.Sha256,
            row.Pages,
            row.OrderId,
            row.CreatedAt,
            row.OrderId is null && row.RemovedAt is null
                ? row.CreatedAt.AddHours(options.KeepUnattachedHours)
                : null,
            row.RemovedAt
        );
}

/// <summary>What a document is to its order.</summary>
internal static class DocumentKinds
{
    /// <summary>What is to be certified.</summary>
    public const string Source = "source";

    /// <summary>A translation to work on: the customer's or a machine's.</summary>
    public const string Draft = "draft";

    /// <summary>The reviewer's.</summary>
    public const string Result = "result";

    /// <summary>The certified document.</summary>
    public const string Certified = "certified";
}

using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Documents;

/// <summary>A file that belongs to an order, or was uploaded for one. Its bytes are in the store, encrypted under a key of their own.</summary>
internal sealed class DocumentRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>doc_…</c></summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>The order it belongs to; null until one is submitted with it.</summary>
    public string? OrderId { get; set; }

    /// <summary>Its place among the order's documents of its kind, from 0.</summary>
    public required int Position { get; set; }

    /// <summary><c>source</c>, <c>draft</c> (the customer's or a machine's), <c>result</c> (the reviewer's) or <c>certified</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>The file's name, encrypted: it may name a person. Null where none was given.</summary>
    public byte[]? Name { get; set; }
    public required string MediaType { get; init; }
    public required long Size { get; init; }

    /// <summary>SHA-256 of the plain bytes, in hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Pages, where the file says so; null where it does not.</summary>
    public int? Pages { get; set; }

    /// <summary>The key its bytes are encrypted under, itself encrypted; null once the bytes were destroyed.</summary>
    public byte[]? DataKey { get; set; }

    /// <summary>Who uploaded it: a key, a member, or the server itself.</summary>
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its key was destroyed, and with it its bytes, by the rule of retention or by request.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>When the store had removed them too; until then that is still to be done.</summary>
    public DateTimeOffset? ErasedAt { get; set; }
    public required int Version { get; set; }
}

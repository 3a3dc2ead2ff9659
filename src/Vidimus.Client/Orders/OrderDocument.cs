namespace Vidimus.Client;

/// <summary>A file that was uploaded for an order, or belongs to one.</summary>
public sealed record OrderDocument : IChecked
{
    /// <summary><c>doc_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Live or test.</summary>
    public required Mode Mode { get; init; }

    /// <summary>The order it belongs to; null until one is submitted with it.</summary>
    public string? OrderId { get; init; }

    /// <summary><c>source</c>, <c>draft</c>, <c>result</c> or <c>certified</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The file's name; null where none was given.</summary>
    public string? Name { get; init; }

    /// <summary>What it is, as its bytes say, such as <c>application/pdf</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>Its bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of its bytes, in lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Pages, where the file says so.</summary>
    public int? Pages { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its bytes were destroyed; null while they are kept.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "doc_", "id");
        check.Id(OrderId, "ord_", "orderId");
        check.Filled(Kind, "kind");
        check.Filled(MediaType, "mediaType");
        check.That(Size >= 0, "size");
        check.That(Hex.IsSha256(Sha256), "sha256");
        check.That(Pages is null or >= 0, "pages");
    }
}

internal static class Hex
{
    private static readonly System.Buffers.SearchValues<char> Digits =
        System.Buffers.SearchValues.Create("0123456789abcdef");

    public static bool IsSha256(string? text) =>
        text is { Length: 64 } && !text.AsSpan().ContainsAnyExcept(Digits);
}

namespace Vidimus.Credentials.Verifying;

/// <summary>What became of fetching a document.</summary>
internal sealed record Fetched(string? Failure)
{
    /// <summary>The document; empty when it was not had.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>How long the other side lets it be kept; null when it does not say, zero when not at all.</summary>
    public TimeSpan? MaxAge { get; init; }

    public static Fetched Failed(FetchKind kind, string what) => new($"The {kind.Name} {what}");
}

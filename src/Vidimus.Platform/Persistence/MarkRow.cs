namespace Vidimus.Platform.Persistence;

/// <summary>A small value of the whole installation, such as its id.</summary>
public sealed class MarkRow
{
    /// <summary>Name of the value.</summary>
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    public required string Value { get; set; }
}

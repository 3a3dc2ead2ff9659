using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Reading.Likeness;

/// <summary>Where a policy is in the space of an embedding model; two that are alike are close.</summary>
internal sealed class VectorRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string PolicyId { get; init; }

    /// <summary>The model, as the service names it, with the number of dimensions.</summary>
    public required string Model { get; init; }

    /// <summary>The edition that it was made from.</summary>
    public required int Edition { get; set; }

    /// <summary>Numbers of four bytes, little-endian, of length 1 altogether.</summary>
    public required byte[] Vector { get; set; }

    /// <summary>Grows with every change, so that what is new can be told from what is known.</summary>
    public required long Stamp { get; set; }
}

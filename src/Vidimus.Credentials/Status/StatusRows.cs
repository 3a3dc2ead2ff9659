using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Status;

/// <summary>
/// A list in which credentials have their status. The row knows only which positions are given away; the statuses
/// themselves are those of the credentials' records, so that list and record can never say different things.
/// </summary>
internal sealed class StatusListRow : IModeRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>stl_…</c>; part of the list's address in every credential that has its status there.</summary>
    public required string Id { get; init; }
    public required string Mode { get; init; }

    /// <summary>One bit for each position, set once it is given away.</summary>
    public required byte[] Given { get; set; }

    /// <summary>Positions left.</summary>
    public required int Free { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the gifts: of two nodes that would give away the same position, one tries again.</summary>
    public required int Version { get; set; }
}

/// <summary>A credential's place in the status lists: list and index, the same in the lists of every purpose.</summary>
internal readonly record struct StatusPosition(string ListId, int Index);

using System.Buffers;
using System.Text;
using System.Text.Json;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Facts;

/// <summary>One stated fact, append-only.</summary>
public sealed class FactRow : ITenantRow
{
    /// <inheritdoc/>
    public required string OrganizationId { get; init; }

    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary><c>live</c> or <c>test</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>When the change was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the object it happened to.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Kind of the actor.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Id of the actor.</summary>
    public required string ActorId { get; init; }

    /// <summary>Id of the request that caused it.</summary>
    public required string RequestId { get; init; }

    /// <summary>The fact's own members, as a JSON object.</summary>
    public required string Members { get; init; }

    /// <summary>
    /// Its place among the facts about the same object, from 1, in the order in which they were committed; null where
    /// nobody follows the organization's facts.
    /// </summary>
    public long? Sequence { get; set; }

    /// <summary>Its number in the organization's chain, 1 for the first; null until it is sealed.</summary>
    public long? Number { get; init; }

    /// <summary>Its hash in the chain, SHA-256 in hex; null until it is sealed.</summary>
    public string? Hash { get; init; }
}

/// <summary>Turns the facts of a unit into rows of the same transaction.</summary>
public sealed class FactLog(TimeProvider clock, IEnumerable<IFactFollower> followers)
{
    /// <summary>What follows from facts that are about to be inserted, to be inserted with them.</summary>
    internal async Task<IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)>> Follow(
        VidimusDb db,
        IEnumerable<(Type Kind, IReadOnlyList<object> Rows)> added
    )
    {
        FactRow[] facts = [.. added.SelectMany(a => a.Rows).OfType<FactRow>()];
        if (facts.Length == 0)
            return [];
        var rows = new List<(Type, IReadOnlyList<object>)>();
        foreach (var follower in followers)
            rows.AddRange(await follower.Follow(db, facts));
        return rows;
    }

    internal void Committed(IReadOnlyList<object> rows)
    {
        foreach (var follower in followers)
            follower.Committed(rows);
    }

    // Nobody reads a fact before it is committed: those of a whole batch are inserted together.
    internal void Write(Unit unit)
    {
        if (unit.Facts.Count + unit.FactsElsewhere.Count > 0)
            unit.AddAtEnd([
                .. unit.Facts.Select(fact => Row(unit.Author, fact)),
                .. unit.FactsElsewhere.Select(other =>
                    Row(other.By, other.Fact, other.Id, other.At)
                ),
            ]);
    }

    private FactRow Row(Author author, Fact fact, string? id = null, DateTimeOffset? at = null) =>
        new()
        {
            OrganizationId = author.OrganizationId,
            Id = id ?? NewId.Create("fct", clock),
            Mode = author.Mode,
            At = at ?? clock.GetUtcNow(),
            Kind = fact.Kind,
            ResourceId = fact.ResourceId,
            ActorKind = author.ActorKind,
            ActorId = author.ActorId,
            RequestId = author.RequestId,
            Members = Json(author, fact),
        };

    private static string Json(Author author, Fact fact)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            fact.WriteMembers(writer);
            // Among the members and not beside them, since those are what a hash of version 1 covers; under names that no fact has
            // for particulars of its own.
            if (author.Tool is { } tool)
                writer.WriteString("viaTool", tool);
            if (author.ClientId is { } client)
                writer.WriteString("viaClient", client);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

using System.Text.Json;

namespace Vidimus.Client;

/// <summary>What an exported record came to.</summary>
/// <param name="Valid">True when nothing in it is wrong.</param>
/// <param name="OrganizationId">Whose it is; null for an empty one.</param>
/// <param name="From">First number in it; 0 for none.</param>
/// <param name="To">Last number in it; 0 for none.</param>
/// <param name="Hash">Hash of the last.</param>
/// <param name="FirstBad">The first place that is not as it was sealed.</param>
/// <param name="Checkpoint">The checkpoint it was compared with; null for none.</param>
public sealed record AuditReport(
    bool Valid,
    string? OrganizationId,
    long From,
    long To,
    string? Hash,
    AuditDefect? FirstBad,
    CheckedCheckpoint? Checkpoint
);

/// <summary>
/// Verifies an exported record without the server that wrote it: every hash is computed anew, each fact must follow the one
/// before, and a checkpoint that was kept elsewhere shows whether something was cut off or the whole made anew.
/// </summary>
public static class AuditChain
{
    private const int LongestLine = 1024 * 1024;
    private static readonly string Beginning = new('0', 64);

    /// <summary>Verifies an export in JSON Lines made without filters, a line in memory at a time.</summary>
    /// <param name="export">The export.</param>
    /// <param name="checkpoint">A checkpoint that was kept; optional.</param>
    /// <param name="keySet">The key set of checkpoints (<see cref="AuditCalls.Keys"/>); needed with a checkpoint.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArgumentException">The checkpoint is none that a key of the set signed.</exception>
    public static async Task<AuditReport> Verify(
        Stream export,
        string? checkpoint = null,
        string? keySet = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(export);
        var kept = checkpoint is null ? null : CheckpointToken.Read(checkpoint, keySet);
        var walk = new Walk(kept);
        await foreach (var line in Lines(export, cancellation))
        {
            if (!walk.Next(line))
                break;
        }
        return walk.End();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(
        Stream export,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var buffer = new byte[64 * 1024];
        using var line = new MemoryStream();
        int count;
        while ((count = await export.ReadAsync(buffer, cancellation)) > 0)
        {
            var rest = buffer.AsMemory(0, count);
            while (rest.Span.IndexOf((byte)'\n') is var end and >= 0)
            {
                line.Write(rest.Span[..end]);
                if (line.Length > 0)
                    yield return line.GetBuffer().AsMemory(0, (int)line.Length);
                line.SetLength(0);
                rest = rest[(end + 1)..];
            }
            line.Write(rest.Span);
            if (line.Length > LongestLine)
                throw new ArgumentException("The export has a line longer than any fact.");
        }
        if (line.Length > 0)
            yield return line.GetBuffer().AsMemory(0, (int)line.Length);
    }

    private sealed class Walk(AuditCheckpoint? kept)
    {
        private string? organization = kept?.OrganizationId;
        private long from;
        private long at;
        private string hash = Beginning;
        private AuditDefect? bad;
        private bool? matches;

        /// <summary>Takes the next line; false when something is wrong and no more is needed.</summary>
        public bool Next(ReadOnlyMemory<byte> line)
        {
            bad = Look(line);
            return bad is null;
        }

        public AuditReport End()
        {
            if (kept is not null && bad is null && kept.Number > at)
                bad = new(
                    at + 1,
                    null,
                    "cutTail",
                    $"The record ends at number {at}, but the checkpoint of {WireTime.Of(kept.At)} names {kept.Number}: the facts after {at} were cut off, or left out of this export."
                );
            if (kept is { Number: > 0 } && bad is null && kept.Number < from)
                bad = new(
                    from,
                    null,
                    "beginsLater",
                    $"The export begins at number {from}, after the {kept.Number} of the checkpoint: they cannot be compared."
                );
            if (kept is { Number: 0 })
                matches ??= true;
            var compared = kept is null
                ? null
                : new CheckedCheckpoint(kept.Number, kept.Hash, kept.At, matches ?? false);
            return new(bad is null, organization, from, at, at == 0 ? null : hash, bad, compared);
        }

        private AuditDefect? Look(ReadOnlyMemory<byte> line)
        {
            ChainLine fact;
            try
            {
                fact = ChainLine.Read(line);
            }
            catch (Exception e)
                when (e is JsonException or InvalidOperationException or FormatException)
            {
                return new(
                    at + 1,
                    null,
                    "malformed",
                    $"The line after number {at} is not one of an export."
                );
            }
            if (from == 0)
            {
                // An export that begins in the middle has nothing to compare its first line with.
                from = fact.Number;
                organization ??= fact.OrganizationId;
                if (fact.Number != 1)
                    (at, hash) = (fact.Number - 1, fact.PreviousHash);
            }
            if (fact.Number != at + 1 || fact.OrganizationId != organization)
                return new(
                    at + 1,
                    null,
                    "missing",
                    $"No fact stands at number {at + 1}: it was deleted or moved elsewhere, or the export was filtered."
                );
            if (fact.PreviousHash != hash || fact.Hash != fact.Computed)
                return new(
                    fact.Number,
                    fact.Id,
                    "altered",
                    $"The fact at number {fact.Number} is not the one that was sealed there: its content, its place or its hash was changed, or one before it."
                );
            if (kept is not null && kept.Number == fact.Number)
            {
                matches = kept.Hash == fact.Hash;
                if (matches == false)
                    return new(
                        fact.Number,
                        fact.Id,
                        "otherThanCheckpoint",
                        $"The fact at number {fact.Number} is not the one that the checkpoint of {WireTime.Of(kept.At)} names: the chain was made anew up to here."
                    );
            }
            (at, hash) = (fact.Number, fact.Hash);
            return null;
        }
    }
}

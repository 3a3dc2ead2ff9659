using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Sends rows to the server in batches, beginning with the one that is due there: the same files make the same batches, so an
/// import that was broken off goes on where it was. A batch is read while the one before it is under way.
/// </summary>
internal sealed class PolicyLoad(
    VidimusClient client,
    LoadErrors errors,
    TimeProvider clock,
    CancellationToken cancellation
)
{
    private const int MostWaits = 60;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>Where a record of a batch stands in the files.</summary>
    private readonly record struct Place(string File, long Row, string? Id);

    private sealed class Filled(PolicyImportKind kind)
    {
        public PolicyBatch Records { get; } = new(kind);
        public List<Place> Places { get; } = [];

        public void Clear()
        {
            Records.Clear();
            Places.Clear();
        }
    }

    private Dictionary<long, List<PolicyRowError>> known = [];
    private long sent;
    private int number;
    private int next;
    private string import = "";
    private string? cursor;

    /// <summary>Rows read so far, right ones and wrong ones.</summary>
    public long Rows { get; private set; }

    /// <summary>Records sent, now or in an earlier run.</summary>
    public long Sent => sent;

    /// <summary>Records of batches that the server has taken, now or in an earlier run.</summary>
    public long Taken { get; private set; }

    /// <summary>Records that were wrong here, of which the server does not hear: it would take what they are about for missing.</summary>
    public long Lost { get; private set; }

    /// <summary>Sends all of it; the import is left to be finished.</summary>
    public async Task Send(PolicyImport begun, IEnumerable<SourceRow> rows, Action told)
    {
        (import, next, number, sent) = (begun.Id, begun.NextBatch, 1, 0);
        if (next > 1)
            await ReadKnown();
        Filled filling = new(begun.Kind),
            other = new(begun.Kind);
        var under = Task.CompletedTask;
        try
        {
            foreach (var row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                Rows++;
                told();
                if (row.Fault is { } fault)
                {
                    errors.Add(row.File, row.Row, row.Id, row.Field, fault);
                    Lost += row.IsPart ? 0 : 1;
                    continue;
                }
                if (!Fits(filling, row))
                {
                    await under;
                    under = Put(number++, filling);
                    (filling, other) = (other, filling);
                    filling.Clear();
                    Fits(filling, row);
                }
            }
        }
        catch (Exception)
        {
            // What is under way comes to its end first, whatever it is: who gives the import up must not overtake it.
            await under.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await under;
        if (filling.Records.Count > 0)
            await Put(number, filling);
    }

    private bool Fits(Filled batch, SourceRow row)
    {
        try
        {
            if (!batch.Records.TryAdd(row.Json.Span))
                return false;
            batch.Places.Add(new(row.File, row.Row, row.Id));
        }
        catch (ArgumentException tooLarge)
        {
            errors.Add(row.File, row.Row, row.Id, null, tooLarge.Message);
            Lost++;
        }
        return true;
    }

    private async Task Put(int batch, Filled filled)
    {
        var first = sent + 1;
        sent += filled.Places.Count;
        if (batch < next)
        {
            // Taken before this run; what was wrong with it then is told again.
            for (var i = 0; i < filled.Places.Count && known.Count > 0; i++)
                if (known.Remove(first + i, out var wrong))
                    Tell(filled.Places[i], wrong);
            Taken += filled.Places.Count;
            return;
        }
        var outcome = await Taking(batch, filled);
        Taken += filled.Places.Count;
        var told = 0;
        foreach (var of in outcome.Errors.GroupBy(e => e.Row))
        {
            Tell(filled.Places[Index(of.Key, first, filled)], [.. of]);
            told++;
        }
        if (outcome.Refused > told)
            await TellRest(
                first,
                filled,
                outcome.Errors.Count == 0 ? first - 1 : outcome.Errors[^1].Row
            );
    }

    // The server goes on for a moment with what a run that was killed sent it, and is told the same now: it is waited for.
    private async Task<PolicyBatchOutcome> Taking(int batch, Filled filled)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await client.PolicyImports.Put(import, batch, filled.Records, cancellation);
            }
            catch (VidimusException busy)
                when (busy.Code == "POLICY_IMPORT_BUSY" && waits < MostWaits)
            {
                await Task.Delay(Wait, clock, cancellation);
            }
        }
    }

    /// <summary>What is wrong with rows behind <paramref name="after"/>, which the answer of the batch was too short for.</summary>
    private async Task TellRest(long first, Filled filled, long after)
    {
        while (true)
        {
            var page = await client.PolicyImports.ErrorsPage(import, cursor, 100, cancellation);
            foreach (var of in page.Data.Where(e => e.Row > after).GroupBy(e => e.Row))
                if (of.Key < first + filled.Places.Count)
                    Tell(filled.Places[Index(of.Key, first, filled)], [.. of]);
            if (!page.HasMore)
                return;
            cursor = page.NextCursor;
        }
    }

    private void Tell(Place place, List<PolicyRowError> wrong)
    {
        for (var i = 0; i < wrong.Count; i++)
            errors.Add(
                place.File,
                place.Row,
                place.Id ?? wrong[i].Id,
                wrong[i].Field,
                wrong[i].Message,
                another: i > 0
            );
    }

    private static int Index(long row, long first, Filled filled) =>
        row >= first && row < first + filled.Places.Count
            ? (int)(row - first)
            : throw new MistakeException(
                "The server speaks of a row that was not sent.",
                "Is this program older or newer than the server?"
            );

    private async Task ReadKnown() =>
        known = await client
            .PolicyImports.Errors(import, cancellation)
            .GroupBy(e => e.Row)
            .ToDictionaryAsync(g => g.Key, g => g.ToList(), cancellationToken: cancellation);
}

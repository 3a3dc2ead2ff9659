using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Spending;

/// <summary>
/// What one key has spent, with those it took over from and its successors, locked for the rest of the transaction and changed by one unit after the other; one update
/// at the end serves them all.
/// </summary>
internal sealed class KeySpend : BatchPart
{
    // A row that only time has touched is written again this often, so that what left a window is not added up for ever.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private SpendRow _kept;
    private SpendRow _now;
    private bool _write;
    private (SpendRow Row, long Cents, Problem Problem)? _refused;

    private KeySpend(SpendRow row, bool write) => (_kept, _now, _write) = (row, row, write);

    /// <summary>The database's time when the row was locked; never before an earlier decision about this key.</summary>
    public DateTimeOffset At => _kept.SeenAt;

    protected override object? Changed => _write ? _kept : null;

    public static async Task<KeySpend> Load(Unit unit, string account, DatabaseClock time)
    {
        var stored = await unit.Lock(SpendWindows.NoRow(unit.Author.OrganizationId, account));
        var now = await time.Now(unit.Db, CancellationToken.None);
        var row = await SpendWindows.AsOf(unit.Db, stored, now);
        var moved = row.DayCents != stored.DayCents || row.MonthCents != stored.MonthCents;
        return new(row, moved || row.SeenAt - stored.SeenAt > Idle);
    }

    /// <summary>Takes the price of as many actions as fit under the caps, and states the thresholds that are reached.</summary>
    public async Task<Charged> Take(Unit unit, KeyFacts key, long cents, int wanted)
    {
        var day = new SpendWindow("day", SpendWindows.Day, key.SpendCapDayCents, _now.DayCents);
        var month = new SpendWindow(
            "month",
            SpendWindows.Month,
            key.SpendCapMonthCents,
            _now.MonthCents
        );
        var count = (int)Math.Min(wanted, Math.Min(day.Fitting(cents), month.Fitting(cents)));
        if (count > 0)
            Add(unit, key.Id, day, month, checked(cents * count));
        if (count == wanted)
            return new(count, null);
        day = day with { Spent = _now.DayCents };
        month = month with { Spent = _now.MonthCents };
        return new(count, await Refusal(unit.Db, [day, month], cents));
    }

    /// <summary>Takes a charge off the windows that it is within, where it is still counted.</summary>
    public void GiveBack(ChargeRow charge)
    {
        var day = charge.At > _now.DayTail ? charge.Cents : 0;
        var month = charge.At > _now.MonthTail ? charge.Cents : 0;
        if (day + month > 0)
            _now = _now with
            {
                DayCents = checked(_now.DayCents - day),
                MonthCents = checked(_now.MonthCents - month),
            };
    }

    // The next of a long list is refused for the same reason: it is not found out again while others wait.
    private async Task<Problem> Refusal(
        VidimusDb db,
        IReadOnlyList<SpendWindow> windows,
        long cents
    )
    {
        if (_refused is { } same && ReferenceEquals(same.Row, _now) && same.Cents == cents)
            return same.Problem;
        var problem = await SpendRefusal.Of(db, _now, windows, cents);
        _refused = (_now, cents, problem);
        return problem;
    }

    private void Add(Unit unit, string keyId, SpendWindow day, SpendWindow month, long cents)
    {
        _now = _now with
        {
            DayCents = checked(_now.DayCents + cents),
            MonthCents = checked(_now.MonthCents + cents),
            DayTold = day.Tell(unit, keyId, _now.DayTold, cents),
            MonthTold = month.Tell(unit, keyId, _now.MonthTold, cents),
        };
    }

    protected override void Keep()
    {
        _write |= !ReferenceEquals(_now, _kept);
        _kept = _now;
    }

    protected override void Undo() => _now = _kept;
}

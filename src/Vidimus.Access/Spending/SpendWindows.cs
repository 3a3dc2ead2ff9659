using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Spending;

/// <summary>A key has spent so much of a cap; stated once for each time that spending rises over the threshold.</summary>
internal sealed record SpendThreshold(
    string KeyId,
    string Window,
    int Percent,
    long CapCents,
    long SpentCents
) : Fact("spend.threshold", KeyId)
{
    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("window", Window);
        writer.WriteNumber("percent", Percent);
        writer.WriteNumber("capCents", CapCents);
        writer.WriteNumber("spentCents", SpentCents);
    }
}

/// <summary>One window of a key: its cap, if there is one, and what is spent within it.</summary>
internal sealed record SpendWindow(string Name, TimeSpan Length, long? Cap, long Spent)
{
    private static readonly int[] Thresholds = [50, 80, 100];

    public long? Left => Cap is { } cap ? Math.Max(0, cap - Spent) : null;

    /// <summary>How many actions of this price still fit.</summary>
    public long Fitting(long cents) => Left is { } left ? left / cents : long.MaxValue;

    /// <summary>
    /// States each threshold that spending <paramref name="cents"/> more reaches and that is not told already; answers
    /// the highest told now. One that spending has fallen below is told again.
    /// </summary>
    public int Tell(Unit unit, string keyId, int told, long cents)
    {
        if (Cap is not { } cap)
            return 0;
        told = Math.Min(told, Reached(cap, Spent));
        var after = Spent + cents;
        foreach (var percent in Thresholds)
        {
            if (percent <= told || percent > Reached(cap, after))
                continue;
            unit.State(new SpendThreshold(keyId, Name, percent, cap, after));
            told = percent;
        }
        return told;
    }

    private static int Reached(long cap, long spent) =>
        Thresholds.LastOrDefault(percent => checked(spent * 100) >= cap * percent);
}

/// <summary>
/// The rolling windows: the last 24 hours and the last 30 days by the database's time, with no reset at any midnight.
/// What is kept is moved on to a later moment by taking off the charges that have left a window since.
/// </summary>
internal static class SpendWindows
{
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>A key that has spent nothing yet, or whose row is gone: then the charges tell.</summary>
    public static SpendRow NoRow(string organizationId, string account) =>
        new()
        {
            OrganizationId = organizationId,
            Account = account,
            DayCents = 0,
            MonthCents = 0,
            DayTail = DateTimeOffset.UnixEpoch,
            MonthTail = DateTimeOffset.UnixEpoch,
            SeenAt = DateTimeOffset.UnixEpoch,
            DayTold = 0,
            MonthTold = 0,
        };

    /// <summary>
    /// The row as it stands at <paramref name="now"/>. A clock that went back moves nothing: what was spent stays spent,
    /// and no charge is dated before an earlier decision. All charges up to a new tail are committed, since every later
    /// one is dated after it.
    /// </summary>
    public static async Task<SpendRow> AsOf(VidimusDb db, SpendRow row, DateTimeOffset now)
    {
        if (now < row.SeenAt)
            now = row.SeenAt;
        var (day, month) = (now - Day, now - Month);
        var isNew = row.SeenAt == DateTimeOffset.UnixEpoch;
        return row with
        {
            DayCents = isNew
                ? await Sum(db, row.Account, day, DateTimeOffset.MaxValue)
                : row.DayCents - await Sum(db, row.Account, row.DayTail, day),
            MonthCents = isNew
                ? await Sum(db, row.Account, month, DateTimeOffset.MaxValue)
                : row.MonthCents - await Sum(db, row.Account, row.MonthTail, month),
            DayTail = day,
            MonthTail = month,
            SeenAt = now,
        };
    }

    private static async Task<long> Sum(
        VidimusDb db,
        string account,
        DateTimeOffset after,
        DateTimeOffset until
    ) =>
        after >= until
            ? 0
            : await db
                .Charged.Where(c => c.Account == account && c.At > after && c.At <= until)
                .SumAsync(c => c.Cents);
}

using System.Globalization;
using Vidimus.Access.Keys;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>What usage is asked about: days of one mode, narrowed to a key or an environment.</summary>
internal sealed record UsageFilter(
    string Mode,
    DateOnly From,
    DateOnly To,
    string? KeyId,
    string? Environment
)
{
    private const int MostDays = 400;
    private const int UsualDays = 30;
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    /// <summary>Reads it from a query, noting what is wrong; a test key sees test mode only.</summary>
    public static Result<UsageFilter> Read(
        Fields fields,
        Caller caller,
        DateTimeOffset now,
        string? from,
        string? to,
        string? mode,
        string? keyId,
        string? environment
    )
    {
        fields
            .OneOf("mode", mode, KeyRules.Modes)
            .OneOf("environment", environment, KeyRules.Environments)
            .Text("keyId", keyId, 100);
        var last = Day(fields, "to", to) ?? DateOnly.FromDateTime(now.UtcDateTime);
        var first = Day(fields, "from", from) ?? last.AddDays(1 - UsualDays);
        fields.Check(first <= last, "from", "must not be later than to");
        fields.Check(
            last.DayNumber - first.DayNumber < MostDays,
            "from",
            $"must not begin more than {MostDays} days before the end of to"
        );
        if (fields.Problem is { } wrong)
            return wrong;
        if (caller.Mode == "test" && mode == "live")
            return AccessProblems.ModeForbidden.With(
                "A test key does not see the usage of live keys.",
                hint: "Use a live key with the scope usage:read"
            );
        return new UsageFilter(mode ?? caller.Mode, first, last, keyId, environment);
    }

    /// <summary>First day as it is stored.</summary>
    public string FirstDay => From.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Last day as it is stored.</summary>
    public string LastDay => To.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Names the filter in a cursor's scope.</summary>
    public string Name => $"{Mode}|{FirstDay}|{LastDay}|{KeyId}|{Environment}";

    /// <summary>The sums it is about.</summary>
    public IQueryable<UsageRow> Rows(VidimusDb db, Caller caller)
    {
        var (first, last) = (FirstDay, LastDay);
        var rows = db.Enter(caller.OrganizationId, Mode)
            .Usage.Where(u =>
                string.Compare(u.Day, first) >= 0 && string.Compare(u.Day, last) <= 0
            );
        if (KeyId is { } key)
            rows = rows.Where(u => u.KeyId == key);
        if (Environment is { } environment)
            rows = rows.Where(u => u.Environment == environment);
        return rows;
    }

    private static DateOnly? Day(Fields fields, string name, string? text)
    {
        if (text is null)
            return null;
        var right = DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        );
        fields.Check(right && day >= Earliest, name, "must be a day such as 2026-11-22");
        return right && day >= Earliest ? day : null;
    }
}

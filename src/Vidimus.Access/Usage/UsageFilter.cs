using System.Globalization;
using Vidimus.Access.Keys;
using Vidimus.Access.Spending;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>The period and the narrowing of a question about usage, as they stand in its address.</summary>
internal readonly record struct UsageAsked(
    string? From,
    string? To,
    string? Mode,
    string? KeyId,
    string? Environment
);

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
    private static readonly DateOnly Latest = new(9000, 1, 1);

    /// <summary>Reads it from a query, noting what is wrong; a test key sees test mode only.</summary>
    public static Result<UsageFilter> Read(
        Fields fields,
        Caller caller,
        DateTimeOffset now,
        UsageAsked asked
    )
    {
        fields
            .OneOf("mode", asked.Mode, KeyRules.Modes)
            .OneOf("environment", asked.Environment, KeyRules.Environments)
            .Text("keyId", asked.KeyId, 100);
        var last = Day(fields, "to", asked.To) ?? DateOnly.FromDateTime(now.UtcDateTime);
        var first = Day(fields, "from", asked.From) ?? last.AddDays(1 - UsualDays);
        fields.Check(first <= last, "from", "must not be later than to");
        fields.Check(
            last.DayNumber - first.DayNumber < MostDays,
            "from",
            $"must not begin more than {MostDays} days before the end of to"
        );
        if (fields.Problem is { } wrong)
            return wrong;
        if (caller.Mode == "test" && asked.Mode == "live")
            return AccessProblems.ModeForbidden.With(
                "A test key does not see the usage of live keys.",
                hint: "Use a live key with the scope usage:read"
            );
        return new UsageFilter(
            asked.Mode ?? caller.Mode,
            first,
            last,
            asked.KeyId,
            asked.Environment
        );
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

    /// <summary>The billable actions it is about.</summary>
    public IQueryable<ChargeRow> Charges(VidimusDb db, Caller caller)
    {
        var first = new DateTimeOffset(From, TimeOnly.MinValue, TimeSpan.Zero);
        var end = new DateTimeOffset(To.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        var rows = db.Enter(caller.OrganizationId, Mode)
            .Charged.Where(c => c.At >= first && c.At < end);
        if (KeyId is { } key)
            rows = rows.Where(c => c.KeyId == key);
        if (Environment is { } environment)
            rows = rows.Where(c => c.Environment == environment);
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
        right = right && day >= Earliest && day <= Latest;
        fields.Check(right, name, "must be a day such as 2026-11-22");
        return right ? day : null;
    }
}

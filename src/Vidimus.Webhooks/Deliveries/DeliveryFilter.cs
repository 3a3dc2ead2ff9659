using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Deliveries;

/// <summary>Which deliveries are asked for.</summary>
internal sealed class DeliveryFilter
{
    public static readonly string[] States =
    [
        "pending",
        "succeeded",
        "failed",
        "cancelled",
        "held",
    ];

    private string? State { get; init; }
    private string? Kind { get; init; }
    private string? KindPrefix { get; init; }
    private string? ResourceId { get; init; }
    private DateTimeOffset? Since { get; init; }
    private DateTimeOffset? Until { get; init; }

    /// <summary>The filter as text, to which a cursor is bound.</summary>
    public string Name =>
        string.Join(
            '|',
            State,
            Kind,
            KindPrefix,
            ResourceId,
            Since?.ToUnixTimeMilliseconds(),
            Until?.ToUnixTimeMilliseconds()
        );

    /// <summary>Reads the filter from the address; notes what is wrong.</summary>
    public static DeliveryFilter Read(IQueryCollection query, Fields fields)
    {
        var state = Word(query, "state", fields);
        fields.OneOf("state", state, States);
        var type = Word(query, "type", fields);
        var every = type?.EndsWith(".*", StringComparison.Ordinal) == true;
        return new()
        {
            State = state,
            Kind = every ? null : type,
            KindPrefix = every ? type![..^1] : null,
            ResourceId = Word(query, "resourceId", fields),
            Since = Time(query, "since", fields),
            Until = Time(query, "until", fields),
        };
    }

    /// <summary>A word of the address, given once; null when it is left out.</summary>
    public static string? Word(IQueryCollection query, string name, Fields fields)
    {
        var values = query.TryGetValue(name, out var found) ? found : StringValues.Empty;
        fields.Check(values.Count <= 1, name, "must be given once");
        fields.Text(name, values.FirstOrDefault(), 200);
        return values.FirstOrDefault();
    }

    /// <summary>Those of the asked time, by their ids.</summary>
    public IQueryable<DeliveryRow> InTime(IQueryable<DeliveryRow> rows)
    {
        if (Since is { } since && EventTimes.First(since) is var first)
            rows = rows.Where(d => string.Compare(d.EventId, first) >= 0);
        if (Until is { } until && EventTimes.First(until) is var end)
            rows = rows.Where(d => string.Compare(d.EventId, end) < 0);
        return rows;
    }

    /// <summary>Those asked for among rows of the asked time.</summary>
    public IQueryable<DeliveryRow> Among(IQueryable<DeliveryRow> rows)
    {
        if (State is not null)
            rows = rows.Where(d => d.State == State);
        if (Kind is not null)
            rows = rows.Where(d => d.Kind == Kind);
        if (KindPrefix is not null)
            rows = rows.Where(d => d.Kind.StartsWith(KindPrefix));
        if (ResourceId is not null)
            rows = rows.Where(d => d.ResourceId == ResourceId);
        return rows;
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name, Fields fields)
    {
        if (Word(query, name, fields) is not { } value)
            return null;
        if (Times.TryParseBound(value, out var time))
            return time;
        fields.Wrong(name, "must be a time such as 2027-01-31T18:00:00Z, or a day");
        return null;
    }
}

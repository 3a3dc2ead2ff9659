using System.Text.RegularExpressions;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>Which events an endpoint may ask for: kinds of the catalogue, prefixes such as <c>credential.*</c>, and <c>*</c>.</summary>
internal sealed partial class EventNames(EventTypes types)
{
    private const int Most = 100;

    public Fields Check(Fields fields, string field, IReadOnlyList<string?>? events)
    {
        if (events is null)
            return fields.Wrong(field, "is required: at least one kind of event, or *");
        if (events.Count is 0 or > Most)
            return fields.Wrong(field, $"must hold 1 to {Most} kinds of events");
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is not { Length: <= 64 } name || !Form().IsMatch(name))
                fields.Wrong(
                    $"{field}.{i}",
                    "must be a kind of event such as credential.issued, a prefix such as credential.*, or *"
                );
            else if (!IsKnown(name))
                fields.Wrong(
                    $"{field}.{i}",
                    "is not a kind of event of this server; they are listed at /v1/webhooks/events, which needs no key"
                );
        }
        return fields;
    }

    public static string Store(IReadOnlyList<string?> events) =>
        string.Join(' ', events.Distinct(StringComparer.Ordinal));

    public static string[] Words(string stored) =>
        stored.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What was asked for.</summary>
    public static string[] Read(string events) =>
        [.. Words(events).Where(w => w[0] != EventPatterns.Without)];

    /// <summary>The scopes that whoever asked lacked, in the order of their names.</summary>
    public static string[] Withheld(string events) =>
        [
            .. Words(events)
                .Where(w => w[0] == EventPatterns.Without)
                .Select(w => w[1..])
                .Order(StringComparer.Ordinal),
        ];

    private bool IsKnown(string name) =>
        name == "*"
        || types.Find(name) is not null
        || (
            name.EndsWith(".*", StringComparison.Ordinal)
            && types.All.Any(t => t.Kind.StartsWith(name[..^1], StringComparison.Ordinal))
        );

    [GeneratedRegex(
        @"\A(\*|[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*\.(\*|[a-z][a-z0-9_-]*))\z",
        RegexOptions.None,
        100
    )]
    private static partial Regex Form();
}

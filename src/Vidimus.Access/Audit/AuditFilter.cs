using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Audit;

/// <summary>Which entries are asked for; the same for the list and the export.</summary>
internal sealed class AuditFilter
{
    private static readonly TimeSpan IdsMayLag = TimeSpan.FromSeconds(1);
    private const int LongestWord = 200;

    private string? Kind { get; init; }
    private string? KindPrefix { get; init; }
    private string? ResourceId { get; init; }
    private string? ActorId { get; init; }
    private string? RequestId { get; init; }
    private string? Environment { get; init; }
    private string? Mode { get; init; }
    private DateTimeOffset? From { get; init; }
    private DateTimeOffset? To { get; init; }

    /// <summary>The filter as text, to which a cursor is bound.</summary>
    public string Name =>
        string.Join(
            '|',
            Kind,
            KindPrefix,
            ResourceId,
            ActorId,
            RequestId,
            Environment,
            Mode,
            From?.ToUnixTimeMilliseconds(),
            To?.ToUnixTimeMilliseconds()
        );

    /// <summary>Reads the filter from the address; notes what is wrong. A test caller sees what was done in test mode.</summary>
    public static AuditFilter Read(IQueryCollection query, string callersMode, Fields fields)
    {
        string? Word(string name)
        {
            var value = query.TryGetValue(name, out var values) ? values[0] : null;
            fields.Check(values.Count <= 1, name, "must be given once");
            fields.Text(name, value, LongestWord);
            return value;
        }
        var kind = Word("kind");
        var every = kind?.EndsWith(".*", StringComparison.Ordinal) == true;
        var mode = Word("mode");
        var environment = Word("environment");
        fields
            .OneOf("mode", mode, KeyRules.Modes)
            .OneOf("environment", environment, KeyRules.Environments);
        return new()
        {
            Kind = every ? null : kind,
            KindPrefix = every ? kind![..^1] : null,
            ResourceId = Word("resourceId"),
            ActorId = Word("actorId"),
            RequestId = Word("requestId"),
            Environment = environment,
            Mode = callersMode == "live" || mode == "live" ? mode : "test",
            From = Time(fields, "from", Word("from")),
            To = Time(fields, "to", Word("to")),
        };
    }

    /// <summary>The smallest id that an entry asked for can have, and the first that is too large; null for no bound.</summary>
    public (string? From, string? To) Ids =>
        (
            From is { } from ? NewId.First("fct", from - IdsMayLag) : null,
            To is { } to ? NewId.First("fct", to + IdsMayLag) : null
        );

    /// <summary>Entries asked for among <paramref name="facts"/>.</summary>
    public IQueryable<FactRow> Among(IQueryable<FactRow> facts, VidimusDb db, string callersMode)
    {
        var keys = db.Keys;
        if (callersMode != "live")
            facts = facts.Where(f => f.Mode == "test");
        if (Mode is not null)
            facts = facts.Where(f => f.Mode == Mode);
        if (Kind is not null)
            facts = facts.Where(f => f.Kind == Kind);
        if (KindPrefix is not null)
            facts = facts.Where(f => f.Kind.StartsWith(KindPrefix));
        if (ResourceId is not null)
            facts = facts.Where(f => f.ResourceId == ResourceId);
        if (ActorId is not null)
            facts = facts.Where(f => f.ActorId == ActorId);
        if (RequestId is not null)
            facts = facts.Where(f => f.RequestId == RequestId);
        if (From is not null)
            facts = facts.Where(f => f.At >= From);
        if (To is not null)
            facts = facts.Where(f => f.At < To);
        if (Environment is not null)
            facts = facts.Where(f =>
                f.ActorKind == "key"
                && keys.Any(k => k.Id == f.ActorId && k.Environment == Environment)
            );
        return facts;
    }

    private static DateTimeOffset? Time(Fields fields, string name, string? value)
    {
        if (value is null)
            return null;
        if (Times.TryParseBound(value, out var time))
            return time;
        fields.Wrong(
            name,
            $"must be a time such as 2027-01-31T18:00:00Z, or a day, of the years 1970 to {Times.LastYear}"
        );
        return null;
    }
}

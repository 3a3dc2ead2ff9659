using Vidimus.Access;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Deliveries;
using Vidimus.Webhooks.Events;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>
/// Nobody has told to an address of their choice what they could not read. Whoever makes an endpoint, leads it elsewhere,
/// changes what it is told or lets it be told again needs the scopes by which the same content is read: those that show
/// credentials and groups for <c>resource</c>; for <c>recipient</c> the one by which a credential's own GET shows name and
/// address; and for kinds of events that say so, such as those about keys, their own. Replacing a secret needs none of
/// them: it leads nothing anywhere.
/// </summary>
internal sealed class EndpointRights(CurrentCaller caller, EventTypes types)
{
    /// <summary>
    /// The events as they are stored: with the scopes that the caller lacks, so that <c>*</c> and prefixes leave out what
    /// is read with them, also later and for events that were put up before.
    /// </summary>
    public string Restrict(string events) =>
        string.Join(
            ' ',
            EventNames
                .Words(events)
                .Concat(Lacking(types.All).Select(scope => EventPatterns.Without + scope))
                .Distinct(StringComparer.Ordinal)
        );

    /// <summary>The refusal of names and prefixes that ask for nothing but what the caller may not read.</summary>
    private Problem? Refusal(IReadOnlyList<string?> events)
    {
        foreach (var name in events)
        {
            var asked = types.All.Where(t => EventPatterns.Match(name!, t)).ToList();
            var lacking = Lacking(asked);
            if (lacking.Count > 0 && asked.All(t => t.Needs is { } s && lacking.Contains(s)))
                return Lacks(lacking[0], $"for {name}", "events");
        }
        return null;
    }

    /// <summary>The refusal of making an endpoint for these events.</summary>
    public Problem? Refusal(IReadOnlyList<string?> events, string include) =>
        Refusal(events) ?? Refusal(Restrict(EventNames.Store(events)), include);

    /// <summary>The refusal of leading to this endpoint's address what it is told.</summary>
    public Problem? Refusal(EndpointRow row) => Refusal(row.Events, row.Include);

    private Problem? Refusal(string events, string include)
    {
        foreach (var word in EventNames.Words(include))
        {
            if (OfInclude(word).FirstOrDefault(s => !caller.Value.May(s)) is { } scope)
                return Lacks(scope, $"for an endpoint that includes {word}", "include");
        }
        return Lacking(types.All.Where(t => EventPatterns.Match(events, t))) is [var first, ..]
            ? Lacks(first, "for what this endpoint is told", "events")
            : null;
    }

    /// <summary>
    /// Gives a changed endpoint these events, or leaves those it has, on the caller's behalf; answers the refusal. From then
    /// on it is told of nothing that the caller may not read.
    /// </summary>
    public Problem? Direct(EndpointRow row, IReadOnlyList<string?>? events)
    {
        var refused = events is null ? Refusal(row) : Refusal(events, row.Include);
        row.Events = Restrict(events is null ? row.Events : EventNames.Store(events));
        return refused;
    }

    /// <summary>Whether the caller may see what an event of this kind says.</summary>
    public bool MayRead(string kind) =>
        types.Find(kind)?.Needs is not { } scope || caller.Value.May(scope);

    /// <summary>What of this the caller may see.</summary>
    public string Readable(string include) =>
        string.Join(
            ' ',
            EventNames.Words(include).Where(word => OfInclude(word).All(caller.Value.May))
        );

    private static string[] OfInclude(string word) =>
        word == EventStates.Resource
            ? [Scopes.CredentialsRead, Scopes.GroupsRead]
            : [Scopes.CredentialsRead];

    private List<string> Lacking(IEnumerable<Platform.Facts.EventType> kinds) =>
        [
            .. kinds
                .Select(t => t.Needs)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Where(scope => !caller.Value.May(scope)),
        ];

    private static Problem Lacks(string scope, string what, string field) =>
        AccessProblems.ScopeInsufficient.With(
            $"This key may not do that: it lacks the scope {scope}, which is needed {what}.",
            field
        ) with
        {
            RequiredScopes = [scope],
        };
}

using Vidimus.Client;

namespace Vidimus.Portal.Approvals;

/// <summary>What this server knows of something that a call names.</summary>
/// <param name="Place">Where the arguments name it.</param>
/// <param name="Id">Its id.</param>
/// <param name="Words">What it is, such as the recipient and the group of a credential.</param>
/// <param name="State">Where it stands; null for what has no state.</param>
/// <param name="Page">Its page in the portal.</param>
public sealed record KnownThing(string Place, string Id, string Words, string? State, string Page);

/// <summary>
/// Looks up what calls name, so that nobody decides about ids alone. It asks the API in the visitor's name: what the visitor
/// may not see, or what does not exist, is left out.
/// </summary>
internal sealed class KnownThings(PortalCalls calls, CancellationToken cancellation)
{
    /// <summary>How many ids of one call are looked up.</summary>
    public const int Most = 20;

    private const int MostLines = 40;

    private readonly Dictionary<string, KnownThing?> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Group?> _groups = new(StringComparer.Ordinal);

    /// <summary>For each approval one line: the first thing that its call names.</summary>
    public async Task<IReadOnlyDictionary<string, KnownThing>> Lines(IEnumerable<Approval> rows)
    {
        var lines = new Dictionary<string, KnownThing>(StringComparer.Ordinal);
        // Who does not decide is not shown what a call holds.
        if (!calls.Visitor.May(Right.Admin))
            return lines;
        var shown = rows.DistinctBy(r => r.Id).Take(MostLines).Chunk(5);
        foreach (var some in shown)
        {
            // Lists come without arguments.
            var whole = await Task.WhenAll(
                some.Select(r => OrNull(calls.Api.Approvals.Get(r.Id, cancellation)))
            );
            foreach (var approval in whole.OfType<Approval>())
                if (await Of(approval.Arguments, 1) is [var first])
                    lines[approval.Id] = first;
        }
        return lines;
    }

    /// <summary>What is known of the first ids among the arguments.</summary>
    public async Task<IReadOnlyList<KnownThing>> Of(string? arguments, int most = Most)
    {
        var known = new List<KnownThing>();
        foreach (var named in NamedIds.In(arguments ?? "").Take(most))
        {
            if (!_seen.TryGetValue(named.Id, out var thing))
                _seen[named.Id] = thing = await Find(named);
            // A link to a credential and its id are one thing.
            if (thing is not null && known.All(k => k.Id != thing.Id))
                known.Add(thing with { Place = named.Place });
        }
        return known;
    }

    private Task<KnownThing?> Find(NamedId named) =>
        named.Id.Split('_')[0] switch
        {
            "grp" => Group(named),
            "key" => Key(named),
            "mem" => Member(named),
            _ => Credential(named),
        };

    private async Task<KnownThing?> Credential(NamedId named)
    {
        if (await OrNull(calls.Api.Credentials.Get(named.Id, cancellation)) is not { } credential)
            return null;
        var group = await GroupOf(credential.GroupId);
        var recipient = credential.Recipient?.Name ?? "a recipient who was erased";
        var title = credential.Name ?? group?.Name;
        var words =
            title is null ? recipient
            : group is null || group.Name == title ? $"{recipient}, {title}"
            : $"{recipient}, {title} ({group.Name})";
        return new(
            named.Place,
            credential.Id,
            words,
            credential.State.ToString(),
            $"/portal/credentials/{credential.Id}"
        );
    }

    private async Task<KnownThing?> Group(NamedId named) =>
        await GroupOf(named.Id) is { } group
            ? new(
                named.Place,
                group.Id,
                $"Group {group.Name}",
                group.State.ToString(),
                $"/portal/groups/{group.Id}"
            )
            : null;

    private async Task<Group?> GroupOf(string id)
    {
        if (!_groups.TryGetValue(id, out var group))
            _groups[id] = group = await OrNull(calls.Api.Groups.Get(id, cancellation));
        return group;
    }

    private async Task<KnownThing?> Key(NamedId named) =>
        await OrNull(calls.Api.Keys.Get(named.Id, cancellation)) is { } key
            ? new(
                named.Place,
                key.Id,
                $"Access token {key.Label}",
                key.State.ToString(),
                $"/portal/integrations/{key.Id}"
            )
            : null;

    private async Task<KnownThing?> Member(NamedId named) =>
        (await calls.Names(cancellation)).TryGetValue(named.Id, out var name)
            ? new(named.Place, named.Id, $"Member {name}", null, "/portal/members")
            : null;

    private static async Task<T?> OrNull<T>(Task<T> asked)
        where T : class
    {
        try
        {
            return await asked;
        }
        catch (VidimusException)
        {
            return null;
        }
    }
}

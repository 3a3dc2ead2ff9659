using Vidimus.Platform.Facts;

namespace Vidimus.Platform.Persistence;

/// <summary>One change on its way to be saved: rows, the facts it states and the totals it moves.</summary>
public sealed class Unit
{
    private readonly List<Fact> _facts = [];
    private readonly List<(string Name, long Change)> _tallies = [];
    private readonly List<(Type Kind, IReadOnlyList<object> Rows)> _many = [];

    internal Unit(VidimusDb db, Author author)
    {
        Db = db;
        Author = author;
        if (author.OrganizationId.Length > 0)
            db.Enter(author.OrganizationId, author.Mode);
    }

    /// <summary>The context; rows added or changed in it are saved when the unit ends well.</summary>
    public VidimusDb Db { get; }

    /// <summary>Who makes the change.</summary>
    public Author Author { get; }

    /// <summary>Facts stated so far.</summary>
    public IReadOnlyList<Fact> Facts => _facts;

    internal IReadOnlyList<(string Name, long Change)> TallyChanges => _tallies;

    internal bool AddsMany => _many.Count > 0;

    /// <summary>
    /// Adds many new rows of one kind, which are saved with the unit as rows added to <see cref="Db"/> are, for a
    /// fraction of the work: the context does not get to know them.
    /// </summary>
    public void AddMany<T>(IEnumerable<T> rows)
        where T : class => _many.Add((typeof(T), [.. rows]));

    /// <summary>Adds one new row as <see cref="AddMany"/> adds many.</summary>
    public void AddNew<T>(T row)
        where T : class => _many.Add((typeof(T), [row]));

    internal Task InsertMany() =>
        _many.Count == 0 ? Task.CompletedTask : ManyRows.Insert(Db, _many);

    /// <summary>States what happened; it is saved with the rows and is what audit and webhooks read.</summary>
    public void State(Fact fact) => _facts.Add(fact);

    /// <summary>
    /// Moves a named total of the organization. The writer adds up all moves of one batch and writes each total once,
    /// so a busy total costs one update for many changes.
    /// </summary>
    public void Tally(string name, long change) => _tallies.Add((name, change));
}

/// <summary>The kinds of rows that <see cref="Commits.Keep"/> may save without a fact, and why.</summary>
public static class KeptRows
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["access.key.last-used"] = "a key's last use, coarse, for people to see unused keys",
        ["platform.replay.expiry"] = "removes answers kept for repeated requests after 24 hours",
        ["credentials.distribution.lease"] =
            "which node tries to send a mail now, and when it is tried again",
        ["credentials.status-positions"] =
            "which positions of a status list are given away, before anything is signed with them",
        ["access.setup"] = "the digest of the one-time set-up link",
        ["master-key.rewrap"] = "the same secrets under another master key",
        ["signing.key"] =
            "a signing key of the installation, made at first use or rotated by the operator",
    };

    /// <summary>Name and reason of each kind.</summary>
    public static IReadOnlyDictionary<string, string> All => Kinds;

    internal static void Demand(string kind)
    {
        if (!Kinds.ContainsKey(kind))
            throw new InvalidOperationException(
                $"'{kind}' is not on the list of rows kept without a fact."
            );
    }
}

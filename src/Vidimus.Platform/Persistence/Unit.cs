using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;

namespace Vidimus.Platform.Persistence;

/// <summary>One change on its way to be saved: rows, the facts it states and the totals it moves.</summary>
public sealed class Unit
{
    private readonly List<Fact> _facts = [];
    private readonly List<StatedElsewhere> _elsewhere = [];
    private readonly List<ISumRow> _sums = [];
    private readonly List<(Type Kind, IReadOnlyList<object> Rows)> _many = [];
    private readonly List<(Type Kind, IReadOnlyList<object> Rows)> _atEnd = [];
    private readonly List<object> _remembered = [];
    private readonly List<TextChange> _texts = [];
    private readonly BatchWork _batch;

    internal Unit(VidimusDb db, Author author, BatchWork batch)
    {
        _batch = batch;
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

    /// <summary>
    /// Id of what the answer shows, where no fact says so: erasing that erases the answer kept for repetitions too. By
    /// default it is the resource of the first fact.
    /// </summary>
    public string? Shows { get; set; }

    internal IReadOnlyList<StatedElsewhere> FactsElsewhere => _elsewhere;

    internal IReadOnlyList<ISumRow> Sums => _sums;

    // An answer kept for a repetition tells nothing about the business: a request that changes nothing has one too.
    internal bool AddsMany => _atEnd.Count > 0 || _many.Exists(m => m.Kind != typeof(ReplayRow));

    internal IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)> RowsAtEnd => _atEnd;

    /// <summary>
    /// Adds many new rows of one kind, which are saved with the unit as rows added to <see cref="Db"/> are, for a
    /// fraction of the work: the context does not get to know them.
    /// </summary>
    public void AddMany<T>(IEnumerable<T> rows)
        where T : class => _many.Add((typeof(T), [.. rows]));

    /// <summary>
    /// Adds new rows that nobody reads or refers to before the commit: the writer inserts those of all units of a batch
    /// together at its end, so that a row for every change costs next to nothing.
    /// </summary>
    public void AddAtEnd<T>(IEnumerable<T> rows)
        where T : class => _atEnd.Add((typeof(T), [.. rows]));

    /// <summary>Keeps something that was read in this unit for whoever needs it later in it.</summary>
    public void Remember(object read) => _remembered.Add(read);

    /// <summary>What was remembered last of this kind, or null.</summary>
    public T? Recall<T>()
        where T : class => _remembered.OfType<T>().LastOrDefault();

    /// <summary>
    /// What the units of one batch share under this name: made by <paramref name="load"/> for the first that asks, and
    /// written once at the end. See <see cref="BatchPart"/>.
    /// </summary>
    public Task<T> Share<T>(string name, Func<Task<T>> load)
        where T : BatchPart => _batch.Share(this, name, load);

    /// <summary>
    /// The row with the key of <paramref name="fresh"/>, locked until the end of the transaction; where there is none,
    /// <paramref name="fresh"/> is added first. The context does not get to know it.
    /// </summary>
    public Task<T> Lock<T>(T fresh)
        where T : class => RowLocks.Take(Db, fresh);

    /// <summary>Adds one new row as <see cref="AddMany"/> adds many.</summary>
    public void AddNew<T>(T row)
        where T : class => _many.Add((typeof(T), [row]));

    /// <summary>As <see cref="AddMany"/>, at once, and only those whose key is not taken yet.</summary>
    public Task AddMissing<T>(IEnumerable<T> rows)
        where T : class => ManyRows.InsertMissing(Db, typeof(T), [.. rows]);

    /// <summary>
    /// The entries by which something is found by words from now on, in place of those before; none to take it out. They are
    /// written when the unit ends well, after its rows.
    /// </summary>
    public void Index(
        TextIndex index,
        string organizationId,
        string id,
        IReadOnlyList<TextEntry> entries
    ) => _texts.Add(new(index, organizationId, id, entries));

    internal async Task InsertMany()
    {
        if (_many.Count > 0)
            await ManyRows.Insert(Db, _many);
        if (_texts.Count > 0)
            await TextWriting.Write(Db, _texts);
    }

    /// <summary>States what happened; it is saved with the rows and is what audit and webhooks read.</summary>
    public void State(Fact fact) => _facts.Add(fact);

    /// <summary>
    /// As above, on the record of another organization than the author's: what concerns several stands on the record of
    /// each. Beside at least one fact that is stated for the author's own.
    /// </summary>
    public void State(Fact fact, string organizationId) =>
        _elsewhere.Add(new(Author with { OrganizationId = organizationId }, fact));

    /// <summary>As above, in the installation's name: which of the author's people did it is not for that organization to know.</summary>
    public void StateUnnamed(Fact fact, string organizationId) =>
        _elsewhere.Add(
            new(
                Author.Installation with
                {
                    OrganizationId = organizationId,
                    Mode = Author.Mode,
                    RequestId = Author.RequestId,
                },
                fact
            )
        );

    /// <summary>
    /// As above, for what somebody else did before and is only written down now, alone or with much else: on that author's
    /// record, under the id and time it was given then. Whoever writes it down again after an outcome that nobody knows finds
    /// by the id whether it is there.
    /// </summary>
    public void State(Fact fact, Author by, string id, DateTimeOffset at) =>
        _elsewhere.Add(new(by, fact, id, at));

    /// <summary>
    /// Moves a named total of the organization. The writer adds up all moves of one batch and writes each total once,
    /// so a busy total costs one update for many changes.
    /// </summary>
    public void Tally(string name, long change) =>
        AddUp(
            new TallyRow
            {
                OrganizationId = Author.OrganizationId,
                Mode = Author.Mode,
                Name = name,
                Value = change,
            }
        );

    /// <summary>As <see cref="Tally"/>, for a row of sums of the module's own.</summary>
    public void AddUp(ISumRow row) => _sums.Add(row);
}

/// <summary>A fact on another record than the unit's author's.</summary>
internal sealed record StatedElsewhere(
    Author By,
    Fact Fact,
    string? Id = null,
    DateTimeOffset? At = null
);

/// <summary>The kinds of rows that <see cref="Commits.Keep"/> may save without a fact, and why.</summary>
public static class KeptRows
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["access.key-use"] =
            "when keys were last used, and how often they were refused or exchanged, by day and network",
        ["platform.lease"] = "which node does a piece of work that one node does at a time",
        ["platform.upkeep"] =
            "removes answers kept for repeated requests after 24 hours; and which node tries to send a mail now, and when it is tried again",
        ["credentials.upkeep"] =
            "which node tries to send a mail now, and when it is tried again; the removal of what became of events of triggers, once it is old, and of links of recipients that ended long ago; and addresses in lower case on rows that older versions wrote",
        ["credentials.status-positions"] =
            "which positions of a status list are given away, before anything is signed with them",
        ["access.counts"] =
            "requests counted for charts, added by each node every few seconds and removed when they are old; how much of their limits keys used on a node in the last minute, for the other nodes; and the removal of what calls of assistants counted for rules",
        ["certification.upkeep"] =
            "submissions that wait for their charge and refunds that wait for the payment service; which node is at it; and the removal of documents, quotes and drafts whose time is over",
        ["policies.upkeep"] =
            "which numbers of changes are given; rows of the code table, of fees, spending and formularies, whose import has a fact; where similarity of policies is kept; which node does research, sends a digest or retires policies; what former editions that older versions wrote say of codes; and the removal of research, imports and calls of tools that are old",
        ["webhooks.deliveries"] =
            "what becomes of deliveries: who is sending one, what came back, when it is tried again, how far a recovery is with putting them up, and the removal of old ones",
        ["access.audit"] =
            "the place and hash that facts stated before have in their chain, and what it had come to, signed",
        ["access.identity"] =
            "how members sign in: sessions, one-time links, counted failures, challenges; what changes who may do what has a fact; and the erasing, 30 days later, of what calls held that a member decided about",
        ["master-key.rewrap"] = "the same secrets under another master key",
        ["installation.restored"] =
            "the epoch after a restore, and what it ends; each organization's record has a fact of its own",
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

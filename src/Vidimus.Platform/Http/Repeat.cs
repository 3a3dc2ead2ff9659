using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Http;

/// <summary>
/// Makes a repeated request answer what it answered the first time. The first answer is saved in the transaction of the
/// change itself, so there is no moment at which one exists without the other and no lease that could be left behind:
/// of two twins that run at once, the second finds the first one's answer inside its own transaction.
/// </summary>
public sealed class Repeat
{
    /// <summary>How long a first answer is kept, by the database's clock.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly IDbContextFactory<VidimusDb> _databases;
    private readonly CurrentAuthor _author;
    private readonly MasterKeys _masterKeys;
    private readonly DatabaseClock _clock;
    private readonly RunningRepeats _running;
    private RepeatedRequest? _request;
    private DateTimeOffset _begun;
    private Func<object, Written>? _write;
    private bool _changed;

    internal Repeat(
        IDbContextFactory<VidimusDb> databases,
        CurrentAuthor author,
        MasterKeys masterKeys,
        DatabaseClock clock,
        RunningRepeats running
    ) =>
        (_databases, _author, _masterKeys, _clock, _running) = (
            databases,
            author,
            masterKeys,
            clock,
            running
        );

    /// <summary>Says how the operation's value is written, for the caller and for whoever repeats the request.</summary>
    public void Writes<T>(Func<T, Written> write) => _write = value => write((T)value);

    /// <summary>
    /// Answers the first answer when this is a repetition; a refusal when the key is malformed, was used for another
    /// request, or its first request is still running; and null when the operation is to run.
    /// </summary>
    internal async Task<Result<bool>?> Begin(HttpContext http)
    {
        if (_author.Value is not { } who)
            return null;
        var read = await RepeatedRequest.Read(http, who);
        if (read.Problem is { } refused)
            return (Result<bool>)refused;
        if (read.Value is not { } request)
            return null;
        await using var db = await _databases.CreateDbContextAsync(http.RequestAborted);
        db.Enter(who.OrganizationId, who.Mode);
        _begun = await _clock.Now(db, http.RequestAborted);
        var first = _running.Enter(request);
        if (first is null)
            _request = request;
        // Looked at only now: one that was running until this moment has left its answer.
        if (request.BodyDigest is null)
        {
            if (first is null && await IsAnswered(db, request))
                return await AnswerOfFile(http, db, request);
        }
        else if (await Find(db, request) is { } early)
            return early;
        if (first is null)
            return null;
        return (Result<bool>)(first.Matches(request) ? InProgress : new(RepeatProblems.Conflict));
    }

    /// <summary>
    /// Says what the body was, in a route that takes a file as it comes: its SHA-256, in hex. Before the change, or a repetition could not be
    /// told from another file under the same key.
    /// </summary>
    public void BodyWas(string sha256)
    {
        if (_request is { } request)
            request.BodyDigest = sha256;
    }

    /// <summary>Looks once more, when the operation was refused: a twin elsewhere may have done it meanwhile.</summary>
    internal async Task<Result<bool>?> Again(CancellationToken cancellation)
    {
        if (_request is not { BodyDigest: not null } request)
            return null;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        db.Enter(request.OrganizationId, request.Mode);
        return await Find(db, request);
    }

    /// <summary>The first answer to this request, where one is kept; null where there is none, or none any more.</summary>
    public async Task<IResult?> Kept(CancellationToken cancellation) =>
        await Again(cancellation) switch
        {
            null => null,
            { Problem: { } problem } => new Refusal(problem),
            { Replay: { } first } => new Repeated(first),
            _ => null,
        };

    /// <summary>The request is over: whoever repeats it now finds its answer, or runs it.</summary>
    internal void End()
    {
        if (_request is { } request)
            _running.Leave(request);
        _request = null;
    }

    /// <summary>
    /// A request with a key makes one change: after a death between two, its repetition would be given the answer of the
    /// first and never make the second.
    /// </summary>
    internal void BeforeChange()
    {
        if (_request is not null && _changed)
            throw new InvalidOperationException(
                "A request makes one change, which its repetition is answered by; put both into one unit."
            );
    }

    internal void AfterChange() => _changed = true;

    /// <summary>Looks in the unit's transaction, as the caller: the unit may write in the name of an organization it makes.</summary>
    internal async Task<Result<bool>?> FindIn(Unit unit)
    {
        if (_request is not { } request)
            return null;
        if (request.BodyDigest is null)
            throw new InvalidOperationException("A route that streams a file says what it was.");
        unit.Db.Enter(request.OrganizationId, request.Mode);
        var found = await Find(unit.Db, request);
        unit.Db.Enter(unit.Author.OrganizationId, unit.Author.Mode);
        return found;
    }

    internal void Keep(Unit unit, object value)
    {
        if (_request is not { } request)
            return;
        if (_write is null)
            throw new InvalidOperationException(
                "The route does not say how its answer is written, so a repetition could not be answered."
            );
        var written = _write(value is IHoldsSecret secret ? secret.WithoutSecret() : value);
        unit.AddNew(
            new ReplayRow
            {
                OrganizationId = request.OrganizationId,
                Mode = request.Mode,
                Route = request.Route,
                KeyDigest = request.KeyDigest,
                RequestDigest = request.BodyDigest!,
                RequestType = request.ContentType,
                Status = written.Status,
                ContentType = written.ContentType ?? "",
                Header = written.Header is { } header ? $"{header.Name}: {header.Value}" : null,
                Body = _masterKeys.Encrypt(
                    Aead.Seal(OwnKey(request), written.Body.ToArray(), []),
                    Purpose(request.OrganizationId, request.Route)
                ),
                ResourceId = unit.Shows ?? (unit.Facts.Count > 0 ? unit.Facts[0].ResourceId : ""),
                CreatedAt = _begun,
            }
        );
    }

    private Task<bool> IsAnswered(VidimusDb db, RepeatedRequest request)
    {
        var (route, digest, since) = (request.Route, request.KeyDigest, _begun - Lifetime);
        return db.Set<ReplayRow>()
            .AnyAsync(r => r.Route == route && r.KeyDigest == digest && r.CreatedAt > since);
    }

    // The file is not wanted again, only whether it is the same. Once it is read there is nothing left to run the operation with.
    private async Task<Result<bool>> AnswerOfFile(
        HttpContext http,
        VidimusDb db,
        RepeatedRequest request
    )
    {
        var digest = await http.DigestBody();
        if (digest.Problem is { } tooLarge)
            return tooLarge;
        request.BodyDigest = digest.Value;
        return await Find(db, request) ?? InProgress;
    }

    private async Task<Result<bool>?> Find(VidimusDb db, RepeatedRequest request)
    {
        var (route, digest) = (request.Route, request.KeyDigest);
        var row = await db.Set<ReplayRow>()
            .SingleOrDefaultAsync(r => r.Route == route && r.KeyDigest == digest);
        if (row is null)
            return null;
        if (row.CreatedAt <= _begun - Lifetime)
        {
            db.Remove(row);
            return null;
        }
        if (!request.Matches(row))
            return (Result<bool>)RepeatProblems.Conflict;
        var body = Aead.Open(
            OwnKey(request),
            _masterKeys.Decrypt(row.Body, Purpose(row.OrganizationId, row.Route)),
            []
        );
        return (Result<bool>)new Replay(row.Answer(body));
    }

    internal static string Purpose(string organization, string route) =>
        $"replay\n{organization}\n{route}";

    // The idempotency key itself is not stored, so without the caller's own repetition nobody opens the answer again:
    // it may name people.
    private static byte[] OwnKey(RepeatedRequest request) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(request.Key),
            32,
            info: "replay"u8.ToArray()
        );

    private static Problem InProgress => new(RepeatProblems.InProgress) { RetryAfterSeconds = 1 };
}

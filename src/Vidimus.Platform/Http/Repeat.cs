using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Platform.Http;

/// <summary>
/// Makes a repeated POST answer what it answered the first time. The first answer is saved in the transaction of the
/// change itself, so there is no moment at which one exists without the other and no lease that could be left behind:
/// of two twins that run at once, the second finds the first one's answer inside its own transaction.
/// </summary>
public sealed class Repeat(
    IDbContextFactory<VidimusDb> databases,
    CurrentAuthor author,
    MasterKeys masterKeys,
    TimeProvider clock
)
{
    /// <summary>How long a first answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private string? _key;
    private Author? _who;
    private string _route = "";
    private string _requestDigest = "";
    private int _status;
    private Func<object, byte[]> _render = static _ => [];

    /// <summary>
    /// Takes the key from the request, if there is one. Answers the first answer when this is a repetition, a refusal
    /// when the key is malformed or was used for another request, and null when the operation is to run.
    /// </summary>
    public async Task<Result<bool>?> Begin(
        HttpContext http,
        int status,
        Func<object, byte[]> render
    )
    {
        _status = status;
        _render = render;
        var given = KeyOf(http.Request.Headers);
        if (given.Problem is { } malformed)
            return (Result<bool>)malformed;
        if (given.Value is not { Length: > 0 } key || author.Value is not { } who)
            return null;
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return (Result<bool>)tooLarge;
        (_key, _who) = (key, who);
        _route =
            $"{http.Request.Method} {http.Request.Path.Value!.TrimEnd('/').ToLowerInvariant()}{http.Request.QueryString.Value}";
        _requestDigest = Convert.ToHexStringLower(SHA256.HashData(body.Value!));
        await using var db = await databases.CreateDbContextAsync(http.RequestAborted);
        db.Enter(who.OrganizationId, who.Mode);
        return await Find(db);
    }

    /// <summary>Looks in the unit's transaction, as the caller: the unit may write in the name of an organization it makes.</summary>
    internal async Task<Result<bool>?> FindIn(Unit unit)
    {
        if (_key is null)
            return null;
        unit.Db.Enter(_who!.OrganizationId, _who.Mode);
        var found = await Find(unit.Db);
        unit.Db.Enter(unit.Author.OrganizationId, unit.Author.Mode);
        return found;
    }

    internal void Keep(Unit unit, object value)
    {
        if (_key is null)
            return;
        unit.Db.Add(
            new ReplayRow
            {
                OrganizationId = _who!.OrganizationId,
                Mode = _who.Mode,
                Route = _route,
                KeyDigest = Digest(_key),
                RequestDigest = _requestDigest,
                Status = _status,
                Body = masterKeys.Encrypt(
                    Aead.Seal(OwnKey(), _render(value), []),
                    Purpose(_who.OrganizationId, _route)
                ),
                ResourceId = unit.Facts.Count > 0 ? unit.Facts[0].ResourceId : "",
                CreatedAt = clock.GetUtcNow(),
            }
        );
    }

    private async Task<Result<bool>?> Find(VidimusDb db)
    {
        var digest = Digest(_key!);
        var row = await db.Set<ReplayRow>()
            .SingleOrDefaultAsync(r => r.Route == _route && r.KeyDigest == digest);
        if (row is null)
            return null;
        if (row.CreatedAt <= clock.GetUtcNow() - Lifetime)
        {
            db.Remove(row);
            return null;
        }
        if (row.RequestDigest != _requestDigest)
            return (Result<bool>)RepeatProblems.Conflict;
        return (Result<bool>)
            new Replay(
                row.Status,
                Aead.Open(
                    OwnKey(),
                    masterKeys.Decrypt(row.Body, Purpose(row.OrganizationId, row.Route)),
                    []
                )
            );
    }

    internal static string Purpose(string organization, string route) =>
        $"replay\n{organization}\n{route}";

    // The idempotency key itself is not stored, so without the caller's own repetition nobody opens the answer again:
    // that of minting a key holds the key.
    private byte[] OwnKey() =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(_key!),
            32,
            info: "replay"u8.ToArray()
        );

    private static string Digest(string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static Result<string> KeyOf(IHeaderDictionary headers)
    {
        var standard = headers["Idempotency-Key"];
        var seed = headers["X-Idempotency-Key"];
        if (standard.Count + seed.Count == 0)
            return "";
        if (
            standard.Count > 1
            || seed.Count > 1
            || (standard.Count == 1 && seed.Count == 1 && standard[0] != seed[0])
        )
            return RepeatProblems.Malformed.With("There is more than one idempotency key.");
        var key = (standard.Count == 1 ? standard[0] : seed[0])!.Trim();
        // The header is a structured string in the IETF draft, bare in most clients; both name the same key.
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"')
            key = key[1..^1];
        return key.Length is >= 1 and <= 255 && key.All(c => c is > ' ' and < '\x7f')
            ? key
            : (Result<string>)RepeatProblems.Malformed;
    }
}

/// <summary>Refusals about repeated requests.</summary>
public static class RepeatProblems
{
    /// <summary>The key has no usable form.</summary>
    public static readonly ProblemType Malformed = new(
        "IDEMPOTENCY_KEY_INVALID",
        400,
        "The Idempotency-Key header is not usable.",
        "Send one key of 1 to 255 visible ASCII characters; a random UUID is a good one."
    );

    /// <summary>The key was used with another body.</summary>
    public static readonly ProblemType Conflict = new(
        "IDEMPOTENCY_CONFLICT",
        422,
        "This idempotency key was used for a different request.",
        "Use a new key for a new request; repeat a request only with the same body."
    );
}

/// <summary>The first answer to a request with an idempotency key, encrypted, kept for a day.</summary>
public sealed class ReplayRow : IModeRow
{
    /// <inheritdoc/>
    public required string OrganizationId { get; init; }

    /// <inheritdoc/>
    public required string Mode { get; init; }

    /// <summary>Method and path.</summary>
    public required string Route { get; init; }

    /// <summary>SHA-256 of the key.</summary>
    public required string KeyDigest { get; init; }

    /// <summary>SHA-256 of the body.</summary>
    public required string RequestDigest { get; init; }

    /// <summary>Status of the first answer.</summary>
    public required int Status { get; init; }

    /// <summary>The first answer, encrypted.</summary>
    public required byte[] Body { get; set; }

    /// <summary>Id of what the request made, so that erasing it erases this too.</summary>
    public required string ResourceId { get; init; }

    /// <summary>When the first answer was given.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

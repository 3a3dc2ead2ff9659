using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>
/// Who may call, from a file that holds digests of secrets alone. It is looked at again when it changes, so that a caller is
/// shut out without a restart; a file that has become unreadable lets nobody in.
/// </summary>
internal sealed class CallersFile
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private FrozenDictionary<string, CallerEntry> _byDigest;
    private long _lookedAt;
    private DateTime _written;

    public CallersFile(string path, TimeProvider clock)
    {
        (_path, _clock) = (path, clock);
        _lookedAt = clock.GetTimestamp();
        _written = File.GetLastWriteTimeUtc(path);
        _byDigest = ByDigest(Read(path));
    }

    public int Count => Current().Values.Select(c => c.Name).Distinct().Count();

    /// <summary>The caller with this secret; null when there is none.</summary>
    public CallerEntry? Find(string secret) =>
        secret.Length is > 0 and <= 256
            ? Current().GetValueOrDefault(Digest(secret)) is { Disabled: false } caller
                ? caller
                : null
            : null;

    public static string Digest(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Reads the file; says what is wrong with it.</summary>
    public static IReadOnlyList<CallerEntry> Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize(
                File.ReadAllBytes(path),
                CallersJson.Default.CallersDocument
            );
            var callers = read?.Callers ?? [];
            if (callers.Select(Wrong).FirstOrDefault(w => w is not null) is { } wrong)
                throw new GatewayMistakeException(
                    $"The callers file {path} is not right: {wrong}."
                );
            if (callers.GroupBy(c => c.Name).Any(g => g.Count() > 1))
                throw new GatewayMistakeException($"The callers file {path} names a caller twice.");
            if (callers.SelectMany(c => c.Sha256).GroupBy(d => d).Any(g => g.Count() > 1))
                throw new GatewayMistakeException(
                    $"In the callers file {path} two callers share a secret."
                );
            return callers;
        }
        catch (JsonException e)
        {
            throw new GatewayMistakeException(
                $"The callers file {path} is not what it should be at {e.Path ?? "$"}.",
                "See docs/gateway.md, or make it by 'vidimus gateway add-caller NAME'."
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayMistakeException($"The callers file {path} cannot be read.");
        }
    }

    private static string? Wrong(CallerEntry caller) =>
        caller switch
        {
            { Name: not { Length: >= 1 and <= 64 } } => "a caller's name is 1 to 64 characters",
            { Name: var n }
                when !n.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') =>
                "a caller's name has letters, digits, dots, dashes and underscores",
            { Sha256: not { Count: >= 1 and <= 2 } } =>
                $"{caller.Name} needs one digest, or two while its secret is replaced",
            _ when caller.Sha256.Any(d =>
                    d.Length != 64 || d.Any(c => !char.IsAsciiHexDigitLower(c))
                ) => $"a digest of {caller.Name} is not SHA-256 in lower-case hexadecimal",
            { CallsPerMinute: < 1 or > CallerEntry.MostCalls } =>
                $"callsPerMinute of {caller.Name} must be 1 to {CallerEntry.MostCalls}",
            _ => null,
        };

    private FrozenDictionary<string, CallerEntry> Current()
    {
        lock (_gate)
        {
            if (_clock.GetElapsedTime(_lookedAt) < Between)
                return _byDigest;
            _lookedAt = _clock.GetTimestamp();
            var written = File.GetLastWriteTimeUtc(_path);
            if (written == _written)
                return _byDigest;
            try
            {
                _byDigest = ByDigest(Read(_path));
                _written = written;
            }
            catch (GatewayMistakeException)
            {
                // Somebody took a caller out and made a mistake: it must not stay in for that.
                _byDigest = FrozenDictionary<string, CallerEntry>.Empty;
            }
            return _byDigest;
        }
    }

    private static FrozenDictionary<string, CallerEntry> ByDigest(
        IReadOnlyList<CallerEntry> callers
    ) =>
        callers
            .SelectMany(c => c.Sha256.Select(d => (Digest: d, Caller: c)))
            .ToFrozenDictionary(p => p.Digest, p => p.Caller, StringComparer.Ordinal);
}

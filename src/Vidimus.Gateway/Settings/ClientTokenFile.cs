using Vidimus.Client;

namespace Vidimus.Gateway;

/// <summary>A file with the client token: read at the start and whenever it is replaced, so that rotation needs no restart.</summary>
internal sealed class ClientTokenFile(string path, TimeProvider clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private long _lookedAt = clock.GetTimestamp();
    private DateTime _written = File.GetLastWriteTimeUtc(path);

    /// <summary>A new token, when the file holds one since the last look; null otherwise. A file that cannot be read changes nothing.</summary>
    public Secret? Changed()
    {
        lock (_gate)
        {
            if (clock.GetElapsedTime(_lookedAt) < Between)
                return null;
            _lookedAt = clock.GetTimestamp();
            var written = File.GetLastWriteTimeUtc(path);
            if (written == _written)
                return null;
            try
            {
                var token = ReadFrom(path);
                _written = written;
                return token;
            }
            catch (GatewayMistakeException)
            {
                // Half written, or gone for a moment: looked at again.
                return null;
            }
        }
    }

    public static Secret ReadFrom(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return Secret.Of(reader.ReadLine() ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayMistakeException($"The client token's file {path} cannot be read.");
        }
        catch (ArgumentException)
        {
            throw new GatewayMistakeException(
                $"The client token's file {path} is empty or holds a character that no token has."
            );
        }
    }
}

using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Vidimus.Platform.Secrets;

/// <summary>
/// Finds the master keys: setting <c>MasterKey</c> (<c>name:base64</c>, several separated by commas, the first is the
/// current one), or the file named by <c>MasterKeyFile</c> with one such entry a line. In Development a key is made in
/// the data folder at first start.
/// </summary>
public static class MasterKeySource
{
    /// <summary>Name of the key file that Development makes.</summary>
    public const string DevelopmentFile = "development-master.key";

    /// <summary>The master keys; throws with what to do when there are none.</summary>
    public static MasterKeys Load(
        IConfiguration configuration,
        IHostEnvironment environment,
        string dataFolder,
        bool dataExists
    )
    {
        if (configuration["MasterKey"] is { Length: > 0 } text)
            return Parse(
                text.Split(
                    ',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                )
            );
        if (configuration["MasterKeyFile"] is { Length: > 0 } file)
            return Parse(ReadLines(file));
        var development = Path.Combine(dataFolder, DevelopmentFile);
        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                "No master key is configured. Make one with 'openssl rand -base64 32' and set VIDIMUS_MasterKey=first:THAT, "
                    + "or name a file with such a line in VIDIMUS_MasterKeyFile. Keep it apart from the backups of the data: "
                    + "who has both can sign in your name, and who loses it can never sign again."
            );
        }
        if (!File.Exists(development))
        {
            if (dataExists)
                throw new InvalidOperationException(
                    $"The data folder holds data but its {DevelopmentFile} is missing. Put the file back, or configure the master key the data was written under."
                );
            Directory.CreateDirectory(dataFolder);
            WritePrivate(
                development,
                $"development:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n"
            );
        }
        return Parse(ReadLines(development));
    }

    /// <summary>Writes a file that only its owner can read; refuses to replace one.</summary>
    public static void WritePrivate(string path, string text)
    {
        using var writer = new StreamWriter(OpenPrivate(path));
        writer.Write(text);
    }

    /// <summary>Opens a new file that only its owner can read; refuses to replace one.</summary>
    public static FileStream OpenPrivate(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(path, options);
    }

    private static string[] ReadLines(string file) =>
        [.. File.ReadAllLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];

    private static MasterKeys Parse(IReadOnlyList<string> entries)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var bytes = new byte[48];
            if (
                colon <= 0
                || !Convert.TryFromBase64String(entry[(colon + 1)..], bytes, out var length)
                || length != 32
            )
                throw new InvalidOperationException(
                    "A master key must be written as name:base64 with 32 bytes, as 'openssl rand -base64 32' prints them."
                );
            keys[entry[..colon]] = bytes[..32];
        }
        if (keys.Count == 0)
            throw new InvalidOperationException("The master key setting holds no key.");
        return new(keys, entries[0][..entries[0].IndexOf(':', StringComparison.Ordinal)]);
    }
}

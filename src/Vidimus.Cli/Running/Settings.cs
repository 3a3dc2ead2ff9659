using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vidimus.Cli;

/// <summary>What <c>configure</c> saved: a file only its owner may read.</summary>
internal sealed record Settings(string Url, string? Key, bool Direct)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string PathIn(Host host) => Path.Combine(host.ConfigDirectory, "config.json");

    public static Settings? Load(Host host)
    {
        var path = PathIn(host);
        if (!File.Exists(path))
            return null;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new MistakeException(
                $"{path} can be read by others.",
                $"Run: chmod 600 '{path}' (and mint a new key if someone may have read it)."
            );
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllText(path),
                SettingsJson.Default.Settings
            );
        }
        catch (JsonException)
        {
            throw new MistakeException($"{path} is damaged.", "Run 'vidimus configure' again.");
        }
    }

    /// <summary>Written beside and moved into place, so that a crash leaves the old settings whole.</summary>
    public void Save(Host host)
    {
        var path = PathIn(host);
        var beside = path + ".new";
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(host.ConfigDirectory);
        else
            Directory.CreateDirectory(host.ConfigDirectory, OwnerOnly | UnixFileMode.UserExecute);
        File.Delete(beside);
        using (var file = new FileStream(beside, OwnedBy(FileMode.CreateNew)))
            JsonSerializer.Serialize(file, this, SettingsJson.Default.Settings);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>How to create a file that only its owner may read from its first byte on.</summary>
    public static FileStreamOptions OwnedBy(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return options;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Settings))]
internal sealed partial class SettingsJson : JsonSerializerContext;

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>Puts a caller into the file, and tells its secret this once.</summary>
internal static class AddCaller
{
    /// <summary>Adds a caller; with <paramref name="rotate"/> gives one that is there a second secret, the older one staying good until the next rotation or until it is taken out.</summary>
    public static string Run(
        string path,
        string name,
        IReadOnlyList<string>? tools,
        int? callsPerMinute,
        bool rotate
    )
    {
        var callers = File.Exists(path) ? [.. CallersFile.Read(path)] : new List<CallerEntry>();
        var secret = "vgw_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var digest = CallersFile.Digest(secret);
        var at = callers.FindIndex(c => c.Name == name);
        if (GatewayTools.Unknown(ToolCatalogue.Standard(), tools ?? []) is { } unknown)
            throw new GatewayMistakeException($"There is no tool named {unknown}.");
        if (rotate && at < 0)
            throw new GatewayMistakeException($"There is no caller {name} in {path}.");
        if (!rotate && at >= 0)
            throw new GatewayMistakeException(
                $"There is a caller {name} already.",
                "Add --rotate to give it a second secret beside the first."
            );
        if (rotate)
            callers[at] = callers[at] with { Sha256 = [callers[at].Sha256[^1], digest] };
        else
            callers.Add(new(name, [digest], tools, callsPerMinute ?? 60));
        Write(path, callers);
        return secret;
    }

    /// <summary>Takes a caller out; with <paramref name="olderSecret"/> only the older of its two secrets.</summary>
    public static void Remove(string path, string name, bool olderSecret)
    {
        var callers = CallersFile.Read(path).ToList();
        var at = callers.FindIndex(c => c.Name == name);
        if (at < 0)
            throw new GatewayMistakeException($"There is no caller {name} in {path}.");
        if (!olderSecret)
            callers.RemoveAt(at);
        else if (callers[at].Sha256.Count == 2)
            callers[at] = callers[at] with { Sha256 = [callers[at].Sha256[^1]] };
        else
            throw new GatewayMistakeException($"{name} has one secret only.");
        Write(path, callers);
    }

    // Beside it and moved into place: a gateway that reads it meanwhile sees the old or the new, never half.
    private static void Write(string path, List<CallerEntry> callers)
    {
        var beside = path + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            // A gateway that runs as another user reads it by its group: that must not be lost with every change.
            options.UnixCreateMode = File.Exists(path)
                ? File.GetUnixFileMode(path)
                : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(beside, options))
        {
            JsonSerializer.Serialize(
                file,
                new CallersDocument(callers),
                CallersJson.Default.CallersDocument
            );
            // Once more: what the process creates is narrowed by its umask.
            if (options.UnixCreateMode is { } mode && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(file.SafeFileHandle, mode);
            file.Flush(flushToDisk: true);
        }
        // What was wrong with a name is found before it takes the old file's place.
        try
        {
            CallersFile.Read(beside);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
        File.Move(beside, path, overwrite: true);
    }
}

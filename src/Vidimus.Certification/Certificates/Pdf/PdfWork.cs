using System.Security.Cryptography;

namespace Vidimus.Certification.Certificates;

/// <summary>
/// A folder of one piece of work, which nobody but the server's own user can look into; gone with everything in it when the work
/// ends. What a killed server left behind is removed by the next work.
/// </summary>
internal sealed class PdfWork : IDisposable
{
    private const string Prefix = "vidimus-pdf-";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static long _sweptAt = long.MinValue;

    public PdfWork(CertificateOptions options)
    {
        var root = options.WorkFolder.Length > 0 ? options.WorkFolder : Path.GetTempPath();
        Sweep(root);
        Folder = Path.Combine(
            root,
            Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))
        );
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(
                Folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    public string Folder { get; }

    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => Remove(Folder);

    private static void Sweep(string root)
    {
        var last = Interlocked.Read(ref _sweptAt);
        if (last != long.MinValue && Environment.TickCount64 - last < Longest.TotalMilliseconds)
            return;
        Interlocked.Exchange(ref _sweptAt, Environment.TickCount64);
        if (!Directory.Exists(root))
            return;
        // The file system's own time, which a test does not move.
        var before = TimeProvider.System.GetUtcNow() - Longest;
        foreach (var left in Directory.EnumerateDirectories(root, Prefix + "*"))
            if (Directory.GetLastWriteTimeUtc(left) < before.UtcDateTime)
                Remove(left);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e)
            when (e is DirectoryNotFoundException or IOException or UnauthorizedAccessException)
        {
            // The next sweep finds it.
        }
    }
}

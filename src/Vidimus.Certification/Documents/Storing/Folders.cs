using System.Runtime.InteropServices;
using System.Text;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>Makes the names in a folder durable (POSIX fsync of the directory), which the framework has no call for.</summary>
internal static partial class Folders
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder to the disk. Windows has nothing of the kind and needs none.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open([.. Encoding.UTF8.GetBytes(folder), 0], ReadOnly);
        if (handle < 0)
            throw Failed(folder);
        try
        {
            if (Sync(handle) < 0)
                throw Failed(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failed(string folder) =>
        new($"The folder {folder} could not be flushed (error {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}

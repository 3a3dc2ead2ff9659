namespace Vidimus.Cli;

/// <summary>A file that a command makes: new, readable by its owner alone, and gone again when it could not be made whole.</summary>
internal static class NewFile
{
    public static async Task<int> Write(Run run, string path, Func<Stream, Task> write)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var target = new FileStream(path, options))
        {
            try
            {
                await write(target);
            }
            catch
            {
                // Half of it would look like the whole.
                await target.DisposeAsync();
                File.Delete(path);
                throw;
            }
        }
        run.Print.Note($"Wrote {path}.");
        return ExitCode.Done;
    }
}

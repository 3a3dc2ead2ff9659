using System.Globalization;

namespace Vidimus.Cli;

/// <summary>Says how far an import is: on one line where somebody watches, every ten seconds otherwise.</summary>
internal sealed class LoadProgress(Run run, string what) : IDisposable
{
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Unwatched = TimeSpan.FromSeconds(10);
    private readonly bool terminal = run.Host.ErrorIsTerminal && !run.Print.Json;
    private readonly long begun = run.Host.TimeProvider.GetTimestamp();
    private long told = run.Host.TimeProvider.GetTimestamp();
    private bool shown;

    /// <summary>Tells where it is time to.</summary>
    /// <param name="rows">Rows so far.</param>
    /// <param name="share">How much of the files was read, 0 to 1.</param>
    public void At(long rows, double share)
    {
        var clock = run.Host.TimeProvider;
        if (clock.GetElapsedTime(told) < (terminal ? Watched : Unwatched))
            return;
        told = clock.GetTimestamp();
        var seconds = clock.GetElapsedTime(begun).TotalSeconds;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{rows:#,0} {what}, {rows / Math.Max(seconds, 0.001):#,0}/s, {Math.Min(share, 1):0%} read"
        );
        if (!terminal)
        {
            run.Print.Note(line);
            return;
        }
        run.Host.Error.Write($"\r{line}   ");
        shown = true;
    }

    public void Dispose()
    {
        if (shown)
            run.Host.Error.WriteLine();
        shown = false;
    }
}

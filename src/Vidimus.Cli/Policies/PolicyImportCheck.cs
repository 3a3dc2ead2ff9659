using System.Text.Json.Nodes;

namespace Vidimus.Cli;

/// <summary>Reads and checks the files of an import, and sends nothing.</summary>
internal static class PolicyImportCheck
{
    public static int Check(
        Run run,
        ImportedFiles given,
        LoadErrors wrong,
        LoadProgress progress,
        bool retire
    )
    {
        var (read, right, lost) = (0L, 0L, 0L);
        foreach (var row in given.Rows(run.Host.TimeProvider.GetUtcNow(), run.Print.Note))
        {
            run.Cancellation.ThrowIfCancellationRequested();
            progress.At(++read, given.Share);
            if (row.Fault is { } fault)
            {
                wrong.Add(row.File, row.Row, row.Id, row.Field, fault);
                lost += row.IsPart ? 0 : 1;
            }
            else
                right++;
        }
        progress.Dispose();
        if (retire && lost > 0)
            run.Print.Note(
                $"Nothing would be retired or removed while {lost:#,0} of the records are wrong."
            );
        if (run.Print.Json)
            run.Print.Document(
                new JsonObject
                {
                    ["dryRun"] = true,
                    ["records"] = right,
                    ["refused"] = wrong.Count,
                }
            );
        else
            run.Print.Line(
                $"{right:#,0} would be sent, {wrong.Count:#,0} are wrong. Nothing was sent."
            );
        return wrong.Count == 0 ? ExitCode.Done : ExitCode.Partly;
    }
}

using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>How an import ends: finished, with what is missing retired or not, or given up.</summary>
internal sealed class PolicyImportEnd(Run run, VidimusClient client, bool retire)
{
    public async Task<PolicyImport> Finish(PolicyImport import, PolicyLoad load)
    {
        if (retire && load.Sent == 0)
            throw new MistakeException(
                "The files hold no record, and --retire-missing would retire all there is.",
                "Nothing was retired. Are these the right files?"
            );
        var retires = Retires(import.Kind, load.Lost);
        var id = import.Id;
        try
        {
            import = await client.PolicyImports.Finish(id, retires, run.Cancellation);
        }
        catch (VidimusException fault)
            when (retires == true && fault.Code == "POLICY_IMPORT_INCOMPLETE")
        {
            // Running it again would meet the same answer. Where a batch is due, finishing is refused this way too.
            import = await client.PolicyImports.Finish(id, false, run.Cancellation);
            run.Print.Note($"Nothing was retired. {fault.Message}");
        }
        // What is missing may be much, and is retired step by step.
        while (import.State == PolicyImportState.Finishing)
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(500),
                run.Host.TimeProvider,
                run.Cancellation
            );
            import = await client.PolicyImports.Finish(id, retires, run.Cancellation);
        }
        return import;
    }

    /// <summary>
    /// Gives up an import whose files cannot be read to their end: run again it would meet the same, and left open it would keep
    /// the right files out.
    /// </summary>
    public async Task GiveUp(PolicyImport import, PolicyLoad load)
    {
        try
        {
            await client.PolicyImports.Cancel(import.Id, run.Cancellation);
            run.Print.Note(
                load.Taken == 0
                    ? $"{import.Id} was given up: nothing had been loaded."
                    : $"{import.Id} was given up; the {load.Taken:#,0} records that were sent stay."
            );
        }
        catch (VidimusException)
        {
            run.Print.Note(
                $"{import.Id} is still open, and keeps other files of {import.Source} out. Give it up: vidimus policies imports {import.Id} --cancel"
            );
        }
    }

    /// <summary>Policies are retired where the end asks for it; rows of tables are removed as the beginning said, unless the end says no.</summary>
    private bool? Retires(PolicyImportKind what, long lost)
    {
        if (!retire)
            return false;
        if (lost == 0)
            return what == PolicyImportKind.Policies ? true : null;
        run.Print.Note(Kept(lost));
        return false;
    }

    private static string Kept(long lost) =>
        $"Nothing is retired or removed: {lost:#,0} {(lost == 1 ? "record is" : "records are")} wrong here and {(lost == 1 ? "was" : "were")} not sent, and what they are about would be taken for missing. Mend them and run the command again.";
}

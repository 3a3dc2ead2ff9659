using System.CommandLine;
using System.Text;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Saves the server's address and the key for later commands.</summary>
internal static class ConfigureCommand
{
    public static Command Make(Runner run) =>
        run.With(
            new Command(
                "configure",
                "Save the server's address (--url) and the key. The key is asked for without being shown, read from --key-file, or from "
                    + "standard input when that is not a terminal; the file can be read by you alone."
            ),
            Act
        );

    private static Task<int> Act(Run run)
    {
        if (run.Get(run.Globals.Key) is not null)
            throw new MistakeException(
                "--key would leave the key in your shell's history.",
                "Leave it out and type the key when asked, or use --key-file."
            );
        var url =
            run.Get(run.Globals.Url)
            ?? run.Host.Variable("VIDIMUS_URL")
            ?? throw new MistakeException("The server's address is missing.", "Give --url.");
        var key = Key(run);
        Connection.Address(url, run.Get(run.Globals.AllowInsecureHttp));
        new Settings(url, key?.Reveal(), run.Get(run.Globals.Direct)).Save(run.Host);
        if (run.Print.Json)
            run.Host.Out.WriteLine("{\"saved\":true}");
        else
            run.Print.Line($"Saved in {Settings.PathIn(run.Host)}. Try it with 'vidimus whoami'.");
        return Task.FromResult(ExitCode.Done);
    }

    private static Secret? Key(Run run)
    {
        if (run.Get(run.Globals.KeyFile) is { } file)
            return Connection.KeyFrom(file);
        string? typed;
        if (run.Host.AskSecret is { } ask)
            typed = ask("Key (not shown):");
        else
        {
            using var reader = new StreamReader(run.Host.In, Encoding.UTF8, leaveOpen: true);
            typed = reader.ReadLine();
        }
        return string.IsNullOrWhiteSpace(typed) ? null : Secret.Of(typed);
    }
}

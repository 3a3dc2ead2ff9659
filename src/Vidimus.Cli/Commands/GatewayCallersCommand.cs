using System.CommandLine;
using System.Text.Json;
using Vidimus.Gateway;

namespace Vidimus.Cli;

/// <summary>Who may call a gateway: its callers file, which holds digests alone.</summary>
internal static class GatewayCallersCommand
{
    public static Command MakeAdd(Runner run)
    {
        var name = Name();
        var callers = Callers();
        var tools = Options.Text(
            "--tools",
            "Only these tools, parted by commas; all unless said.",
            "names"
        );
        var often = Options.Number("--calls-per-minute", "How often it may call: 60 unless said.");
        var rotate = new Option<bool>("--rotate")
        {
            Description = "Give a caller that is there a second secret beside its newest one.",
        };
        return run.With(
            new Command("add-caller", "Add a caller, and print its secret this once.")
            {
                name,
                callers,
                tools,
                often,
                rotate,
            },
            r =>
            {
                var path = PathOf(r, callers);
                var secret = AddCaller.Run(
                    path,
                    r.Get(name),
                    r.Get(tools)
                        ?.Split(
                            ',',
                            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                        ),
                    r.Get(often),
                    r.Get(rotate)
                );
                if (r.Print.Json)
                    r.Host.Out.WriteLine(
                        JsonSerializer.Serialize(new { name = r.Get(name), secret })
                    );
                else
                {
                    r.Print.Line(secret);
                    r.Print.Note(
                        $"{r.Get(name)} sends this as 'Authorization: Bearer …'. It is shown this once; {path} holds its digest alone."
                    );
                }
                return Task.FromResult(ExitCode.Done);
            }
        );
    }

    public static Command MakeRemove(Runner run)
    {
        var name = Name();
        var callers = Callers();
        var older = new Option<bool>("--older-secret")
        {
            Description = "Take out only the older of its two secrets.",
        };
        return run.With(
            new Command(
                "remove-caller",
                "Take a caller out; a gateway that runs lets it in no more within a second."
            )
            {
                name,
                callers,
                older,
            },
            r =>
            {
                AddCaller.Remove(PathOf(r, callers), r.Get(name), r.Get(older));
                r.Print.Note($"Done: {r.Get(name)}.");
                return Task.FromResult(ExitCode.Done);
            }
        );
    }

    private static Argument<string> Name() =>
        new("name") { Description = "The caller's name, as logs and the record show it." };

    private static Option<string?> Callers() =>
        Options.Text("--callers", "The callers file; otherwise VIDIMUS_GATEWAY_CALLERS.", "file");

    private static string PathOf(Run run, Option<string?> callers) =>
        run.Get(callers)
        ?? run.Host.Variable("VIDIMUS_GATEWAY_CALLERS")
        ?? throw new MistakeException(
            "The callers file is not named.",
            "Give --callers FILE, or set VIDIMUS_GATEWAY_CALLERS."
        );
}

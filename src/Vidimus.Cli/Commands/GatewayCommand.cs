using System.CommandLine;
using System.Globalization;
using Vidimus.Gateway;

namespace Vidimus.Cli;

/// <summary>The tools of an assistant in front of a remote API, for others to call.</summary>
internal static class GatewayCommand
{
    /// <summary>Settings that can be flags: name, what it is, what stands for its value; no word for a switch.</summary>
    private static readonly (string Name, string Description, string? Help)[] Flags =
    [
        ("config", "A configuration file in JSON; otherwise VIDIMUS_GATEWAY_CONFIG.", "file"),
        ("api", "Whose API is at --url: vidimus unless said.", "vidimus|verix"),
        ("address", "Where it listens: 127.0.0.1 unless said.", "address"),
        ("port", "The port it listens at: 8484 unless said.", "number"),
        ("public-url", "The address under which its callers reach it.", "address"),
        ("callers", "The file of those who may call over HTTP.", "file"),
        ("audit", "The file that each call is recorded in.", "file"),
        ("tls-certificate", "Its certificate: PEM, or PKCS #12.", "file"),
        ("tls-key", "The key of a certificate in PEM.", "file"),
        ("behind-proxy", "A proxy in front of it speaks TLS.", null),
        ("log-level", "From which level on lines are logged: information unless said.", "level"),
        ("environment", "A word for where it runs: production unless said.", "word"),
        (
            "cache",
            "Seconds that answers of reading tools are kept, such as listGroups=60.",
            "tools"
        ),
        ("call-timeout", "Longest time for a call, in seconds: 30 unless said.", "seconds"),
        (
            "attempt-timeout",
            "Longest wait for one request to the API, in seconds: 10 unless said.",
            "seconds"
        ),
        ("tools", "Only these tools, parted by commas.", "names"),
        ("read-only", "Only tools that change nothing.", null),
        ("verix-site", "With --api verix: the site that shows credentials.", "address"),
    ];

    public static Command Make(Runner run)
    {
        var stdio = Switch(
            "--stdio",
            "Serve one client over standard input and output instead of HTTP."
        );
        var check = Switch(
            "--check",
            "Prove that everything works (settings, exchange, API, response) and end: exit code 1 when something does not."
        );
        var checkRunning = Switch(
            "--check-running",
            "Ask the gateway that runs with these settings for its health and end; for a container's health check."
        );
        var texts = Flags
            .Where(f => f.Help is not null)
            .ToDictionary(f => f.Name, f => Options.Text("--" + f.Name, f.Description, f.Help!));
        var switches = Flags
            .Where(f => f.Help is null)
            .ToDictionary(f => f.Name, f => Switch("--" + f.Name, f.Description));
        var command = new Command(
            "gateway",
            "Serve assistants' tools in front of a remote API, holding its client token (--key-file, or VIDIMUS_GATEWAY_CLIENT_TOKEN). Every setting can also be a variable VIDIMUS_GATEWAY_… or stand in the configuration file."
        )
        {
            stdio,
            check,
            checkRunning,
            GatewayCallersCommand.MakeAdd(run),
            GatewayCallersCommand.MakeRemove(run),
        };
        foreach (var option in texts.Values)
            command.Add(option);
        foreach (var option in switches.Values)
            command.Add(option);
        return run.With(
            command,
            async r =>
            {
                var settings = GatewaySettings.Read(Given(r, texts, switches), r.Host.Variable);
                return r.Get(check) ? await Check(r, settings)
                    : r.Get(checkRunning) ? await CheckRunning(r, settings)
                    : await Serve(r, settings, r.Get(stdio));
            }
        );
    }

    private static Dictionary<string, string> Given(
        Run run,
        Dictionary<string, Option<string?>> texts,
        Dictionary<string, Option<bool>> switches
    )
    {
        if (run.Get(run.Globals.Key) is not null)
            throw new MistakeException(
                "--key would show the client token to everybody on this machine.",
                "Use --key-file, or VIDIMUS_GATEWAY_CLIENT_TOKEN."
            );
        var given = new Dictionary<string, string>();
        if (run.Get(run.Globals.Url) is { } url)
            given["url"] = url;
        if (run.Get(run.Globals.KeyFile) is { } file)
            given["client-token-file"] = file;
        if (run.Get(run.Globals.AllowInsecureHttp))
            given["allow-insecure-http"] = "true";
        foreach (var (name, option) in texts)
            if (run.Get(option) is { } value)
                given[name] = value;
        foreach (var (name, option) in switches)
            if (run.Get(option))
                given[name] = "true";
        return given;
    }

    private static async Task<int> Serve(Run run, GatewaySettings settings, bool stdio)
    {
        await using var gateway = Open(run, settings);
        if (stdio)
            await gateway.RunStdio(
                run.Host.In,
                run.Host.OutBytes ?? throw new MistakeException("There is no standard output."),
                run.Cancellation
            );
        else
            await gateway.RunHttp(null, run.Cancellation);
        return ExitCode.Done;
    }

    /// <summary>By its own exchange and calls, beside a gateway that may run: so without the record, which has one writer.</summary>
    private static async Task<int> Check(Run run, GatewaySettings settings)
    {
        GatewayServer.Demand(settings);
        await using var gateway = Open(run, settings with { AuditFile = null });
        var report = await gateway.Check(run.Cancellation);
        if (run.Print.Json)
            run.Host.Out.WriteLine(report.Json());
        else
        {
            run.Print.Headline(
                report.Status,
                report.IsHealthy ? "green" : "red",
                settings.Url.AbsoluteUri
            );
            run.Print.Table(
                ["check", "outcome", "ms", "found"],
                report.Checks.Select(c =>
                    new object?[]
                    {
                        c.Name,
                        c.Outcome,
                        c.DurationMs.ToString(CultureInfo.InvariantCulture),
                        c.Detail,
                    }
                )
            );
        }
        return report.IsHealthy ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> CheckRunning(Run run, GatewaySettings settings)
    {
        var status = await RunningGateway.Health(settings, run.Host.Handler, run.Cancellation);
        run.Print.Line(status);
        return status == "healthy" ? ExitCode.Done : ExitCode.Failed;
    }

    private static Gateway.Gateway Open(Run run, GatewaySettings settings) =>
        Gateway.Gateway.Open(
            settings,
            new()
            {
                // Standard output belongs to the protocol or to the command's answer.
                Log = run.Host.Error,
                Clock = run.Host.TimeProvider,
                Network = run.Host.Handler,
            }
        );

    private static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description };
}

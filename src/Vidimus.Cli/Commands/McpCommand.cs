using System.CommandLine;
using System.Net;
using Vidimus.Client;
using Vidimus.Gateway;

namespace Vidimus.Cli;

/// <summary>
/// The server's tools for an assistant on this machine, over standard input and output. With a key that the server takes
/// directly every message goes to the server's own door; a client token, which only buys access tokens, carries the tools out
/// over the API, as the gateway does.
/// </summary>
internal static class McpCommand
{
    public static Command Make(Runner run)
    {
        var toolset = Options.Text(
            "--toolset",
            "Tools of this toolset instead of the usual ones.",
            "name"
        );
        var readOnly = new Option<bool>("--read-only")
        {
            Description = "Offer only tools that change nothing.",
        };
        var local = new Option<bool>("--local")
        {
            Description =
                "Carry the tools out over the API instead of forwarding to the server's own door.",
        };
        return run.With(
            new Command(
                "mcp",
                "Serve an assistant on this machine over standard input and output (Model Context Protocol). The assistant's program starts this command; nothing is typed here."
            )
            {
                toolset,
                readOnly,
                local,
            },
            async r =>
            {
                var options = r.Connection;
                if (options.ClientToken is null)
                    throw new MistakeException(
                        "No key is given.",
                        "Give --key-file, set VIDIMUS_KEY, or run 'vidimus configure'."
                    );
                if (r.Get(local) || await MustBeExchanged(r, options))
                    await Local(r, options, r.Get(readOnly), r.Get(toolset));
                else
                    await Forward(r, options, Path(r.Get(toolset), r.Get(readOnly)));
                return ExitCode.Done;
            }
        );
    }

    private static string Path(string? toolset, bool readOnly) =>
        "mcp"
        + (toolset is null ? "" : $"/x/{Uri.EscapeDataString(toolset)}")
        + (readOnly ? "/readonly" : "");

    /// <summary>Asks once with the key itself: a wrong key is told here, before an assistant waits for it.</summary>
    private static async Task<bool> MustBeExchanged(Run run, VidimusClientOptions options)
    {
        if (options.ClientToken!.Reveal().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return true;
        options.UseKeyDirectly = true;
        options.TotalTimeout = options.AttemptTimeout;
        using var client = run.Host.Handler is { } handler
            ? new VidimusClient(options, handler)
            : new(options);
        try
        {
            await client.Access.Me(run.Cancellation);
            return false;
        }
        catch (VidimusPermanentException refused) when (refused.Code == "AUTH_EXCHANGE_REQUIRED")
        {
            return true;
        }
        catch (VidimusTemporaryException)
        {
            // A server that is away now may be back when the assistant first asks.
            return false;
        }
        finally
        {
            options.UseKeyDirectly = false;
        }
    }

    private static async Task Forward(Run run, VidimusClientOptions options, string path)
    {
        var root = options.BaseAddress!.AbsoluteUri;
        var door = new Uri(new Uri(root.EndsWith('/') ? root : root + "/"), path);
        using var own = run.Host.Handler is null ? Network() : null;
        var bridge = new McpBridge(
            door,
            options.ClientToken!,
            run.Host.Handler ?? own!,
            Output(run)
        );
        await bridge.Run(run.Host.In, run.Cancellation);
    }

    private static async Task Local(
        Run run,
        VidimusClientOptions options,
        bool readOnly,
        string? toolset
    )
    {
        if (toolset is not null)
            throw new MistakeException("--toolset needs a key that the server takes directly.");
        var settings = new GatewaySettings
        {
            Url = options.BaseAddress!,
            ClientToken = options.ClientToken,
            AllowInsecureHttp = options.AllowInsecureHttp,
            ReadOnly = readOnly,
            Environment = "local",
            LogLevel = Microsoft.Extensions.Logging.LogLevel.Warning,
        };
        await using var gateway = Gateway.Gateway.Open(
            settings,
            new()
            {
                Log = run.Host.Error,
                Clock = run.Host.TimeProvider,
                Network = run.Host.Handler,
            }
        );
        await gateway.RunStdio(run.Host.In, Output(run), run.Cancellation);
    }

    private static Stream Output(Run run) =>
        run.Host.OutBytes ?? throw new MistakeException("There is no standard output.");

    private static SocketsHttpHandler Network() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
}

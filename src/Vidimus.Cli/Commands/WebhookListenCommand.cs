using System.CommandLine;
using System.Net;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>A receiver on this machine, for trying out: verifies, prints, answers.</summary>
internal static class WebhookListenCommand
{
    private const int LongestBody = 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static Command Make(Runner run)
    {
        var port = Options.Number("--port", "The port on this machine; 4000 unless said.");
        var secretFile = Options.Text(
            "--secret-file",
            "A file with the endpoint's secret on its first line (two, parted by a comma, while one is being replaced); otherwise VIDIMUS_WEBHOOK_SECRET, or it is asked for.",
            "file"
        );
        var times = Options.Number("--count", "End after so many events.");
        return run.With(
            new Command(
                "listen",
                "Receive events on this machine (http://127.0.0.1:4000/), verify and print them. Ctrl-C ends it."
            )
            {
                port,
                secretFile,
                times,
            },
            async r =>
            {
                if (r.Get(port) is < 1 or > 65535)
                    throw new MistakeException("--port must be 1 to 65535.");
                var verifier = new WebhookVerifier(
                    SecretOf(r, r.Get(secretFile)).Reveal().Split(',').Select(Secret.Of)
                );
                await Listen(r, r.Get(port) ?? 4000, verifier, r.Get(times) ?? int.MaxValue);
                return ExitCode.Done;
            }
        );
    }

    private static Secret SecretOf(Run run, string? file)
    {
        if (file is not null)
            return Connection.KeyFrom(file);
        if (run.Host.Variable("VIDIMUS_WEBHOOK_SECRET") is { Length: > 0 } variable)
            return Secret.Of(variable);
        if (run.Host.AskSecret is { } ask)
            return Secret.Of(ask("The endpoint's secret (whsec_…): "));
        throw new MistakeException(
            "The endpoint's secret is missing.",
            "Give --secret-file, or set VIDIMUS_WEBHOOK_SECRET."
        );
    }

    private static async Task Listen(Run run, int port, WebhookVerifier verifier, int times)
    {
        using var listener = new HttpListener();
        // Loopback alone: what is printed here is nobody else's.
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Prefixes.Add($"http://localhost:{port}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException)
        {
            throw new MistakeException(
                $"Port {port} is taken, or not for you to listen on.",
                "Give another with --port."
            );
        }
        run.Print.Note($"Listening on http://127.0.0.1:{port}/ - Ctrl-C ends it.");
        using var ending = run.Cancellation.Register(listener.Abort);
        var memory = new ReplayMemory(clock: run.Host.TimeProvider);
        while (times > 0 && !run.Cancellation.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception) when (run.Cancellation.IsCancellationRequested)
            {
                return;
            }
            if (await Receive(run, context, verifier, memory))
                times--;
        }
        // What was answered is on its way before the listener ends.
        listener.Close();
    }

    /// <summary>Answers one request; whether it was an event not seen before.</summary>
    private static async Task<bool> Receive(
        Run run,
        HttpListenerContext context,
        WebhookVerifier verifier,
        ReplayMemory memory
    )
    {
        try
        {
            using var limit = new CancellationTokenSource(Longest);
            if (await Read(context.Request.InputStream, limit.Token) is not { } body)
            {
                Answer(context, 413);
                return false;
            }
            var said = verifier.Event(
                name => context.Request.Headers[name],
                body,
                run.Host.TimeProvider.GetUtcNow()
            );
            var seen = await memory.Begin(said.Id, run.Cancellation);
            if (seen is WebhookSeen.New)
                Show(run, said);
            else
                run.Print.Note($"{said.Id} came before.");
            await memory.End(said.Id, done: true, run.Cancellation);
            Answer(context, 200);
            return seen is WebhookSeen.New;
        }
        catch (WebhookRefusedException refused)
        {
            run.Print.Note($"Refused: {refused.Message}");
            Answer(context, 401);
        }
        catch (Exception failure)
            when (failure is IOException or HttpListenerException or OperationCanceledException)
        {
            run.Print.Note("A request was not read to its end.");
            context.Response.Abort();
        }
        return false;
    }

    private static void Answer(HttpListenerContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Close();
    }

    private static async Task<byte[]?> Read(Stream stream, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + read > LongestBody)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static void Show(Run run, WebhookEvent said)
    {
        if (run.Print.Json)
            run.Print.JsonLine(said);
        else
            run.Print.Line(
                $"{said.CreatedAt.UtcDateTime:u}  {said.Type}  {said.Resource.Id}  {said.Data.GetRawText()}"
            );
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>The protocol over standard input and output: one message a line.</summary>
public static class McpStdio
{
    // Its client is the program that started this one; this bounds what a mistake of it can do.
    private const int AtOnce = 64;

    // Longer than a call may take.
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(35);

    /// <summary>Serves one client until its input ends.</summary>
    public static async Task Run(
        McpParts parts,
        McpSession session,
        Stream input,
        Stream output,
        CancellationToken cancellation
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var runtime = new McpRuntime(parts, new(), end.Token);
        var line = new Line(runtime, session, output);
        using var places = new SemaphoreSlim(AtOnce);
        var running = new List<Task>();
        var reader = PipeReader.Create(input);
        while (await Next(reader, parts.Options.LargestMessage, end.Token) is { } text)
        {
            if (text.Length == 0)
                continue;
            await places.WaitAsync(end.Token);
            running.RemoveAll(t => t.IsCompleted);
            running.Add(Take(line, text, places, end.Token));
        }
        // What was asked for is answered; what only listens ends, and so does what waits for a client that is gone.
        line.StopListening();
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(LastAnswers, parts.Clock, end.Token));
        await end.CancelAsync();
    }

    private static async Task Take(
        Line line,
        ReadOnlyMemory<byte> text,
        SemaphoreSlim places,
        CancellationToken cancellation
    )
    {
        await Task.Yield();
        try
        {
            await line.Take(text, cancellation);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>The next line; one that is too long comes as far as it may be, and is refused as no JSON. Null at the end.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>?> Next(
        PipeReader reader,
        int most,
        CancellationToken cancellation
    )
    {
        byte[]? cut = null;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } newline)
            {
                var text = cut ?? buffer.Slice(0, newline).ToArray();
                reader.AdvanceTo(buffer.GetPosition(1, newline));
                return text.AsMemory().TrimEnd("\r "u8);
            }
            if (read.IsCompleted)
            {
                var last = cut ?? buffer.ToArray();
                reader.AdvanceTo(buffer.End);
                return last.Length == 0 ? (ReadOnlyMemory<byte>?)null : last;
            }
            if (cut is null && buffer.Length > most)
                cut = buffer.Slice(0, most).ToArray();
            if (cut is null)
                reader.AdvanceTo(buffer.Start, buffer.End);
            else
                reader.AdvanceTo(buffer.End);
        }
    }

    /// <summary>The one connection: each message of 2026-07-28 stands for itself, others follow on <c>initialize</c>.</summary>
    private sealed class Line(McpRuntime runtime, McpSession session, Stream output)
    {
        private const string Own = "stdio";
        private readonly StdioReply _reply = new(output);
        private readonly CancellationTokenSource _listening = new();
        private volatile ClientTraits _begun = new(Revisions.Legacy[0], Abilities.None, null);

        public void StopListening() => _listening.Cancel();

        public async Task Take(ReadOnlyMemory<byte> text, CancellationToken cancellation)
        {
            using var message = Incoming.Parse(text);
            if (message.Wrong is { } wrong)
            {
                var code = message.IsBroken ? McpCodes.Parse : McpCodes.InvalidRequest;
                await _reply.Finish(Messages.Error(message.Id, code, wrong), 400, cancellation);
            }
            else if (message.Method is null)
                runtime.Questions.Answered(Own, message);
            else if (message.IsRequest)
                await Request(message, cancellation);
            else if (message.Method == "tools/call")
                await Record("A call needs an id.", cancellation);
            else if (
                message.Method == "notifications/cancelled"
                && message.Params.ValueKind == JsonValueKind.Object
                && message.Params.TryGetProperty("requestId", out var id)
            )
                runtime.Running.Cancel(Own, id);
        }

        private ValueTask Record(string why, CancellationToken cancellation) =>
            ToolCalls.Record(runtime, session, null, ToolCodes.Malformed, why, cancellation);

        private async Task Request(Incoming message, CancellationToken cancellation)
        {
            if (Client(message) is not { } client)
            {
                var refused = Era.Unsupported(message.Meta.Text(Revisions.Version)!);
                if (message.Method == "tools/call")
                    await Record(refused.Message, cancellation);
                var error = Messages.Error(
                    message.Id,
                    refused.Code,
                    refused.Message,
                    refused.Details
                );
                await _reply.Finish(error, 400, cancellation);
                return;
            }
            var asked = new Asked(runtime, session, message, client, _reply, Own);
            if (message.Method == "initialize" && !client.IsModern)
                _begun = ClientTraits.Of(
                    Beginnings.Chosen(asked),
                    message.Params.Object("capabilities"),
                    message.Params.Object("clientInfo")
                );
            using var until = CancellationTokenSource.CreateLinkedTokenSource(
                cancellation,
                message.Method == "subscriptions/listen" ? _listening.Token : default
            );
            await _reply.Finish(await Answered(asked, until.Token), 200, cancellation);
        }

        private static async ValueTask<ReadOnlyMemory<byte>> Answered(
            Asked asked,
            CancellationToken cancellation
        )
        {
            try
            {
                return (await Dispatch.Answer(asked, cancellation)).Message;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return Messages.Error(
                    asked.Id,
                    McpCodes.Internal,
                    "The call failed; try again later."
                );
            }
        }

        /// <summary>Null for a revision that is not spoken here.</summary>
        private ClientTraits? Client(Incoming message) =>
            message.Meta.Text(Revisions.Version) switch
            {
                null => _begun,
                Revisions.Modern => ClientTraits.Of(
                    Revisions.Modern,
                    message.Meta.Object(Revisions.Capabilities),
                    message.Meta.Object(Revisions.ClientInfo)
                ),
                { } other => Revisions.IsLegacy(other) ? _begun : null,
            };
    }

    private sealed class StdioReply(Stream output) : Reply
    {
        private static readonly byte[] NewLine = "\n"u8.ToArray();
        private readonly SemaphoreSlim _turn = new(1);

        public override bool CanSend => true;

        public override async ValueTask Send(
            ReadOnlyMemory<byte> message,
            CancellationToken cancellation
        )
        {
            await _turn.WaitAsync(cancellation);
            try
            {
                // A line is never cut: half a message would spoil the next.
                await output.WriteAsync(message, CancellationToken.None);
                await output.WriteAsync(NewLine, CancellationToken.None);
                await output.FlushAsync(CancellationToken.None);
            }
            finally
            {
                _turn.Release();
            }
        }

        public override ValueTask Finish(
            ReadOnlyMemory<byte> message,
            int status,
            CancellationToken cancellation
        ) => Send(message, cancellation);
    }
}

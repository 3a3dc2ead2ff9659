using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vidimus.Testing;

/// <summary>A mail as a receiver got it.</summary>
/// <param name="From">The command that named the sender.</param>
/// <param name="To">The command that named the recipient.</param>
/// <param name="Text">What came after <c>DATA</c>.</param>
public sealed record ReceivedMail(string From, string To, string Text);

/// <summary>A mail server on this machine, without TLS, that takes or refuses as a test says.</summary>
public sealed class MailReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    /// <summary>Begins to listen.</summary>
    public MailReceiver()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running = Listen();
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Answers <c>RCPT</c>, by the command; takes everything unless it says otherwise.</summary>
    public Func<string, string> Recipient { get; set; } = _ => "250 2.1.5 Ok";

    /// <summary>What happens once it has a mail, and has not said so yet.</summary>
    public Func<Task> Having { get; set; } = () => Task.CompletedTask;

    /// <summary>Mail it took.</summary>
    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>Recipients asked for, also those it refused.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await Task.WhenAny(_running);
        _end.Dispose();
    }

    private async Task Listen()
    {
        while (!_end.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = Task.Run(() => Talk(client), CancellationToken.None);
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var _ = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false));
        (writer.NewLine, writer.AutoFlush) = ("\r\n", true);
        await writer.WriteLineAsync("220 receiver.test ESMTP");
        var (from, to) = ("", "");
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteAsync("250-receiver.test\r\n250-DSN\r\n250 SMTPUTF8\r\n");
                    break;
                case "MAIL":
                    from = line;
                    await writer.WriteLineAsync("250 2.1.0 Ok");
                    break;
                case "RCPT":
                    to = line;
                    Asked.Enqueue(line);
                    await writer.WriteLineAsync(Recipient(line));
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 Go on");
                    Mails.Enqueue(new(from, to, await Data(reader)));
                    await Having();
                    await writer.WriteLineAsync("250 2.0.0 Taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 2.0.0 Bye");
                    return;
                default:
                    await writer.WriteLineAsync("500 5.5.1 What?");
                    break;
            }
        }
    }

    private static async Task<string> Data(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line)
                .Append("\r\n");
        return text.ToString();
    }
}

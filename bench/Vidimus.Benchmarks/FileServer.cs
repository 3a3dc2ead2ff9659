using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vidimus.Benchmarks;

/// <summary>
/// Answers every request with one file, from one buffer that holds the whole answer: what the host of a document costs is not the server's
/// work, and on shared cores it would be taken from it.
/// </summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    public FileServer(byte[] file, string contentType)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {file.Length}\r\n\r\n"
        );
        _answer = [.. Encoding.ASCII.GetBytes(head), .. file];
        _listener.Start(512);
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = Accept();
    }

    public Uri Url { get; }

    public void Dispose() => _listener.Dispose();

    private async Task Accept()
    {
        while (true)
        {
            try
            {
                _ = Serve(await _listener.AcceptSocketAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return; // the end
            }
        }
    }

    // Requests without a body, one after the other on a connection.
    private async Task Serve(Socket client)
    {
        using var _ = client;
        client.NoDelay = true;
        var buffer = new byte[16_384];
        var count = 0;
        try
        {
            while (true)
            {
                var read = await client.ReceiveAsync(buffer.AsMemory(count));
                if (read == 0)
                    return;
                count += read;
                if (!buffer.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
                    continue;
                count = 0;
                for (var sent = 0; sent < _answer.Length; )
                    sent += await client.SendAsync(_answer.AsMemory(sent));
            }
        }
        catch (SocketException)
        {
            // Whoever fetched has gone, as at the end of a run.
        }
    }
}

using System.Net.Security;
using System.Text;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Platform.Mail;

/// <summary>Commands and replies over one connection, each reply within bounds.</summary>
internal sealed class SmtpLines(Stream stream, string host) : IAsyncDisposable
{
    private const int LongestLine = 2048;
    private const int MostLines = 100;

    private readonly byte[] _buffer = new byte[LongestLine];
    private Stream _stream = stream;
    private int _filled;

    /// <summary>Sends a command and reads its reply. The command is one line, whatever stands in it.</summary>
    public async Task<SmtpReply> Ask(string command, CancellationToken cancellation)
    {
        if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new MailRefusedException(true, "5.1.3");
        await Write(Encoding.UTF8.GetBytes(command + "\r\n"), cancellation);
        return await Read(cancellation);
    }

    public async Task Write(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _stream.WriteAsync(bytes, cancellation);
        await _stream.FlushAsync(cancellation);
    }

    public async Task<SmtpReply> Read(CancellationToken cancellation)
    {
        List<string> lines = [];
        while (lines.Count < MostLines)
        {
            var line = await Line(cancellation);
            if (
                line.Length < 3
                || !int.TryParse(line.AsSpan(0, 3), out var code)
                || code is < 200 or > 599
            )
                throw new MailRefusedException(false, "not-smtp");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
                return new(code, lines);
        }
        throw new MailRefusedException(false, "not-smtp");
    }

    /// <summary>
    /// From here on everything is encrypted, and the server is who its name says. What came before in the same breath as the
    /// answer could be anybody's, and ends the conversation (RFC 3207, section 6).
    /// </summary>
    public async Task Encrypt(CancellationToken cancellation)
    {
        if (_filled > 0)
            throw new MailRefusedException(false, "tls-failed");
        var options = GuardedTls.Options(roots: null);
        options.TargetHost = host;
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        await tls.AuthenticateAsClientAsync(options, cancellation);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string> Line(CancellationToken cancellation)
    {
        for (var looked = 0; ; )
        {
            var end = _buffer.AsSpan(looked, _filled - looked).IndexOf((byte)'\n');
            if (end >= 0)
            {
                end += looked;
                var line = Encoding.UTF8.GetString(_buffer, 0, end).TrimEnd('\r');
                _buffer.AsSpan(end + 1, _filled - end - 1).CopyTo(_buffer);
                _filled -= end + 1;
                return line;
            }
            looked = _filled;
            if (_filled == _buffer.Length)
                throw new MailRefusedException(false, "not-smtp");
            var read = await _stream.ReadAsync(_buffer.AsMemory(_filled), cancellation);
            if (read == 0)
                throw new IOException("The connection ended.");
            _filled += read;
        }
    }
}

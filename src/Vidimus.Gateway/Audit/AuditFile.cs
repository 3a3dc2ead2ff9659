using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>
/// The record: one line of JSON for each call, appended and never changed. A write's line is on the disk before its caller is
/// answered; lines of reads go to the operating system at once and to the disk with the next write or a clean stop.
/// </summary>
internal sealed class AuditFile : IDisposable
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private FileStream? _file;
    private FileStream? _sole;

    public AuditFile(string path)
    {
        _path = path;
        try
        {
            _file = Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayMistakeException(
                $"The audit file {path} cannot be written.",
                "Name a file in a folder that exists and that this program may write to."
            );
        }
    }

    /// <summary>Whether the next line can be written, as far as can be told; opened anew where the last one failed.</summary>
    public bool Works()
    {
        lock (_gate)
        {
            try
            {
                _file ??= Open();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Appends a line; false when it could not be written.</summary>
    public bool Write(AuditRecord record, bool durable)
    {
        var line = Line(record);
        lock (_gate)
        {
            try
            {
                _file ??= Open();
                _file.Write(line);
                _file.Flush(flushToDisk: durable);
                return true;
            }
            catch (Exception e)
                when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Close();
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                _file?.Flush(flushToDisk: true);
            }
            catch (IOException)
            {
                // Nothing more can be done for it.
            }
            Close();
        }
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What it still held was answered for as not written.
        }
        _file = null;
        _sole?.Dispose();
        _sole = null;
    }

    private FileStream Open()
    {
        // Two writers would write into each other's lines; a reader must not be kept out for that.
        _sole ??= new FileStream(
            _path + ".lock",
            FileMode.OpenOrCreate,
            FileAccess.ReadWrite,
            FileShare.None
        );
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            // A line is one write: no half of it waits in this process.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(_path, options);
        EndLastLine(file);
        return file;
    }

    // A machine that died may have left half a line: the next one begins on its own.
    private static void EndLastLine(FileStream file)
    {
        if (file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        var whole = file.ReadByte() == '\n';
        file.Seek(0, SeekOrigin.End);
        if (!whole)
            file.WriteByte((byte)'\n');
    }

    private static byte[] Line(AuditRecord record)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, new() { Encoder = JavaScriptEncoder.Default }))
        {
            json.WriteStartObject();
            json.WriteString(
                "time",
                record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")
            );
            json.WriteString("call", record.CallId);
            json.WriteString("caller", record.Caller);
            json.WriteString("client", record.Client);
            json.WriteString("method", record.Method);
            json.WriteString("tool", record.Tool);
            json.WriteString("argumentsDigest", record.ArgumentsDigest);
            json.WriteString("outcome", record.Outcome);
            json.WriteString("code", record.Code);
            json.WriteString("approval", record.Approval);
            json.WriteString("requestId", record.RequestId);
            json.WriteNumber("durationMs", Math.Round(record.Duration.TotalMilliseconds, 1));
            json.WriteString("environment", record.Environment);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}

/// <summary>One call in the record; of its arguments only a digest.</summary>
internal sealed record AuditRecord
{
    public required DateTimeOffset Time { get; init; }
    public required string CallId { get; init; }
    public required string Caller { get; init; }
    public required string? Client { get; init; }
    public required string Method { get; init; }
    public required string? Tool { get; init; }
    public required string? ArgumentsDigest { get; init; }
    public required string Outcome { get; init; }
    public required string? Code { get; init; }
    public required string? Approval { get; init; }
    public required string? RequestId { get; init; }
    public required TimeSpan Duration { get; init; }
    public required string Environment { get; init; }
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>
/// The record: one line of JSON for each call, appended and never changed. A write's line is on the disk before its caller is
/// answered; lines of reads go to the operating system at once and to the disk with the next write. The file is opened anew for
/// each line, so that it can be moved away by whoever rotates it: the next line begins another.
/// </summary>
internal sealed class AuditFile : IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private FileStream? _sole;
    private bool _failed;

    public AuditFile(string path, TimeProvider clock)
    {
        (_path, _clock) = (path, clock);
        try
        {
            Open().Dispose();
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            Close();
            throw new GatewayMistakeException(
                $"The audit file {path} cannot be written.",
                "Name a file in a folder that exists and that this program may write to."
            );
        }
    }

    /// <summary>Whether the next line can be written: after one that could not, only once another really was.</summary>
    public bool Works()
    {
        lock (_gate)
        {
            // That it opens says nothing of a disk that is full.
            if (_failed)
                return Append(Resumed(), durable: true);
            try
            {
                Open().Dispose();
                return true;
            }
            catch (Exception e) when (IsOfFiles(e))
            {
                return Failed();
            }
        }
    }

    /// <summary>Appends a line; false when it could not be written.</summary>
    public bool Write(AuditRecord record, bool durable)
    {
        var line = Line(record);
        lock (_gate)
            return Append(line, durable);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                if (_sole is not null && File.Exists(_path))
                    using (var file = Open())
                        file.Flush(flushToDisk: true);
            }
            catch (Exception e) when (IsOfFiles(e))
            {
                // Nothing more can be done for it.
            }
            Close();
        }
    }

    private bool Append(byte[] line, bool durable)
    {
        try
        {
            using var file = Open();
            file.Write(line);
            if (durable)
                file.Flush(flushToDisk: true);
            _failed = false;
            return true;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return Failed();
        }
    }

    private bool Failed()
    {
        _failed = true;
        Close();
        return false;
    }

    private void Close()
    {
        _sole?.Dispose();
        _sole = null;
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ObjectDisposedException;

    private FileStream Open()
    {
        // Two writers would write into each other's lines; a reader must not be kept out for that.
        _sole ??= Sole(_path + ".lock");
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            // A line is one write: no half of it waits in this process.
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(_path, options);
        try
        {
            EndLastLine(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private FileStream Sole(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path))
        {
            if (_failed)
                throw;
            throw new GatewayMistakeException(
                $"Another gateway writes the record {_path}.",
                "Give each gateway a record of its own, or end the other one."
            );
        }
    }

    // A machine that died may have left half a line: the next one begins on its own.
    private static void EndLastLine(FileStream file)
    {
        if (!file.CanSeek || file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        var whole = file.ReadByte() == '\n';
        file.Seek(0, SeekOrigin.End);
        if (!whole)
            file.WriteByte((byte)'\n');
    }

    private byte[] Resumed() =>
        Line(
            new AuditRecord
            {
                Time = _clock.GetUtcNow(),
                CallId = "",
                Caller = "gateway",
                Client = null,
                Method = "record",
                Tool = null,
                ArgumentsDigest = null,
                Outcome = "done",
                Code = "RECORD_RESUMED",
                Approval = null,
                RequestId = null,
                Duration = TimeSpan.Zero,
                Environment = "",
            }
        );

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

using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// One statement run for many rows of a batch, on SQLite's own interface: a command and a reader for each row, with its values
/// bound by name, cost more than the database does for the row. It lives no longer than the batch.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _native;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = ArrayPool<byte>.Shared.Rent(1024);

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _native = connection.Handle!;
        Demand(raw.sqlite3_prepare_v2(_native, sql, out _statement));
    }

    /// <summary>Whether a value of this type can be bound; null can.</summary>
    public static bool Takes(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (
            plain == typeof(string)
            || plain == typeof(long)
            || plain == typeof(int)
            || plain == typeof(bool)
            || plain == typeof(double)
            || plain == typeof(byte[])
        );

    /// <summary>Sets a value, from 1, to stay until it is set anew.</summary>
    public void Bind(int index, object? value) =>
        Demand(
            value switch
            {
                null or DBNull => raw.sqlite3_bind_null(_statement, index),
                string text => Text(index, text),
                long number => raw.sqlite3_bind_int64(_statement, index, number),
                int number => raw.sqlite3_bind_int64(_statement, index, number),
                bool yes => raw.sqlite3_bind_int64(_statement, index, yes ? 1 : 0),
                double number => raw.sqlite3_bind_double(_statement, index, number),
                // SQLite copies it at once; none of length 0, which it would take for null.
                byte[] { Length: > 0 } bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
                byte[] => raw.sqlite3_bind_zeroblob(_statement, index, 0),
                _ => throw new NotSupportedException($"{value.GetType()} is not bound here."),
            }
        );

    /// <summary>Runs it, and says how many rows it changed.</summary>
    public int Run()
    {
        var done = raw.sqlite3_step(_statement);
        if (done is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            SqliteException.ThrowExceptionForRC(raw.sqlite3_reset(_statement), _native);
        var changed = raw.sqlite3_changes(_native);
        Demand(raw.sqlite3_reset(_statement));
        return changed;
    }

    public void Dispose()
    {
        _statement.Dispose();
        ArrayPool<byte>.Shared.Return(_text);
        _text = [];
    }

    private int Text(int index, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > _text.Length)
        {
            ArrayPool<byte>.Shared.Return(_text);
            _text = ArrayPool<byte>.Shared.Rent(most);
        }
        // SQLite copies it at once.
        var length = Encoding.UTF8.GetBytes(text, _text);
        return raw.sqlite3_bind_text(_statement, index, _text.AsSpan(0, length));
    }

    private void Demand(int code) => SqliteException.ThrowExceptionForRC(code, _native);
}

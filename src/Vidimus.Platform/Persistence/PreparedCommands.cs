using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Vidimus.Platform.Persistence;

/// <summary>
/// Commands that stay prepared for as long as a SQLite connection is open. PostgreSQL's connections prepare by
/// themselves what comes again and again.
/// </summary>
internal static class PreparedCommands
{
    private static readonly ConditionalWeakTable<
        SqliteConnection,
        Dictionary<object, DbCommand>
    > Open = [];

    /// <summary>The command that <paramref name="owner"/> has on this connection, made at its first use.</summary>
    public static DbCommand Of(
        SqliteConnection connection,
        object owner,
        Func<DbConnection, DbCommand> make
    )
    {
        var commands = Open.GetValue(connection, Begin);
        if (commands.TryGetValue(owner, out var command))
            return command;
        return commands[owner] = make(connection);
    }

    private static Dictionary<object, DbCommand> Begin(SqliteConnection connection)
    {
        var commands = new Dictionary<object, DbCommand>();
        // A closed connection gives its native one back, and what was prepared belongs to that.
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Closed)
                commands.Clear();
        };
        return commands;
    }
}

using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Vidimus.Platform.Persistence;

namespace Vidimus.Platform.Facts;

/// <summary>Numbers facts about one object in the order in which they are committed.</summary>
public static class FactSequences
{
    /// <summary>
    /// Objects share so many locks. A transaction that states thousands of facts then holds no more than these, of the few
    /// thousand that PostgreSQL has room for; two that meet on one only wait for the other's end, which is near.
    /// </summary>
    private const ulong Locks = 1024;

    /// <summary>"Vdm" as the upper half, so that nobody else's advisory locks are among ours.</summary>
    private const long LockSpace = 0x0056646d_00000000;

    private const string Greatest =
        "SELECT max(sequence) FROM platform_facts WHERE organization_id = @organization AND resource_id = @resource";

    private static readonly object Prepared = new();

    /// <summary>
    /// Sets <see cref="FactRow.Sequence"/> of facts that are about to be inserted, in their order: one more than the greatest
    /// of the same object. Until the transaction ends nobody else numbers facts about these objects.
    /// </summary>
    public static async Task Number(VidimusDb db, IReadOnlyList<FactRow> facts)
    {
        (string OrganizationId, string ResourceId)[] objects =
        [
            .. facts.Select(f => (f.OrganizationId, f.ResourceId)).Distinct(),
        ];
        var transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        var numbers = db.Database.GetDbConnection() is SqliteConnection sqlite
            ? OneByOne(sqlite, transaction, objects)
            : await Together(transaction, objects);
        foreach (var fact in facts)
        {
            var of = (fact.OrganizationId, fact.ResourceId);
            fact.Sequence = numbers[of] = numbers.GetValueOrDefault(of) + 1;
        }
    }

    /// <summary>SQLite: the transaction has the only write lock already.</summary>
    private static Dictionary<(string, string), long> OneByOne(
        SqliteConnection connection,
        DbTransaction transaction,
        (string OrganizationId, string ResourceId)[] objects
    )
    {
        var command = PreparedCommands.Of(connection, Prepared, Command);
        command.Transaction = transaction;
        var numbers = new Dictionary<(string, string), long>();
        foreach (var of in objects)
        {
            command.Parameters[0].Value = of.OrganizationId;
            command.Parameters[1].Value = of.ResourceId;
            if (command.ExecuteScalar() is long greatest)
                numbers[of] = greatest;
        }
        return numbers;
    }

    private static DbCommand Command(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = Greatest;
        Add(command.Parameters, command, "@organization", "");
        Add(command.Parameters, command, "@resource", "");
        return command;
    }

    /// <summary>
    /// PostgreSQL: one round trip, two statements. The second sees what was committed before the locks were had, since each
    /// statement of a read-committed transaction has a snapshot of its own (postgresql.org/docs/current/transaction-iso.html).
    /// </summary>
    private static async Task<Dictionary<(string, string), long>> Together(
        DbTransaction transaction,
        (string OrganizationId, string ResourceId)[] objects
    )
    {
        var connection = transaction.Connection!;
        using var maker = connection.CreateCommand();
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        var locking = batch.CreateBatchCommand();
        locking.CommandText = "SELECT count(pg_advisory_xact_lock(k)) FROM unnest(@locks) AS k";
        // Everybody takes them in the order of their numbers, so that nobody waits for one who waits for him.
        Add(
            locking.Parameters,
            maker,
            "@locks",
            objects.Select(o => LockOf(o.OrganizationId, o.ResourceId)).Distinct().Order().ToArray()
        );
        batch.BatchCommands.Add(locking);
        var reading = batch.CreateBatchCommand();
        reading.CommandText = """
            SELECT o.organization, o.resource,
              (SELECT max(f.sequence) FROM platform_facts f WHERE f.organization_id = o.organization AND f.resource_id = o.resource)
            FROM unnest(@organizations, @resources) AS o (organization, resource)
            """;
        Add(
            reading.Parameters,
            maker,
            "@organizations",
            objects.Select(o => o.OrganizationId).ToArray()
        );
        Add(reading.Parameters, maker, "@resources", objects.Select(o => o.ResourceId).ToArray());
        batch.BatchCommands.Add(reading);
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        var numbers = new Dictionary<(string, string), long>();
        while (await rows.ReadAsync())
        {
            if (!await rows.IsDBNullAsync(2))
                numbers[(rows.GetString(0), rows.GetString(1))] = rows.GetInt64(2);
        }
        return numbers;
    }

    private static long LockOf(string organizationId, string resourceId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{organizationId}\n{resourceId}"), hash);
        return LockSpace + (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) % Locks);
    }

    private static void Add(
        DbParameterCollection parameters,
        DbCommand maker,
        string name,
        object value
    )
    {
        var parameter = maker.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        parameters.Add(parameter);
    }
}

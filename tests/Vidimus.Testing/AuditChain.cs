using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>
/// The chains of facts as a stranger recomputes them from the tables, by what <c>docs/audit.md</c> says and with no code
/// of the server's: for after every fault.
/// </summary>
public static class AuditChain
{
    private const string Columns =
        "organization_id, id, mode, at, kind, resource_id, actor_kind, actor_id, request_id, members, number, hash";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Waits until no fact is unsealed, then demands that every chain is whole, gapless and true.</summary>
    public static async Task ShouldHold(Func<Task<DbConnection>> open, TimeSpan? patience = null)
    {
        await using var connection = await open();
        var until = DateTimeOffset.UtcNow + (patience ?? TimeSpan.FromSeconds(20));
        while (await Unsealed(connection) is var left and > 0)
        {
            DateTimeOffset.UtcNow.ShouldBeLessThan(until, $"{left} facts are not sealed");
            await Task.Delay(100);
        }
        (await Faults(connection)).ShouldBeEmpty();
    }

    /// <summary>What is wrong with the chains; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> Faults(DbConnection connection)
    {
        var faults = new List<string>();
        var ends = new Dictionary<string, (long Number, string Hash)>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText =
                $"SELECT {Columns} FROM platform_facts WHERE number IS NOT NULL ORDER BY organization_id, number";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                var organization = rows.GetString(0);
                var (number, hash) = ends.GetValueOrDefault(organization, (0, new string('0', 64)));
                if (rows.GetInt64(10) != number + 1)
                    faults.Add($"'{organization}': {rows.GetInt64(10)} follows {number}");
                else if (rows.GetString(11) != Hash(rows, hash))
                    faults.Add($"'{organization}': the hash of {number + 1} is another");
                ends[organization] = (rows.GetInt64(10), rows.GetString(11));
            }
        }
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT organization_id, number, hash FROM access_audit_chains";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                if (
                    !ends.Remove(rows.GetString(0), out var end)
                    || end != (rows.GetInt64(1), rows.GetString(2))
                )
                    faults.Add($"'{rows.GetString(0)}': the chain's end is not its last fact");
            }
        }
        faults.AddRange(ends.Keys.Select(o => $"'{o}': facts without a chain"));
        return faults;
    }

    /// <summary>How many facts have no place in a chain.</summary>
    public static async Task<long> Unsealed(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM platform_facts WHERE number IS NULL";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static string Hash(DbDataReader row, string previous)
    {
        var fact = new JsonObject
        {
            ["version"] = 1,
            ["organizationId"] = row.GetString(0),
            ["number"] = row.GetInt64(10),
            ["previousHash"] = previous,
            ["id"] = row.GetString(1),
            ["mode"] = row.GetString(2),
            ["at"] = DateTimeOffset
                .FromUnixTimeMilliseconds(row.GetInt64(3))
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["kind"] = row.GetString(4),
            ["resourceId"] = row.GetString(5),
            ["actorKind"] = row.GetString(6),
            ["actorId"] = row.GetString(7),
            ["requestId"] = row.GetString(8),
            ["members"] = JsonNode.Parse(row.GetString(9)),
        };
        var text = Sorted(fact)!.ToJsonString(Plain);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    // Enough of RFC 8785 for what facts hold: plain texts and whole numbers.
    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            ),
            JsonArray a => new JsonArray([.. a.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}

public sealed partial class VidimusApp
{
    /// <summary>Demands that everything that was done is sealed, and that every chain is whole.</summary>
    public Task AuditShouldHold() => AuditChain.ShouldHold(OpenDatabase);
}

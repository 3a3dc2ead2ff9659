using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Operating;

/// <summary>
/// A database with what an earlier version wrote goes on under today's. The rows in <c>golden/database-0002.json</c> were
/// written by a server of the version before status lists (schema <c>20261122_0002_credentials</c>), and are as it left them.
/// </summary>
public sealed class UpgradeTests
{
    private const string Before = "20261122_0002_credentials";

    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    private static readonly JsonElement Old = JsonElement.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "database-0002.json"))
    );

    private static string Say(string name) => Old.GetProperty(name).GetString()!;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_was_issued_before_there_were_status_lists_is_read_verified_and_revoked_as_ever(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var old = await OldDatabase.Make(engine);
        await using var app = await old.Upgraded();
        var (key, id) = (Say("key"), Say("credentialId"));

        var credential = (await app.Get($"/v1/credentials/{id}", key)).Should(200);
        credential.At("state").ShouldBe("issued");
        credential.At("recipient", "name").ShouldBe("Ada Example");
        (await app.Get("/v1/credentials", key)).Ids().ShouldBe([id]);
        (await app.Get("/v1/groups", key)).Ids().ShouldBe([Say("groupId")]);
        (await app.Get($"/v1/groups/{Say("groupId")}", key))
            .Should(200)
            .At("issuedCount")
            .ShouldBe("1");

        var document = (await app.Get($"/verify/{id}/document")).Should(200);
        document
            .Json.GetProperty("proof")[0]
            .GetProperty("cryptosuite")
            .GetString()
            .ShouldBe("eddsa-jcs-2022");
        document.Json.TryGetProperty("credentialStatus", out _).ShouldBeFalse();
        (await app.VerifyId(id)).ShouldSay("valid");
        (await app.Verify($$"""{"credential":{{document.Text}}}""")).ShouldSay("valid");
        foreach (var form in (string[])["jwt", "jcs", "sd-jwt", "png", "svg"])
            (await app.Get($"/v1/credentials/{id}/document?form={form}", key)).Should(200);

        (
            await app.Post(
                $"/v1/credentials/{id}/revoke",
                key,
                """{"reason":"Issued by mistake"}"""
            )
        ).Should(200);
        (await app.VerifyId(id)).ShouldSay("invalid", "revoked");
        (await app.Verify($$"""{"credential":{{document.Text}}}""")).ShouldSay(
            "invalid",
            "revoked"
        );
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_group_of_then_issues_credentials_of_now(Engine engine)
    {
        Testing.Engines.Demand(engine);
        await using var old = await OldDatabase.Make(engine);
        await using var app = await old.Upgraded();
        var key = Say("key");
        var issued = Issued.Of(
            (
                await app.Post(
                    "/v1/credentials",
                    key,
                    $$"""{"groupId":"{{Say("groupId")}}","recipient":{"name":"Ada Example","externalId":"s-1"} }"""
                )
            ).Should(201)
        );
        issued.RecipientId.ShouldBe(
            (await app.Get($"/v1/credentials/{Say("credentialId")}", key)).At("recipient", "id")
        );
        var document = (await app.Get($"/verify/{issued.Id}/document")).Should(200).Json;
        document
            .GetProperty("proof")[0]
            .GetProperty("cryptosuite")
            .GetString()
            .ShouldBe("eddsa-rdfc-2022");
        var list = document
            .GetProperty("credentialStatus")
            .GetProperty("statusListCredential")
            .GetString()
            .ShouldNotBeNull();
        (await app.Get(new Uri(list).AbsolutePath)).Should(200);
        (
            await app.Post($"/v1/credentials/{issued.Id}/suspend", key, """{"reason":"Review"}""")
        ).Should(200);
        (await app.VerifyId(issued.Id)).ShouldSay("invalid", "suspended");
        (await app.VerifyId(Say("credentialId"))).ShouldSay("valid");

        // Replacing the old one gives a new one a place in the lists; the old one is out by the record.
        var reissued = Issued.Of(
            (await app.Post($"/v1/credentials/{Say("credentialId")}/reissue", key, "{}")).Should(
                201
            )
        );
        (await app.VerifyId(Say("credentialId"))).ShouldSay("invalid", "revoked", "superseded");
        (await app.VerifyId(reissued.Id)).ShouldSay("valid");
        (await app.Get($"/verify/{reissued.Id}/document"))
            .Json.TryGetProperty("credentialStatus", out _)
            .ShouldBeTrue();
    }

    /// <summary>A database as the old version left it, with nobody at it.</summary>
    private sealed class OldDatabase(VidimusApp maker, string folder, string? server)
        : IAsyncDisposable
    {
        private string ConnectionString =>
            server ?? $"Data Source={Path.Combine(folder, "vidimus.db")};Pooling=False";

        public static async Task<OldDatabase> Make(Engine engine)
        {
            // A server of today, for its migrations alone; they are run on another database than its own.
            var maker = await VidimusApp.Start(new(engine));
            var made = new OldDatabase(
                maker,
                Directory.CreateTempSubdirectory("vidimus-test-").FullName,
                engine == Engine.Postgres ? await PostgresServer.CreateDatabase() : null
            );
            await using (var db = maker.Inside.NewDb())
            {
                db.Database.SetConnectionString(made.ConnectionString);
                // What has not fourteen digits in front EF takes for a name, and lets that begin after the fifteenth character.
                await db.GetService<IMigrator>().MigrateAsync(Before[15..]);
                (await db.Database.GetAppliedMigrationsAsync()).Last().ShouldBe(Before);
            }
            await made.Fill();
            return made;
        }

        /// <summary>Today's server on it, on a day after it was written.</summary>
        public Task<VidimusApp> Upgraded() =>
            VidimusApp.Start(
                new(maker.Engine)
                {
                    Clock = new(new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero)),
                    Settings = new Dictionary<string, string>
                    {
                        ["Database:Folder"] = folder,
                        ["Database:ConnectionString"] = server ?? "",
                        ["MasterKey"] = Say("masterKey"),
                        ["PublicUrl"] = Say("publicUrl"),
                    },
                }
            );

        private async Task Fill()
        {
            await using DbConnection connection = server is null
                ? new SqliteConnection(ConnectionString)
                : new NpgsqlConnection(ConnectionString);
            await connection.OpenAsync();
            foreach (var table in Old.GetProperty("tables").EnumerateObject())
            {
                foreach (var row in table.Value.EnumerateArray())
                    await Insert(connection, table.Name, row);
            }
        }

        private static async Task Insert(DbConnection connection, string table, JsonElement row)
        {
            var columns = row.EnumerateObject().Select(m => m.Name).ToList();
            var types = await Types(connection, table, columns);
            await using var insert = connection.CreateCommand();
#pragma warning disable CA2100 // The names are the file's own.
            insert.CommandText =
                $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(c => "@" + c))})";
#pragma warning restore CA2100
            foreach (var (column, type) in columns.Zip(types))
            {
                var parameter = insert.CreateParameter();
                parameter.ParameterName = column;
                parameter.Value = Value(row.GetProperty(column), type);
                insert.Parameters.Add(parameter);
            }
            (await insert.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        private static async Task<IReadOnlyList<Type>> Types(
            DbConnection connection,
            string table,
            IReadOnlyList<string> columns
        )
        {
            await using var select = connection.CreateCommand();
#pragma warning disable CA2100 // The names are the file's own.
            select.CommandText = $"SELECT {string.Join(", ", columns)} FROM {table} WHERE 1 = 0";
#pragma warning restore CA2100
            await using var reader = await select.ExecuteReaderAsync();
            return [.. columns.Select((_, i) => reader.GetFieldType(i))];
        }

        // The file has what SQLite keeps: truth as a number, bytes as base64.
        private static object Value(JsonElement stored, Type type) =>
            stored.ValueKind == JsonValueKind.Null ? DBNull.Value
            : type == typeof(byte[]) ? stored.GetBytesFromBase64()
            : type == typeof(bool) ? stored.GetInt64() != 0
            : type == typeof(int) ? stored.GetInt32()
            : type == typeof(long) ? stored.GetInt64()
            : type == typeof(double) ? stored.GetDouble()
            : stored.GetString()!;

        public async ValueTask DisposeAsync()
        {
            await maker.DisposeAsync();
            if (server is not null)
                await PostgresServer.DropDatabase(server);
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}

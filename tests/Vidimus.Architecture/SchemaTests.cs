using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Shouldly;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>The tables: whose they are, and that migrating makes what the model says.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task Every_table_begins_with_the_name_of_its_module_and_leads_nowhere_else()
    {
        await using var app = await VidimusApp.Start();
        await using var db = app.Inside.NewDb();
        var entities = db.Model.GetEntityTypes().ToArray();
        entities.Length.ShouldBeGreaterThan(5);
        foreach (var entity in entities)
        {
            var project = Project.All.Single(p =>
                p.AssemblyName == entity.ClrType.Assembly.GetName().Name
            );
            entity.GetTableName().ShouldNotBeNull().ShouldStartWith(project.TablePrefix);
            foreach (var key in entity.GetForeignKeys())
                key.PrincipalEntityType.ClrType.Assembly.ShouldBe(
                    entity.ClrType.Assembly,
                    $"{entity.GetTableName()} refers to another module's table"
                );
        }
    }

    [Fact]
    public async Task Every_tenants_table_leads_its_key_with_the_organization_and_is_filtered_by_it()
    {
        await using var app = await VidimusApp.Start();
        await using var db = app.Inside.NewDb();
        foreach (
            var entity in db
                .Model.GetEntityTypes()
                .Where(e =>
                    e.FindProperty("OrganizationId") is not null
                    && e.ClrType.IsAssignableTo(typeof(ITenantRow))
                )
        )
        {
            entity
                .FindPrimaryKey()!
                .Properties[0]
                .Name.ShouldBe("OrganizationId", entity.GetTableName());
            entity.GetDeclaredQueryFilters().ShouldNotBeEmpty(entity.GetTableName());
        }
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Columns_hold_only_what_both_engines_keep_alike(Engine engine)
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        await using var db = app.Inside.NewDb();
        Type[] kept =
        [
            typeof(string),
            typeof(long),
            typeof(int),
            typeof(bool),
            typeof(byte[]),
            typeof(double),
        ];
        foreach (var property in db.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var stored = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
            kept.ShouldContain(
                Nullable.GetUnderlyingType(stored) ?? stored,
                $"{property.DeclaringType.DisplayName()}.{property.Name}"
            );
        }
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Migrating_makes_the_schema_that_the_model_describes(Engine engine)
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var migrated = await Describe(
            engine,
            app.ConnectionString
                ?? $"Data Source={Path.Combine(app.Folder, "vidimus.db")};Pooling=False"
        );

        var other =
            engine == Engine.Sqlite
                ? $"Data Source={Path.Combine(app.Folder, "model.db")};Pooling=False"
                : await PostgresServer.CreateDatabase();
        await using (var db = app.Inside.NewDb())
        {
            db.Database.SetConnectionString(other);
            await db.CreateFromModel(CancellationToken.None);
        }
        var fromModel = await Describe(engine, other);
        if (engine == Engine.Postgres)
            await PostgresServer.DropDatabase(other);

        fromModel.Count.ShouldBeGreaterThan(30);
        migrated.ShouldBe(fromModel);
    }

    private static Task<IReadOnlyList<string>> Describe(Engine engine, string connectionString) =>
        engine == Engine.Sqlite
            ? DescribeSqlite(connectionString)
            : DescribePostgres(connectionString);

    private static async Task<IReadOnlyList<string>> DescribeSqlite(string connectionString)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        return await Lines(
            connection,
            "SELECT 'column', m.name, c.name, c.type, c.\"notnull\", c.pk, c.dflt_value FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_EF%' ESCAPE '\\'",
            "SELECT 'index', m.name, i.name, i.\"unique\", (SELECT group_concat(x.name) FROM pragma_index_info(i.name) x), (SELECT sql FROM sqlite_master s WHERE s.name = i.name) FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND i.origin = 'c'",
            "SELECT 'foreign key', m.name, f.\"from\", f.\"table\", f.\"to\", f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
            "SELECT 'check', name, substr(sql, instr(sql, ' CHECK ')) FROM sqlite_master WHERE type = 'table' AND instr(sql, ' CHECK ') > 0"
        );
    }

    private static async Task<IReadOnlyList<string>> DescribePostgres(string connectionString)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return await Lines(
            connection,
            "SELECT 'column', table_name::text, column_name::text, data_type::text, is_nullable::text, column_default::text, collation_name::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_EF%'",
            "SELECT 'index', tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_EF%'",
            "SELECT 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '%\\_\\_EF%'"
        );
    }

    private static async Task<IReadOnlyList<string>> Lines(
        System.Data.Common.DbConnection connection,
        params string[] queries
    )
    {
        var lines = new List<string>();
        foreach (var query in queries)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
            command.CommandText = query;
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                lines.Add(
                    string.Join(
                        " | ",
                        Enumerable
                            .Range(0, reader.FieldCount)
                            .Select(i => reader.IsDBNull(i) ? "-" : $"{reader.GetValue(i)}")
                    )
                );
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}

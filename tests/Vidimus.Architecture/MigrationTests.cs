using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Shouldly;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>
/// Old and new version run side by side while nodes are upgraded one after another: a migration only expands, so that
/// a version that does not know it goes on reading and writing.
/// </summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task Every_migration_only_expands_so_that_an_older_version_goes_on_writing()
    {
        await using var app = await VidimusApp.Start();
        await using var db = app.Inside.NewDb();
        var migrations = db.GetService<IMigrationsAssembly>();
        migrations.Migrations.Count.ShouldBeGreaterThan(5);
        var wrong = new List<string>();
        var foundation = true;
        foreach (
            var (id, type) in migrations.Migrations.OrderBy(m => m.Key, StringComparer.Ordinal)
        )
        {
            var operations = migrations
                .CreateMigration(type, db.Database.ProviderName!)
                .UpOperations;
            var made = operations
                .OfType<CreateTableOperation>()
                .Select(t => t.Name)
                .ToHashSet(StringComparer.Ordinal);
            // What an older version leaves empty is never twice the same: null is equal to nothing.
            var added = operations
                .OfType<AddColumnOperation>()
                .Where(c => c.IsNullable)
                .Select(c => (c.Table, c.Name))
                .ToHashSet();
            // The first one has nothing before it.
            if (!foundation)
                wrong.AddRange(
                    operations
                        .Where(o => !Expands(o, made, added))
                        .Select(o => $"{id}: {o.GetType().Name} {Table(o)}")
                );
            foundation = false;
            id.Length.ShouldBeLessThanOrEqualTo(63);
        }
        wrong.ShouldBeEmpty("an older version beside this one would fail or lose data");
    }

    private static bool Expands(
        MigrationOperation operation,
        HashSet<string> made,
        HashSet<(string Table, string Column)> added
    ) =>
        operation switch
        {
            CreateTableOperation table => table.ForeignKeys.Count == 0
                || table.ForeignKeys.All(k => made.Contains(k.PrincipalTable)),
            AddColumnOperation column => column.IsNullable
                || column.DefaultValue is not null
                || column.DefaultValueSql is not null
                || made.Contains(column.Table),
            CreateIndexOperation index => !index.IsUnique
                || made.Contains(index.Table)
                || index.Columns.Any(c => added.Contains((index.Table, c))),
            AddCheckConstraintOperation check => made.Contains(check.Table),
            // The tables of a text index, which are of its own name and new.
            SqlOperation sql => sql[TextSchema.MakesTextIndex] is string name
                && (
                    sql.Sql.StartsWith("CREATE ", StringComparison.Ordinal)
                    || sql.Sql.StartsWith($"ALTER TABLE {name} ", StringComparison.Ordinal)
                )
                && sql.Sql.Contains(name, StringComparison.Ordinal),
            _ => false,
        };

    private static string Table(MigrationOperation operation) =>
        operation is ITableMigrationOperation on ? on.Table : "";
}

using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Audit;

/// <summary>The operator's commands on the record, as programs beside a running server.</summary>
public sealed class AuditCommandTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task F10_the_command_names_the_first_bad_row_and_a_kept_checkpoint_shows_a_cut_tail(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var (edited, _) = await app.WithRecord();
        var (cut, count) = await app.WithRecord();
        await app.AuditShouldHold();
        var made = await Command(app, "audit", "checkpoint");
        made.Code.ShouldBe(0, made.Errors);
        var file = Path.Combine(app.Folder, "kept.txt");
        await File.WriteAllTextAsync(file, made.Output, TestContext.Current.CancellationToken);
        var good = await Command(app, "audit", "verify", "--checkpoint", file);
        good.Code.ShouldBe(0, good.Output + good.Errors);
        good.Output.ShouldContain($"{cut.Issuer.Id}: {count} facts, all as they were sealed");

        await app.Execute(
            "UPDATE platform_facts SET resource_id = 'other' WHERE organization_id = @o AND number = 3",
            ("o", edited.Issuer.Id)
        );
        await app.Execute(
            $"DELETE FROM platform_facts WHERE organization_id = @o AND number > {count - 2}",
            ("o", cut.Issuer.Id)
        );
        await app.Execute(
            $"UPDATE access_audit_chains SET number = {count - 2}, hash = (SELECT hash FROM platform_facts WHERE organization_id = @o AND number = {count - 2}) WHERE organization_id = @o",
            ("o", cut.Issuer.Id)
        );
        await app.Execute("DELETE FROM access_audit_checkpoints");
        var bad = await Command(app, "audit", "verify", "--checkpoint", file);
        bad.Code.ShouldBe(1, bad.Errors);
        bad.Output.ShouldContain($"{edited.Issuer.Id}: BAD at number 3 (fct_");
        bad.Output.ShouldContain($"{cut.Issuer.Id}: BAD at number {count - 1} (no fact), cutTail");

        var exported = await Command(app, "audit", "export", "--organization", cut.Issuer.Id);
        exported.Code.ShouldBe(0, exported.Errors);
        exported.Output.Trim().Split('\n').Length.ShouldBe(count - 2);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task An_organization_that_was_taken_out_of_its_table_is_verified_all_the_same(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var (gone, count) = await app.WithRecord();
        var (chainless, _) = await app.WithRecord();
        await app.Execute(
            "DELETE FROM access_organizations WHERE id IN (@a, @b)",
            ("a", gone.Issuer.Id),
            ("b", chainless.Issuer.Id)
        );
        await app.Execute(
            "DELETE FROM access_audit_chains WHERE organization_id = @o",
            ("o", chainless.Issuer.Id)
        );
        await app.Execute(
            "UPDATE platform_facts SET resource_id = 'other' WHERE organization_id = @o AND number = 3",
            ("o", gone.Issuer.Id)
        );
        var shown = await Command(app, "audit", "verify");
        shown.Code.ShouldBe(1, shown.Errors);
        shown.Output.ShouldContain($"{gone.Issuer.Id}: BAD at number 3 (fct_");
        shown.Output.ShouldContain($"{chainless.Issuer.Id}: BAD at number 1 (fct_");
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_is_2_and_not_a_record_that_is_wrong()
    {
        await using var app = await VidimusApp.Start();
        var file = Path.Combine(app.Folder, "no-folder");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        foreach (
            var database in new[]
            {
                ("VIDIMUS_Database__Folder", file),
                ("VIDIMUS_Database__Folder", Path.Combine(app.Folder, "empty")),
                (
                    "VIDIMUS_Database__ConnectionString",
                    "Host=localhost;Port=1;Database=none;Username=none"
                ),
            }
        )
        {
            await using var program = ServerProcess.Start(
                ["audit", "verify"],
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("VIDIMUS_PublicUrl", app.PublicUrl),
                ("VIDIMUS_MasterKey", $"first:{app.MasterKey}"),
                database
            );
            var (code, output, errors) = await program.End();
            code.ShouldBe(2, output + errors);
            errors.ShouldContain("audit verify failed");
        }
    }

    private static async Task<(int Code, string Output, string Errors)> Command(
        VidimusApp app,
        params string[] arguments
    )
    {
        await using var program = ServerProcess.Start(
            arguments,
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("VIDIMUS_Database__Folder", app.Folder),
            ("VIDIMUS_Database__ConnectionString", app.ConnectionString ?? ""),
            ("VIDIMUS_PublicUrl", app.PublicUrl),
            ("VIDIMUS_MasterKey", $"first:{app.MasterKey}")
        );
        return await program.End();
    }
}

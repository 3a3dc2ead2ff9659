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

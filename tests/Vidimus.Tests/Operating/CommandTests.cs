using System.Text;
using Shouldly;
using Vidimus.Platform.Secrets;
using Vidimus.Testing;
using Vidimus.Tests.Certification;
using Xunit;

namespace Vidimus.Tests.Operating;

/// <summary>The operator's commands, run as programs beside a running server on the same data.</summary>
public sealed class CommandTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task After_a_rewrap_the_old_master_key_can_be_thrown_away_and_before_it_cannot(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var programme = await Programme.Start(app);
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","externalId":"s-1"}"""
        );
        var trigger = await Triggers.Hook.Make(programme, Triggers.Hook.File("lms.trigger.json"));
        var hook = (
            await programme.Post(
                "/v1/webhooks",
                """{"url":"https://198.51.99.1/","events":["order.paid"],"headers":{"X-Team":"badges"}}"""
            )
        )
            .Should(201)
            .At("id");
        (await programme.Post("/v1/webhook-keys/rotate")).Should(200);
        var file = await app.Uploaded(programme.Key.Secret, Files.Pdf(), "ada.pdf");
        var old = $"first:{app.MasterKey}";
        var second =
            $"second:{Convert.ToBase64String(Encoding.ASCII.GetBytes("another master key of 32 bytes!!"))}";

        var tooEarly = await Command(app, ["rewrap"], second);
        tooEarly.Code.ShouldBe(1);
        tooEarly.Errors.ShouldContain("which is not configured");
        var rewrapped = await Command(app, ["rewrap"], $"{second},{old}");
        rewrapped.Code.ShouldBe(0, rewrapped.Errors);
        rewrapped.Output.ShouldContain("'second'");
        (await Command(app, ["rewrap"], second)).Code.ShouldBe(0);
        foreach (
            var stored in (string[])
                [
                    "SELECT secret FROM webhooks_secrets",
                    "SELECT headers FROM webhooks_endpoints",
                    "SELECT private_key FROM webhooks_signing_keys",
                    "SELECT data_key FROM certification_documents",
                ]
        )
            MasterKeys
                .NameOf((byte[])(await app.Query(stored)).ShouldHaveSingleItem()[0]!)
                .ShouldBe("second", stored);

        await using var next = await VidimusApp.Start(
            new(engine)
            {
                Beside = app,
                Settings = new Dictionary<string, string> { ["MasterKey"] = second },
            }
        );
        (await next.Get($"/v1/credentials/{issued.Id}", programme.Key.Secret))
            .Should(200)
            .At("recipient", "name")
            .ShouldBe("Ada Example");
        (await next.Get($"/v1/documents/{file}/content", programme.Key.Secret))
            .Should(200)
            .Bytes.ShouldBe(Files.Pdf());
        (await next.Get($"/verify/{issued.Id}?format=json"))
            .Should(200)
            .At("verdict")
            .ShouldBe("valid");
        (await trigger.Send(Triggers.Hook.File("lms.json"), next)).Should(202);
        (await next.Get($"/v1/webhooks/{hook}", programme.Key.Secret))
            .Should(200)
            .At("headerNames")
            .ShouldBe("""["X-Team"]""");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_rotated_issuer_key_signs_from_the_next_credential_on_and_the_old_one_goes_on_verifying(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var programme = await Programme.Start(app);
        var before = await programme.Issue();
        var rotated = await Command(
            app,
            ["rotate-issuer-key", programme.Issuer.Id, "live"],
            $"first:{app.MasterKey}"
        );
        rotated.Code.ShouldBe(0, rotated.Errors);
        var after = await programme.Issue();
        foreach (var id in new[] { before.Id, after.Id })
            (await app.Get($"/verify/{id}?format=json"))
                .Should(200)
                .At("verdict")
                .ShouldBe("valid");
        var first = (await app.Get($"/verify/{before.Id}/document")).Text;
        var last = (await app.Get($"/verify/{after.Id}/document")).Text;
        var fragment = rotated
            .Output.Split(' ')
            .First(word => word.StartsWith("z6Mk", StringComparison.Ordinal));
        first.ShouldNotContain(fragment);
        last.ShouldContain(fragment);
    }

    [Fact]
    public async Task A_backup_is_made_while_the_server_runs_and_never_over_another_file()
    {
        await using var app = await VidimusApp.Start(new(Engine.Sqlite));
        var issued = await (await Programme.Start(app)).Issue();
        var file = Path.Combine(app.Folder, "copy.db");
        var made = await Command(app, ["backup", file], $"first:{app.MasterKey}");
        made.Code.ShouldBe(0, made.Errors);
        Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldContain(issued.Id);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var again = await Command(app, ["backup", file], $"first:{app.MasterKey}");
        again.Code.ShouldBe(1);
        again.Errors.ShouldContain("exists already");
    }

    [Fact]
    public async Task An_organization_made_by_command_has_keys_that_work()
    {
        await using var app = await VidimusApp.Start(new(Engine.Sqlite));
        var made = await Command(
            app,
            ["create-organization", "Ada's Academy"],
            $"first:{app.MasterKey}"
        );
        made.Code.ShouldBe(0, made.Errors);
        var key = made
            .Output.Split([' ', '\n', '\r'])
            .First(word => word.StartsWith("vdm_live_", StringComparison.Ordinal));
        (await app.Get("/v1/auth/me", key))
            .Should(200)
            .At("organization", "name")
            .ShouldBe("Ada's Academy");
    }

    [Fact]
    public async Task An_owner_is_let_in_by_a_command_also_one_who_cannot_get_in_any_more()
    {
        await using var app = await VidimusApp.Start(new(Engine.Sqlite));
        var lost = await app.Member("viewer");
        foreach (
            var (email, name) in new[]
            {
                (lost.Email, lost.Name),
                ("new.owner@example.org", "Ada Example"),
            }
        )
        {
            var done = await Command(
                app,
                ["add-owner", lost.Issuer.Id, email, name],
                $"first:{app.MasterKey}"
            );
            done.Code.ShouldBe(0, done.Errors);
            var link = done.Output[done.Output.IndexOf("/sign-in/", StringComparison.Ordinal)..]
                .Trim();
            var browser = new Browser(app);
            (await browser.Submit(link, link, ("password", "five other plain words here"))).Should(
                303
            );
            (await browser.Get("/account")).Should(200).Text.ShouldContain(">owner<");
        }
        (await lost.Browser.Get("/account")).Should(303);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_recipients_data_is_given_out_into_a_private_file_and_erased_by_command(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var programme = await Programme.Start(app);
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        var file = Path.Combine(
            Directory.CreateTempSubdirectory("vidimus-export-").FullName,
            "ada.json"
        );
        string[] who = [programme.Issuer.Id, "live", issued.RecipientId];
        var key = $"first:{app.MasterKey}";
        var exported = await Command(app, ["export-recipient", .. who, file], key);
        exported.Code.ShouldBe(0, exported.Errors);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var text = await File.ReadAllTextAsync(file);
        text.ShouldContain("ada@example.org");
        text.ShouldContain((await app.Get($"/verify/{issued.Id}/document")).Text);
        var again = await Command(app, ["export-recipient", .. who, file], key);
        (again.Code, again.Errors.Contains("exists already", StringComparison.Ordinal)).ShouldBe(
            (1, true)
        );

        var elsewhere = await Command(
            app,
            ["erase-recipient", programme.Issuer.Id, "test", issued.RecipientId],
            key
        );
        elsewhere.Code.ShouldBe(1);
        var erased = await Command(app, ["erase-recipient", .. who], key);
        erased.Code.ShouldBe(0, erased.Errors);
        (await programme.Get($"/v1/recipients/{issued.RecipientId}")).Should(404);
        (await app.VerifyId(issued.Id)).ShouldSay("invalid", "erased");
        (
            await app.Query(
                "SELECT kind, actor_kind, actor_id FROM platform_facts WHERE resource_id = @r ORDER BY id",
                ("r", issued.RecipientId)
            )
        )
            .Select(f => string.Join(' ', f))
            .ShouldBe(["recipient.exported operator command", "recipient.erased operator command"]);
    }

    private static async Task<(int Code, string Output, string Errors)> Command(
        VidimusApp app,
        string[] arguments,
        string masterKey
    )
    {
        await using var program = ServerProcess.Start(
            arguments,
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("VIDIMUS_Database__Folder", app.Folder),
            ("VIDIMUS_Database__ConnectionString", app.ConnectionString ?? ""),
            ("VIDIMUS_PublicUrl", app.PublicUrl),
            ("VIDIMUS_MasterKey", masterKey)
        );
        return await program.End();
    }
}

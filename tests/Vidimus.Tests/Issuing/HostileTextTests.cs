using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>Text of callers in patterns, in mail and in its headers.</summary>
public sealed class HostileTextTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    private static async Task<(VidimusApp App, string Folder)> StartWithMail(Engine engine)
    {
        Testing.Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        var app = await VidimusApp.Start(
            new(engine) { Settings = new Dictionary<string, string> { ["Mail:Folder"] = folder } }
        );
        return (app, folder);
    }

    [Theory]
    [InlineData(Engine.Sqlite, "^(a+)+$")]
    [InlineData(Engine.Postgres, "^(a|aa)+$")]
    [InlineData(Engine.Sqlite, "^(([a-z])+.)+[A-Z]([a-z])+$")]
    public async Task P11_a_pattern_that_could_run_for_ever_is_answered_at_once(
        Engine engine,
        string pattern
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var issuer = await app.NewOrganization();
        var schema = JsonSerializer.Serialize(
            new { type = "object", properties = new { code = new { type = "string", pattern } } }
        );
        var made = await app.Post(
            "/v1/groups",
            issuer.Live.Secret,
            $$"""{"name":"First Aid","subjectSchema":{{schema}}}"""
        );
        var group = made.Should(201).At("id");
        var text = new string('a', 20_000) + "!";
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        (
            await app.Post(
                    "/v1/credentials",
                    issuer.Live.Secret,
                    $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"},"subject":{"code":"{{{text}}}"}}"""
                )
                .WaitAsync(soon.Token)
        ).Status.ShouldBe(400);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task P13_what_looks_like_a_template_is_mailed_as_the_text_it_is(Engine engine)
    {
        var (app, folder) = await StartWithMail(engine);
        await using var _ = app;
        const string odd = "{{7901*7907}} ${env:HOME} {0} <%= secret %> @Model #{1+1}";
        var programme = await Programme.Start(app);
        var issued = await programme.Issue(
            $$""","name":"{{odd}}" """,
            $$"""{"name":"{{odd}}","email":"ada@example.org"}"""
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        var mail = await Mail(app, folder);
        Decoded(mail).ShouldContain(odd);
        Decoded(mail).ShouldNotContain("62473207");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task P15_nobody_writes_headers_or_further_addresses_into_a_mail(Engine engine)
    {
        var (app, folder) = await StartWithMail(engine);
        await using var _ = app;
        var programme = await Programme.Start(app);
        foreach (
            var address in new[]
            {
                """ada@example.org\r\nBcc: eve@example.org""",
                """ada@example.org\nBcc: eve@example.org""",
                "ada@example.org, eve@example.org",
                "ada@example.org;eve@example.org",
                "Ada <ada@example.org>",
                """ada@example.org\u0000""",
                """\u2028ada@example.org""",
            }
        )
            (
                await programme.TryIssue(
                    recipient: $$"""{"name":"Ada Example","email":"{{address}}"}"""
                )
            ).Status.ShouldBe(400, address);

        // What would become a line of the header is refused where it comes in.
        const string broken = "Ada Example\\r\\nBcc: eve@example.org";
        (
            await programme.TryIssue(
                recipient: $$"""{"name":"{{broken}}","email":"ada@example.org"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR");
        (await programme.TryIssue($$""","name":"{{broken}}" """)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR"
        );
        Directory.GetFiles(folder).ShouldBeEmpty();
    }

    private static async Task<string> Mail(VidimusApp app, string folder)
    {
        for (var tries = 0; ; tries++)
        {
            if (Directory.GetFiles(folder, "*.eml") is [var file])
                return await File.ReadAllTextAsync(file);
            tries.ShouldBeLessThan(100, "no mail came");
            app.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(50);
        }
    }

    private static string Decoded(string mail) => Distribution.Eml.Read(mail).Text;
}

using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>Sending credentials to recipients; mail goes into a folder, as in development.</summary>
public sealed class DistributionTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_distributed_credential_is_mailed_once_with_its_link_and_says_when(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(engine) { Settings = new Dictionary<string, string> { ["Mail:Folder"] = folder } }
        );
        var programme = await Programme.Start(app);
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);

        var mail = await Until(
            app,
            () => Directory.GetFiles(folder, "*.eml"),
            files => files.Length == 1
        );
        var text = await File.ReadAllTextAsync(mail[0]);
        text.ShouldContain("ada@example.org");
        Decoded(text).ShouldContain($"/verify/{issued.Id}");
        await Until(
            app,
            () =>
                programme
                    .Get($"/v1/credentials/{issued.Id}")
                    .GetAwaiter()
                    .GetResult()
                    .At("distributedAt"),
            time => !string.IsNullOrEmpty(time)
        );
        app.Advance(TimeSpan.FromMinutes(10));
        await Task.Delay(300);
        Directory.GetFiles(folder, "*.eml").Length.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Verix_X8_issue_and_distribute_are_honoured_separately(Engine engine)
    {
        Testing.Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(engine) { Settings = new Dictionary<string, string> { ["Mail:Folder"] = folder } }
        );
        var programme = await Programme.Start(app);
        var path = $"/verix/v1/credentials/groups/{programme.Number}/";
        const string inputs =
            """[{"recipient":{"name":"Ada Example","email":"ada@example.org"}}]""";
        (
            await programme.Post(
                path,
                $$"""{"issue":true,"distribute":false,"inputs":{{inputs}}}"""
            )
        ).Should(200);
        (
            await programme.Post(
                path,
                $$"""{"issue":false,"distribute":true,"inputs":{{inputs}}}"""
            )
        ).Should(200);
        app.Advance(TimeSpan.FromSeconds(10));
        await Task.Delay(500);
        Directory
            .GetFiles(folder, "*.eml")
            .ShouldBeEmpty("issued without distributing, and a draft: neither is sent");
        (
            await programme.Post(path, $$"""{"issue":true,"distribute":true,"inputs":{{inputs}}}""")
        ).Should(200);
        await Until(app, () => Directory.GetFiles(folder, "*.eml"), files => files.Length == 1);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_with_the_reason()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(Engine.Sqlite)
            {
                Settings = new Dictionary<string, string> { ["Mail:Folder"] = folder },
            }
        );
        var programme = await Programme.Start(app);
        var silent = await programme.Issue();
        (await programme.Post($"/v1/credentials/{silent.Id}/distribute")).ShouldBeProblem(
            409,
            "RECIPIENT_WITHOUT_ADDRESS"
        );
        var draft = await programme.Draft(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        (await programme.Post($"/v1/credentials/{draft.Id}/distribute")).ShouldBeProblem(
            409,
            "CREDENTIAL_NOT_ISSUED"
        );
        var revoked = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        (
            await programme.Post($"/v1/credentials/{revoked.Id}/revoke", """{"reason":"typo"}""")
        ).Should(200);
        (await programme.Post($"/v1/credentials/{revoked.Id}/distribute")).ShouldBeProblem(
            409,
            "CREDENTIAL_REVOKED"
        );
    }

    private static async Task<T> Until<T>(VidimusApp app, Func<T> read, Func<T, bool> right)
    {
        for (var tries = 0; ; tries++)
        {
            var value = read();
            if (right(value))
                return value;
            tries.ShouldBeLessThan(100, "it never came about");
            app.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(50);
        }
    }

    private static string Decoded(string mail) => Distribution.Eml.Read(mail).Text;
}

using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Distribution;

/// <summary>How much mail an organization sends through the installation's server.</summary>
public sealed class MailLimitTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Mail_beyond_the_days_number_waits_until_the_next_day_and_says_so(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Mail:Folder"] = folder,
                    ["Mail:PerOrganizationPerDay"] = "2",
                },
            }
        );
        var programme = await Programme.Start(app);
        (await Tried(programme)).At("sent").ShouldBe("true");
        await programme.Sending(await Asked(programme), "sent");

        var third = await Asked(programme);
        var waits = await app.Until(
            () => programme.Get($"/v1/credentials/{third}"),
            a => a.At("distribution", "code") == "daily-limit"
        );
        waits.At("distribution", "state").ShouldBe("waiting");
        waits.At("distribution", "nextTryAt")!.ShouldContain("T00:00:00");
        (await Tried(programme)).At("code").ShouldBe("daily-limit");
        var offered = await programme.Post(
            $"/v1/credentials/{third}/offers",
            """{"transactionCode":"mail"}"""
        );
        offered.ShouldBeProblem(429, "MAIL_LIMIT_REACHED");
        offered["Retry-After"].ShouldNotBeNull();

        var other = await Programme.Start(app);
        await other.Sending(await Asked(other), "sent");
        // Another day: what was sent counts for one that is over.
        await app.Execute(
            "UPDATE platform_tallies SET name = 'day/2000-01-01/mailed' WHERE name LIKE 'day/%/mailed'"
        );
        await app.Execute(
            "UPDATE credentials_distributions SET next_try_at = 0 WHERE credential_id = @id",
            ("@id", third)
        );
        await app.Until(
            () =>
            {
                app.Advance(TimeSpan.FromMinutes(1)); // whoever sends looks again after a while
                return programme.Get($"/v1/credentials/{third}");
            },
            a => a.At("distribution", "state") == "sent"
        );
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> Asked(Programme programme)
    {
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        return issued.Id;
    }

    private static async Task<Answer> Tried(Programme programme) =>
        (
            await programme.App.Post(
                "/v1/organization/mail/test",
                programme.Issuer.Live.Secret,
                new { to = "ada@example.org" }
            )
        ).Should(200);
}

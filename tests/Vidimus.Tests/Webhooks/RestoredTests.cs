using Shouldly;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What a restore from a backup makes of events, for a node that is started after it.</summary>
public abstract class RestoredTests(Engine engine)
{
    public sealed class Sqlite() : RestoredTests(Engine.Sqlite);

    public sealed class Postgres() : RestoredTests(Engine.Postgres);

    [Fact]
    public async Task Ends_that_were_told_are_not_told_again_and_what_was_held_is_removed_in_the_end()
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine) { Settings = Listening.Settings });
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.*");
        await programme.Pause(endpoint);
        var ends = app.Clock.Now.AddHours(1);
        var told = await programme.Issue($$""","validUntil":"{{ends:O}}" """);
        var later = await programme.Issue($$""","validUntil":"{{ends.AddDays(2):O}}" """);
        app.Clock.Jump(TimeSpan.FromHours(2));
        await Told(app, told, 1);
        // As the backup has it: it was made before.
        await app.Execute(
            "UPDATE credentials_credentials SET expiry_told_at = NULL WHERE id = @id",
            ("@id", told.Id)
        );

        var came = await app.Inside.Get<Restoring>().Run(TestContext.Current.CancellationToken);
        came.Ended.ShouldContain(e => e.Contains("pass for told", StringComparison.Ordinal));
        (await app.Deliveries(endpoint)).ShouldAllBe(d => d.State == "held" && d.NextAt == null);

        await using var next = await VidimusApp.Start(
            new(engine) { Beside = app, Settings = Listening.Settings }
        );
        next.Clock.Jump(TimeSpan.FromDays(3));
        await Told(next, later, 1);
        await Told(next, told, 1);
        (await next.Deliveries(endpoint)).Count(d => d.State == "held").ShouldBe(3);

        next.Clock.Jump(TimeSpan.FromDays(28));
        for (var i = 0; (await next.Deliveries(endpoint)).Any(d => d.State == "held"); i++)
        {
            i.ShouldBeLessThan(100);
            next.Advance(TimeSpan.FromMinutes(5));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task Told(VidimusApp app, Issued credential, int times)
    {
        for (var i = 0; ; i++)
        {
            var found = await app.Query(
                "SELECT id FROM platform_facts WHERE kind = 'credential.expired' AND resource_id = @id",
                ("@id", credential.Id)
            );
            if (found.Count == times)
                return;
            i.ShouldBeLessThan(100, $"told {found.Count} times");
            app.Advance(TimeSpan.FromSeconds(6));
            await Task.Delay(50);
        }
    }
}

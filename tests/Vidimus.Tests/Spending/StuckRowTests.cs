using System.Diagnostics;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Spending;

/// <summary>A row that somebody outside holds, and answers that are about more than they show.</summary>
public sealed class StuckRowTests
{
    [Fact]
    public async Task F5_a_row_that_somebody_holds_stops_those_who_need_it_and_nobody_else()
    {
        Engines.Demand(Engine.Postgres);
        await using var app = await VidimusApp.Start(
            new(Engine.Postgres)
            {
                Settings = new Dictionary<string, string>(Priced.Settings)
                {
                    ["Database:LockTimeout"] = "00:00:01",
                },
            }
        );
        var stuck = await Spender.Start(app, day: 100_000);
        (await stuck.Issue()).Should(201);
        var other = await Spender.Start(app);
        await using var outside = await app.OpenDatabase();
        await using var transaction = await outside.BeginTransactionAsync(
            TestContext.Current.CancellationToken
        );
        await using (var command = outside.CreateCommand())
        {
            command.Transaction = transaction;
            command.CommandText = "SELECT account FROM access_spend FOR UPDATE";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var held = Enumerable.Range(0, 60).Select(_ => stuck.Issue()).ToArray();
        var since = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++)
            (await other.Programme.Draft()).Id.ShouldNotBeEmpty();
        // One wait with the others and one alone for each writer, not one for each of the sixty.
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        foreach (var answer in await Task.WhenAll(held))
            answer.Status.ShouldBe(503, answer.Text);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        (await stuck.Issue()).Should(201);
        (await stuck.Charges()).Count.ShouldBe(2);
        await stuck.ShouldBeWhole();
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task An_answer_kept_for_a_repetition_goes_with_its_recipient_also_when_a_threshold_was_reached(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine) { Settings = Priced.Settings });
        var spender = await Spender.Start(app, day: Priced.Issue);
        var draft = await spender.Programme.Draft();
        Task<Answer> Issue() =>
            app.Post(
                $"/v1/credentials/{draft.Id}/issue",
                spender.Key.Secret,
                null,
                ("Idempotency-Key", "once")
            );
        (await Issue()).Should(200).Text.ShouldContain("Ada Example");
        (await spender.Facts("spend.threshold")).Count.ShouldBe(3);
        (
            await app.Delete(
                $"/v1/recipients/{draft.RecipientId}",
                spender.Programme.Issuer.Live.Secret
            )
        ).Should(204);
        (await Issue()).Text.ShouldNotContain("Ada Example");
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_long_list_of_drafts_that_the_cap_refuses_tells_each_the_same_reason(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine) { Settings = Priced.Settings });
        var spender = await Spender.Start(app, day: Priced.Issue);
        var drafts = new List<Issued>();
        for (var i = 0; i < 5; i++)
            drafts.Add(await spender.Programme.Draft());
        var inputs = string.Join(
            ',',
            drafts.Select(d => $$$"""{"credentialUid":"{{{d.Uuid}}}"}""")
        );
        var answer = (
            await app.Send(
                HttpMethod.Put,
                $"/verix/v1/credentials/groups/{spender.Programme.Number}/",
                spender.Key.Secret,
                $$"""{"issue":true,"inputs":[{{inputs}}]}"""
            )
        ).Should(200);
        answer.Text.Split("SPEND_LIMIT_EXCEEDED").Length.ShouldBe(5);
        (await spender.Charges()).Count.ShouldBe(1);
        await spender.ShouldBeWhole();
    }
}

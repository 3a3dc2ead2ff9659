using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Repeating;

/// <summary>Twins of a request that would be refused once its first one is done.</summary>
public sealed class DraftTwinTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task L7_a_twin_that_finds_its_draft_issued_already_gets_the_first_answer(
        Engine engine
    )
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        await using var beside = await VidimusApp.Start(new(engine) { Beside = app });
        var here = await Programme.Start(app);
        var there = here with { Issuer = here.Issuer with { App = beside } };
        for (var round = 0; round < 15; round++)
        {
            var draft = await here.Draft();
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(i =>
                        (i % 2 == 0 ? here : there).Insist(
                            $"/v1/credentials/{draft.Id}/issue",
                            null,
                            ("Idempotency-Key", $"round-{round}")
                        )
                    )
            );
            answers.Select(a => a.Should(200).Text).Distinct().Count().ShouldBe(1);
            answers.Count(a => a["Idempotency-Replayed"] is null).ShouldBe(1);
        }
        // Another key is another request, and is refused for what it is.
        var issued = await here.Draft();
        (await here.Post($"/v1/credentials/{issued.Id}/issue")).Should(200);
        (
            await here.Post(
                $"/v1/credentials/{issued.Id}/issue",
                null,
                ("Idempotency-Key", "another")
            )
        ).ShouldBeProblem(409, "CREDENTIAL_ALREADY_ISSUED");
    }
}

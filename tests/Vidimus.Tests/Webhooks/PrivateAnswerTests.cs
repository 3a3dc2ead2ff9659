using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What a private receiver answers is not shown where the operator says so.</summary>
public abstract class PrivateAnswerTests(Engine engine)
{
    public sealed class Sqlite() : PrivateAnswerTests(Engine.Sqlite);

    public sealed class Postgres() : PrivateAnswerTests(Engine.Postgres);

    [Fact]
    public async Task S7_an_answer_from_an_allowed_network_is_neither_kept_nor_shown_where_that_is_set()
    {
        Engines.Demand(engine);
        var settings = new Dictionary<string, string>(Listening.Settings)
        {
            ["Webhooks:KeepAnswersFromAllowedNetworks"] = "false",
        };
        await using var app = await VidimusApp.Start(new(engine) { Settings = settings });
        await using var inside = Receiver.Behaving(i => i.Answer(200, "inside"));
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(inside, "credential.issued");

        var test = (await programme.Post($"/v1/webhooks/{endpoint}/test")).Should(200);
        await programme.Issue();

        await app.Until(endpoint, d => d.Count == 2 && d.All(x => x.State == "succeeded"));
        (test.At("httpStatus"), test.At("response")).ShouldBe(("200", null));
        (await app.Attempts(endpoint)).ShouldAllBe(a => a.Status == 200 && a.Response == null);
    }
}

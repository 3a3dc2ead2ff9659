using Shouldly;
using Vidimus.Client.Tests.Cli;
using Xunit;

namespace Vidimus.Client.Tests.Policies;

public sealed class Researching : IDisposable
{
    private readonly Terminal terminal = new();
    private readonly string id = Samples.Id("res_");

    public Researching() =>
        terminal.Server.On(
            "POST /v1/prior-authorizations/research",
            $$$"""
            {"id":"{{{id}}}","status":"completed","createdAt":"2026-11-26T16:00:00.000Z","finishedAt":"2026-11-26T16:00:01.000Z","error":null,"result":{
              "determination":{"paRequired":true,"confidence":"medium","reasoning":"L900001 requires prior authorization for X0354."},
              "payerPolicies":[{"payerName":"Medicare","policyName":"L900001: Imaginary","policyUrl":"https://policies.example/L900001","summary":"…"}],
              "documentationRequirements":[{"requirement":"A signed order","mandatory":true,"notes":"By L900001."}],
              "medicalNecessityCriteria":[{"criterion":"For adults","category":"clinical"}],
              "coverageLimitations":[],"timeline":{"standardReviewDays":10,"expeditedReviewDays":null,"approvalValidityDays":null},"appealProcess":null,
              "sources":[{"title":"L900001","url":null,"relevance":null,"origin":"corpus"}]}}
            """
        );

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task Research_is_shown_to_people_as_text()
    {
        (await terminal.Run("prior-auth", "research", "X0354", "--state", "WA")).ShouldBe(0);

        terminal.Out.ShouldNotContain("{");
        terminal.Out.ShouldContain($"{id}, completed");
        terminal.Out.ShouldContain("needed");
        terminal.Out.ShouldContain("L900001 requires prior authorization for X0354.");
        terminal.Out.ShouldContain("- L900001: Imaginary (https://policies.example/L900001)");
        terminal.Out.ShouldContain("- A signed order (By L900001)");
        terminal.Out.ShouldContain("- For adults");
        terminal.Out.ShouldContain("Standard review: 10 days");
        terminal.Out.ShouldNotContain("Not paid for");
    }

    [Fact]
    public async Task Research_is_JSON_for_programs()
    {
        (await terminal.Run("prior-auth", "research", "X0354", "--json")).ShouldBe(0);

        ((bool)terminal.Json["result"]!["determination"]!["paRequired"]!).ShouldBeTrue();
    }
}

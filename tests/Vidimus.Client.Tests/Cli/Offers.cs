using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class Offers : IDisposable
{
    private static readonly string Cred = Samples.Id("cred_");
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task Offer_sends_what_was_asked_and_prints_the_link_and_the_code_once()
    {
        terminal.Server.On($"POST /v1/credentials/{Cred}/offers", Samples.WalletOffer, 201);

        var ended = await terminal.Run(
            "offer",
            Cred,
            "--code",
            "answer",
            "--format",
            "ldp_vc",
            "--format",
            "dc+sd-jwt",
            "--lifetime",
            "60"
        );

        ended.ShouldBe(0, terminal.Error);
        var sent = terminal.Server.To($"/v1/credentials/{Cred}/offers").Single();
        var body = JsonNode.Parse(sent.Body)!;
        body["transactionCode"]!.GetValue<string>().ShouldBe("answer");
        body["formats"]!
            .AsArray()
            .Select(f => f!.GetValue<string>())
            .ShouldBe(["ldp_vc", "dc+sd-jwt"]);
        body["lifetimeSeconds"]!.GetValue<int>().ShouldBe(60);
        terminal.Out.ShouldContain("openid-credential-offer://?credential_offer_uri=x");
        terminal.Out.ShouldContain("123456");
    }
}

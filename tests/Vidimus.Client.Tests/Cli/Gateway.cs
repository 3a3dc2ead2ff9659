using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class GatewayCommands
{
    [Fact]
    public async Task A_callers_secret_is_printed_once_and_kept_as_a_digest_alone()
    {
        using var cli = new Terminal();
        var file = cli.At("callers.json");
        (
            await cli.Run(
                "gateway",
                "add-caller",
                "desktop",
                "--callers",
                file,
                "--tools",
                "verifyCredential,getCredential"
            )
        ).ShouldBe(0, cli.Error);
        var secret = cli.Out.Trim();
        secret.ShouldStartWith("vgw_");
        var kept = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        kept.ShouldNotContain(secret);
        kept.ShouldContain("verifyCredential");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await cli.Run("gateway", "add-caller", "desktop", "--callers", file)).ShouldBe(1);
        cli.Error.ShouldContain("--rotate");
        (await cli.Run("gateway", "add-caller", "desktop", "--callers", file, "--rotate")).ShouldBe(
            0
        );
        (await cli.Run("gateway", "remove-caller", "desktop", "--callers", file)).ShouldBe(0);
        (await cli.Run("gateway", "remove-caller", "desktop", "--callers", file)).ShouldBe(1);
        (await cli.Run("gateway", "add-caller", "two words", "--callers", file)).ShouldBe(1);
    }

    [Fact]
    public async Task The_gateway_says_all_that_is_missing_and_takes_no_key_from_the_command_line()
    {
        using var cli = new Terminal();
        cli.Variables.Clear();
        (await cli.Run("gateway")).ShouldBe(1);
        cli.Error.ShouldContain("url");
        cli.Error.ShouldContain("client token");
        (
            await cli.Run("gateway", "--url", "https://trust.example", "--key", Samples.Key43)
        ).ShouldBe(1);
        cli.Error.ShouldContain("--key-file");
        cli.Error.ShouldNotContain(Samples.Key43);
        var key = cli.File("key", Samples.Key43);
        (
            await cli.Run(
                "gateway",
                "--url",
                "https://trust.example",
                "--key-file",
                key,
                "--address",
                "0.0.0.0"
            )
        ).ShouldBe(1);
        cli.Error.ShouldContain("everybody");
    }

    [Fact]
    public async Task Check_tells_each_part_and_fails_when_one_does()
    {
        using var cli = new Terminal();
        cli.Variables["VIDIMUS_GATEWAY_CLIENT_TOKEN"] = Samples.Key43;
        cli.Server.On("GET /health", Samples.Health);
        string[] check = ["gateway", "--check", "--url", "https://trust.example", "--json"];
        (await cli.Run(check)).ShouldBe(0, cli.Error + cli.Out);
        cli.Out.ShouldContain("authentication");
        cli.Server.On(Bench.Exchange, () => Stub.Error(401, "AUTH_REVOKED_KEY"));
        (await cli.Run(check)).ShouldBe(1);
        cli.Out.ShouldContain("AUTH_REVOKED_KEY");
        cli.Out.ShouldNotContain(Samples.Key43);
    }
}

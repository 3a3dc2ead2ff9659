using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class Configuring : IDisposable
{
    private readonly Terminal terminal = new();

    public Configuring() => terminal.Variables.Clear();

    public void Dispose() => terminal.Dispose();

    private string Saved => terminal.At("config/config.json");

    [Fact]
    public async Task What_was_configured_is_used_and_its_file_can_be_read_by_its_owner_alone()
    {
        terminal.Typed = Samples.Key43 + "\n";

        (await terminal.Run("configure", "--url", "https://trust.example")).ShouldBe(0);
        (terminal.Out + terminal.Error).ShouldNotContain("PLANTED");
        (await terminal.Run("whoami")).ShouldBe(0);

        terminal.Server.To("/v1/auth/me").ShouldNotBeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Saved).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.GetDirectoryName(Saved)!)
                .ShouldBe(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );
        }
    }

    [Fact]
    public async Task A_key_may_come_from_a_file_but_not_from_the_command_line()
    {
        var file = terminal.File("key", Samples.Key43 + "\nnotes\n");

        (
            await terminal.Run(
                "configure",
                "--url",
                "https://trust.example",
                "--key",
                Samples.Key43
            )
        ).ShouldBe(1);
        File.Exists(Saved).ShouldBeFalse();
        (
            await terminal.Run("configure", "--url", "https://trust.example", "--key-file", file)
        ).ShouldBe(0);
        (await terminal.Run("whoami")).ShouldBe(0);

        terminal
            .Server.To("/v1/auth/token")
            .First()
            .Header("Authorization")
            .ShouldBe("Bearer " + Samples.Key43);
    }

    [Fact]
    public async Task A_saved_key_is_never_shown_to_another_server()
    {
        terminal.Typed = Samples.Key43;
        await terminal.Run("configure", "--url", "https://trust.example");

        (await terminal.Run("whoami", "--url", "https://elsewhere.example")).ShouldBe(1);

        terminal.Server.Requests.ShouldBeEmpty();
        terminal.Error.ShouldContain("NO_KEY");
    }

    [Fact]
    public async Task Options_go_before_the_environment_and_that_before_what_was_saved()
    {
        terminal.Typed = "vdm_live_saved";
        await terminal.Run("configure", "--url", "https://trust.example");

        await terminal.Run("whoami");
        terminal.Variables["VIDIMUS_KEY"] = "vdm_live_variable";
        await terminal.Run("whoami");
        await terminal.Run("whoami", "--key", "vdm_live_option");
        await terminal.Run("whoami", "--key", "vdm_live_option", "--direct");

        terminal
            .Server.To("/v1/auth/token")
            .Select(r => r.Header("Authorization"))
            .ShouldBe([
                "Bearer vdm_live_saved",
                "Bearer vdm_live_variable",
                "Bearer vdm_live_option",
            ]);
        terminal
            .Server.To("/v1/auth/me")
            .Last()
            .Header("Authorization")
            .ShouldBe("Bearer vdm_live_option");
    }

    [Fact]
    public async Task Settings_that_others_can_read_or_that_are_damaged_are_refused()
    {
        terminal.Typed = Samples.Key43;
        await terminal.Run("configure", "--url", "https://trust.example");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Saved,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
            );
            (await terminal.Run("whoami")).ShouldBe(1);
            terminal.Error.ShouldContain("chmod 600");
            File.SetUnixFileMode(Saved, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await File.WriteAllTextAsync(Saved, "{");
        (await terminal.Run("whoami")).ShouldBe(1);
        terminal.Error.ShouldContain("configure");
    }

    [Theory]
    [InlineData("http://trust.example")]
    [InlineData("trust.example")]
    public async Task An_address_that_is_incomplete_or_plain_http_is_refused_with_a_way_out(
        string url
    )
    {
        terminal.Typed = Samples.Key43;
        (await terminal.Run("configure", "--url", url)).ShouldBe(1);
        terminal.Error.ShouldContain("https");
        (await terminal.Run("whoami", "--url", url, "--key", "x")).ShouldBe(1);
        terminal.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_server_the_message_tells_every_way_to_name_one()
    {
        (await terminal.Run("health")).ShouldBe(1);
        terminal.Error.ShouldContain("--url");
        terminal.Error.ShouldContain("VIDIMUS_URL");
        terminal.Error.ShouldContain("configure");
    }
}

using Shouldly;
using Vidimus.Gateway;
using Xunit;

namespace Vidimus.Client.Tests.Gateway;

public sealed class GatewaySettingsTests
{
    private static GatewaySettings Read(
        Dictionary<string, string>? flags = null,
        params (string Name, string Value)[] variables
    ) =>
        GatewaySettings.Read(
            flags ?? [],
            name => variables.FirstOrDefault(v => v.Name == name).Value
        );

    [Fact]
    public void A_flag_goes_before_a_variable_and_that_before_the_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(
                file,
                """{ "url": "https://file.example", "port": 1, "environment": "file", "cache": { "listGroups": 5 }, "tools": ["listGroups", "getGroup"] }"""
            );
            var settings = Read(
                new() { ["config"] = file, ["port"] = "3" },
                ("VIDIMUS_GATEWAY_PORT", "2"),
                ("VIDIMUS_GATEWAY_ENVIRONMENT", "variable"),
                ("VIDIMUS_GATEWAY_CLIENT_TOKEN", Samples.Key43),
                ("ENVIRONMENT", "another program's")
            );
            settings.Port.ShouldBe(3);
            settings.Environment.ShouldBe("variable");
            settings.Url.ShouldBe(new Uri("https://file.example"));
            settings.Cache["listGroups"].ShouldBe(TimeSpan.FromSeconds(5));
            settings.Tools.ShouldBe(["listGroups", "getGroup"]);
            settings.ToString().ShouldNotContain(Samples.Key43);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Names_that_platforms_use_are_taken()
    {
        var settings = Read(
            null,
            ("API_BASE_URL", "https://api.example"),
            ("CLIENT_ACCESS_TOKEN", Samples.Key43),
            ("PORT", "9000"),
            ("LOG_LEVEL", "warn")
        );
        settings.Port.ShouldBe(9000);
        settings.Url.Host.ShouldBe("api.example");
        settings.ClientToken.ShouldNotBeNull();
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var message = Should
            .Throw<GatewayMistakeException>(() =>
                Read(
                    new()
                    {
                        ["url"] = "http://trust.example",
                        ["port"] = "70000",
                        ["cache"] = "listGroups",
                        ["api"] = "other",
                    }
                )
            )
            .Message;
        foreach (var part in (string[])["client token", "plain http", "port", "cache", "api"])
            message.ShouldContain(part);
    }

    [Fact]
    public void A_secret_is_taken_neither_from_a_flag_nor_from_the_configuration_file()
    {
        Should
            .Throw<GatewayMistakeException>(() => Read(new() { ["client-token"] = Samples.Key43 }))
            .Message.ShouldNotContain(Samples.Key43);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $$"""{ "clientToken": "{{Samples.Key43}}" }""");
            Should
                .Throw<GatewayMistakeException>(() => Read(new() { ["config"] = file }))
                .Message.ShouldNotContain(Samples.Key43);
            File.WriteAllText(file, """{ "prot": 1 }""");
            Should
                .Throw<GatewayMistakeException>(() => Read(new() { ["config"] = file }))
                .Message.ShouldContain("prot");
        }
        finally
        {
            File.Delete(file);
        }
    }
}

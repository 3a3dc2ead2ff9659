using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>Run alone: they change variables of the whole process.</summary>
[CollectionDefinition(nameof(OutsideSettings), DisableParallelization = true)]
public sealed class OutsideSettings;

/// <summary>What the framework would take from the surroundings is not taken.</summary>
[Collection(nameof(OutsideSettings))]
public sealed class GatewayOutsideSettingsTests(OnSqlite shared)
    : Scenario(shared),
        IClassFixture<OnSqlite>
{
    [Fact]
    public async Task Variables_of_the_framework_open_no_second_endpoint()
    {
        var issuer = await App.NewOrganization();
        const string variable = "Kestrel__Endpoints__Other__Url";
        Environment.SetEnvironmentVariable(variable, "http://127.0.0.1:0");
        try
        {
            await using var gateway = await RunningGateway.Start(App, issuer.Live);
            (await gateway.Get("/livez")).Should(200);
            // Addresses stand there parted by commas.
            gateway.Log.ShouldContain("Listening on http://127.0.0.1:");
            gateway.Log.ShouldNotContain(", http");
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }
}

using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>A receiver's password is for the receiver that it was given for.</summary>
public abstract class MovedEndpointTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : MovedEndpointTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : MovedEndpointTests(shared),
            IClassFixture<HookedOnPostgres>;

    [Theory]
    [InlineData("""{"url":"https://receiver.example/another/path"}""", "X-Password")]
    [InlineData("""{"url":"https://RECEIVER.example:443/hooks/1?tenant=2"}""", "X-Password")]
    [InlineData("""{"url":"https://other.example/hooks/1"}""")]
    [InlineData("""{"url":"https://receiver.example:8443/hooks/1"}""")]
    [InlineData("""{"url":"https://other.example/1","headers":{"X-New":"given anew"}}""", "X-New")]
    public async Task Headers_of_an_endpoint_do_not_go_along_to_another_origin(
        string change,
        params string[] left
    )
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live, ""","headers":{"X-Password":"of the receiver"}""");
        var edited = await App.Patch($"{Hooks.Path}/{id}", issuer.Live.Secret, change);
        edited.Should(200).At("headerNames").ShouldBe(JsonSerializer.Serialize(left));
        (await Names(issuer, id)).ShouldBe(left);
    }

    [Theory]
    [InlineData("https://receiver.example/another/path", "X-Password")]
    [InlineData("https://other.example/hooks/1")]
    public async Task Nor_when_a_client_of_Verity_leads_it_there(string url, params string[] left)
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live, ""","headers":{"X-Password":"of the receiver"}""");
        (
            await App.Patch("/api/v1/webhooks/1", issuer.Live.Secret, $$"""{"url":"{{url}}"}""")
        ).Should(200);
        (await Names(issuer, id)).ShouldBe(left);
    }

    private async Task<string[]> Names(Issuer issuer, string id) =>
        JsonSerializer.Deserialize<string[]>(
            (await App.Get($"{Hooks.Path}/{id}", issuer.Live.Secret)).Should(200).At("headerNames")!
        )!;
}

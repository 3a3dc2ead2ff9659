using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>From a member's consent to a request with a token, and what the page says on the way.</summary>
public abstract class AuthorizeTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task A_member_allows_a_client_which_then_acts_for_the_member_until_that_is_ended()
    {
        var member = await App.Member();
        var assistant = await Assistant.Public(App);
        var led = (await assistant.Answered(member)).Should(303);
        led["Location"]!.ShouldStartWith(Assistant.Callback + "&");
        var back = Assistant.Led(led);
        back["state"].ShouldBe("a state & more");
        back["iss"].ShouldBe(App.PublicUrl);

        var tokens = (await assistant.Redeem(back["code"])).Should(200);
        tokens["Cache-Control"].ShouldBe("no-store");
        tokens.At("token_type").ShouldBe("Bearer");
        tokens.At("expires_in").ShouldBe("3600");
        tokens.At("scope").ShouldBe("credentials:read credentials:issue");
        var claims = Claims(tokens.At("access_token")!);
        claims.GetProperty("iss").GetString().ShouldBe(App.PublicUrl);
        claims.GetProperty("aud").GetString().ShouldBe(App.PublicUrl + "/mcp");
        claims.GetProperty("sub").GetString().ShouldBe(member.Id);
        claims.GetProperty("client_id").GetString().ShouldBe(assistant.Id);
        claims.GetProperty("org").GetString().ShouldBe(member.Issuer.Id);
        claims.GetProperty("mode").GetString().ShouldBe("live");
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(200);

        var listed = (await App.Get("/v1/grants", await member.Token())).Should(200);
        var grant = listed.Json.GetProperty("data")[0];
        grant.GetProperty("id").GetString().ShouldBe(claims.GetProperty("grant").GetString());
        grant.GetProperty("clientName").GetString().ShouldBe("Example Assistant");
        grant.GetProperty("redirectHost").GetString().ShouldBe("assistant.example");
        grant.GetProperty("state").GetString().ShouldBe("active");
        (
            await App.Delete(
                $"/v1/grants/{grant.GetProperty("id").GetString()}",
                await member.Token()
            )
        ).Should(204);
        (await Assistant.Opens(App, tokens.At("access_token")!)).ShouldBe(401);
        (await assistant.Refresh(tokens.At("refresh_token")!))
            .Should(400)
            .At("error")
            .ShouldBe("invalid_grant");
    }

    private static JsonElement Claims(string token) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : AuthorizeTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : AuthorizeTests(shared),
            IClassFixture<UnlimitedOnPostgres>;
}

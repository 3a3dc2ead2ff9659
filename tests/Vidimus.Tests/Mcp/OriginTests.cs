using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Web pages of others do not get in by a browser on this machine.</summary>
public abstract class OriginTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(FixturesOnSqlite shared)
        : OriginTests(shared),
            IClassFixture<FixturesOnSqlite>;

    public sealed class Postgres(FixturesOnPostgres shared)
        : OriginTests(shared),
            IClassFixture<FixturesOnPostgres>;

    private async Task<Answer> From(string? origin, string? host = null)
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret, "/mcp");
        var headers = new List<(string, string)>();
        if (origin is not null)
            headers.Add(("Origin", origin));
        if (host is not null)
            headers.Add(("Host", host));
        return await wire.Post(Wire.Message(1, "tools/list", null), [.. headers]);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("https://inspector.example.evil.example")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("http://127.0.0.1.evil.example")]
    public async Task O12_a_page_of_another_site_is_refused(string origin) =>
        (await From(origin)).ShouldFail(403, -32000);

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("localhost.evil.example")]
    [InlineData("10.1.2.3")]
    public async Task O12_a_name_that_was_made_to_lead_here_is_refused(string host)
    {
        (await From(null, host)).Should(403);
        (await From($"http://{host}", host)).Should(403);
    }

    [Fact]
    public async Task O12_a_request_without_a_host_is_refused()
    {
        var key = (await App.NewOrganization()).Test.Secret;
        var message = Wire.Message(1, "tools/list", null);
        var answer = await App.Raw(
            $"POST /mcp HTTP/1.0\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {message.Length}\r\n\r\n{message}"
        );
        answer.ShouldContain(" 403 ");
    }

    [Fact]
    public async Task O12_get_and_delete_are_held_to_the_same()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret, "/mcp");
        var session = await wire.Begin();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
            (
                await wire.Send(
                    method,
                    null,
                    ("Mcp-Session-Id", session),
                    ("Origin", "https://evil.example")
                )
            ).Should(403);
    }

    [Fact]
    public async Task Pages_of_this_machine_and_those_that_a_setting_names_are_answered()
    {
        (await From(null)).Result();
        (await From(App.PublicUrl)).Result();
        (await From("http://localhost:6274")).Result();
        (await From("http://127.0.0.1:6274", $"127.0.0.1:{App.Port}")).Result();
        (await From("https://inspector.example"))["Access-Control-Allow-Origin"]
            .ShouldBe("https://inspector.example");
        var asked = await new Wire(App, null, "/mcp").Send(
            HttpMethod.Options,
            null,
            ("Origin", "https://inspector.example"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type,mcp-method")
        );
        asked.Should(204)["Access-Control-Allow-Headers"].ShouldNotBeNull();
    }
}

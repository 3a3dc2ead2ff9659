using System.Net.Sockets;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What binds a request that began before the change.</summary>
public sealed class LateRequestTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_request_that_began_before_its_key_was_revoked_changes_nothing_after_the_revocation_was_answered(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine));
        var issuer = await app.NewOrganization();
        var thief = await issuer.KeyWith("groups:write");
        using var client = new TcpClient("localhost", app.Port);
        await using var stream = client.GetStream();
        const string body = """{"name":"Too late"}""";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/groups HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {thief.Secret}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body[..5]}"
            )
        );
        await Task.Delay(300);
        (await app.Post($"/v1/keys/{thief.Id}/revoke", issuer.Live.Secret)).Should(200);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[5..]));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        answer.ShouldStartWith("HTTP/1.1 401");
        answer.ShouldContain("AUTH_REVOKED_KEY");
        (await app.Get("/v1/groups", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_rotation_of_token_keys_by_command_is_seen_by_the_running_server()
    {
        await using var app = await VidimusApp.Start(new(Engine.Sqlite));
        var before = await KeyIds(app);
        await using var program = ServerProcess.Start(
            ["rotate-token-keys"],
            ("VIDIMUS_Database__Folder", app.Folder),
            ("VIDIMUS_PublicUrl", app.PublicUrl),
            ("VIDIMUS_MasterKey", $"first:{app.MasterKey}")
        );
        var ended = await program.End();
        ended.Code.ShouldBe(0, ended.Errors);
        var published = await Patience.Until(
            async () => (await KeyIds(app)).Except(before).Any(),
            () => app.Advance(TimeSpan.FromSeconds(15)),
            pause: 50
        );
        published.ShouldBeTrue("the new key was never published");
    }

    private static async Task<List<string>> KeyIds(VidimusApp app) =>
        [
            .. (await app.Get("/oauth/jwks"))
                .Should(200)
                .Json.GetProperty("keys")
                .EnumerateArray()
                .Select(key => key.GetProperty("kid").GetString()!),
        ];
}

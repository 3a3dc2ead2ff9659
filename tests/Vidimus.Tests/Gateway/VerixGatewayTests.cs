using System.Net;
using System.Text.Json;
using Shouldly;
using Vidimus.Gateway;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Gateway;

/// <summary>The same tools in front of Verix's API, played by the server's own Verix surface and by a stricter stand-in.</summary>
public abstract class VerixGatewayTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : VerixGatewayTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerixGatewayTests(shared),
            IClassFixture<OnPostgres>;

    private GatewayOptions Verix(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage?>>? inTheWay = null
    ) =>
        new()
        {
            Settings = s => s with { Api = GatewayApi.Verix, Url = new Uri(App.Url, "/verix") },
            InTheWay = inTheWay,
        };

    [Fact]
    public async Task Six_tools_are_offered_and_what_Verix_has_not_is_not()
    {
        var issuer = await App.NewOrganization();
        await using var gateway = await RunningGateway.Start(App, issuer.Live, Verix());
        (await gateway.Listed()).ShouldBe([
            "verifyCredential",
            "issueCredential",
            "listCredentials",
            "getCredential",
            "listGroups",
            "getGroup",
        ]);
        (await gateway.Call("revokeCredential", new { id = Guid.NewGuid() })).ShouldBeRefused(
            "TOOL_UNKNOWN"
        );
        (await gateway.Call("getUsage")).ShouldBeRefused("TOOL_UNKNOWN");
        (await gateway.Get("/health")).Should(200);
    }

    [Fact]
    public async Task Each_tool_is_carried_out_over_Verixs_routes_and_makes_nothing_up()
    {
        var programme = await Programme.Start(App);
        var token = await programme.Issuer.ClientTokenWith("read", "write");
        await using var gateway = await RunningGateway.Start(App, token, Verix());
        var groups = (await gateway.Call("listGroups", new { responseFormat = "detailed" }))
            .ShouldBeDone()
            .Structured!.Value;
        var group = groups.GetProperty("groups").EnumerateArray().ShouldHaveSingleItem();
        group.GetProperty("number").GetInt32().ShouldBe(programme.Number);
        group.TryGetProperty("updatedAt", out _).ShouldBeFalse();
        var groupId = group.GetProperty("id").GetString()!;
        (await gateway.Call("getGroup", new { id = groupId }))
            .ShouldBeDone()
            .Text.ShouldContain("First Aid");
        var call = new
        {
            groupId,
            recipient = new { name = "Ada Example", externalId = "s-1" },
            claims = new { grade = "A" },
            idempotencyKey = "once",
        };
        var issued = (await gateway.Call("issueCredential", call)).ShouldBeDone();
        var credential = issued.Structured!.Value.GetProperty("credential");
        credential.GetProperty("state").GetString().ShouldBe("issued");
        credential.GetProperty("groupId").GetString().ShouldBe(groupId);
        var id = credential.GetProperty("id").GetString()!;
        (await gateway.Call("issueCredential", call))
            .ShouldBeDone()
            .Structured!.Value.GetProperty("credential")
            .GetProperty("id")
            .GetString()
            .ShouldBe(id);
        (
            await gateway.Call(
                "issueCredential",
                new
                {
                    call.groupId,
                    recipient = new { name = "Bob Example" },
                    call.idempotencyKey,
                }
            )
        ).ShouldBeRefused("IDEMPOTENCY_CONFLICT");
        (await programme.Get("/v1/credentials"))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);
        var got = (await gateway.Call("getCredential", new { id, responseFormat = "detailed" }))
            .ShouldBeDone()
            .Structured!.Value.GetProperty("credential");
        got.GetProperty("groupId").GetString().ShouldBe(groupId);
        got.GetProperty("untrusted")
            .GetProperty("recipientName")
            .GetString()
            .ShouldBe("Ada Example");
        foreach (var unknown in (string[])["createdAt", "updatedAt", "digest", "issuedAt"])
            got.TryGetProperty(unknown, out _).ShouldBeFalse(unknown);
        (await gateway.Call("getCredential", new { externalId = "s-1" }))
            .ShouldBeDone()
            .Text.ShouldContain(id);
        (await gateway.Call("listCredentials", new { groupId }))
            .ShouldBeDone()
            .Text.ShouldContain(id);
        (await gateway.Call("listCredentials", new { state = "revoked" }))
            .ShouldBeRefused("VALIDATION_ERROR")
            .Text.ShouldContain("state");
        // This server's public page answers programs, and so the verdict is the server's own.
        (await gateway.Call("verifyCredential", new { id }))
            .ShouldBeDone()
            .Structured!.Value.GetProperty("verdict")
            .GetString()
            .ShouldBe("valid");
        (
            await gateway.Call("getGroup", new { id = "grp_01kb0c5q7me1vtgy7m3a8r2xwd" })
        ).ShouldBeRefused("GROUP_NOT_FOUND");
        (await gateway.Call("getCredential", new { id = Guid.NewGuid() })).ShouldBeRefused(
            "CREDENTIAL_NOT_FOUND"
        );
        gateway.Exchanges.ShouldHaveSingleItem().Path.ShouldBe("/verix/v1/auth/token/");
        gateway.Sent.ShouldAllBe(s =>
            s.Path.StartsWith("/verix/v1/", StringComparison.Ordinal)
            || s.Path.StartsWith("/credential/", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Lists_are_walked_page_by_page_each_item_once()
    {
        var programme = await Programme.Start(App);
        for (var i = 0; i < 7; i++)
            await programme.Issue(recipient: $$"""{"name":"Person {{i}}"}""");
        await using var gateway = await RunningGateway.Start(App, programme.Key, Verix());
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            object arguments = cursor is null ? new { pageSize = 3 } : new { pageSize = 3, cursor };
            var page = (await gateway.Call("listCredentials", arguments))
                .ShouldBeDone()
                .Structured!.Value;
            seen.AddRange(
                page.GetProperty("credentials")
                    .EnumerateArray()
                    .Select(c => c.GetProperty("id").GetString()!)
            );
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);
        seen.Count.ShouldBe(7);
        seen.Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public async Task Where_no_page_answers_programs_nothing_is_called_valid()
    {
        var programme = await Programme.Start(App);
        var good = await programme.Issue();
        var revoked = await programme.Issue();
        (await programme.Post($"/v1/credentials/{revoked.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            Verix(
                (request, _) =>
                    Task.FromResult(
                        request.RequestUri!.AbsolutePath.StartsWith(
                            "/credential/",
                            StringComparison.Ordinal
                        )
                            ? new HttpResponseMessage(HttpStatusCode.OK)
                            {
                                Content = new StringContent("<html>", null, "text/html"),
                            }
                            : null
                    )
            )
        );
        var said = (await gateway.Call("verifyCredential", new { id = good.Id }))
            .ShouldBeDone()
            .Structured!.Value;
        said.GetProperty("verdict").GetString().ShouldBe("unverifiable");
        Check(said, "status").ShouldBe("pass");
        Check(said, "proof").ShouldBe("unknown");
        var bad = (
            await gateway.Call(
                "verifyCredential",
                new { link = $"https://www.verix.io/credential/{revoked.Uuid}/" }
            )
        ).ShouldBeDone();
        bad.Structured!.Value.GetProperty("verdict").GetString().ShouldBe("invalid");
        bad.Text.ShouldContain("revoked");
        (await gateway.Call("verifyCredential", new { id = Guid.NewGuid() }))
            .ShouldBeDone()
            .Text.ShouldContain("not_found");
        (await gateway.Call("verifyCredential", new { jwt = "a.b.c" })).ShouldBeRefused(
            "VALIDATION_ERROR"
        );
    }

    [Fact]
    public async Task An_issue_whose_outcome_is_not_known_is_said_so_and_never_sent_again()
    {
        var programme = await Programme.Start(App);
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            Verix(
                (request, _) =>
                    request.Method == HttpMethod.Post
                    && request.RequestUri!.AbsolutePath.Contains(
                        "/groups/",
                        StringComparison.Ordinal
                    )
                        ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
                        : Task.FromResult<HttpResponseMessage?>(null)
            )
        );
        var call = await IssueOnce(gateway);
        (await gateway.Call("issueCredential", call))
            .ShouldBeRefused("OUTCOME_UNKNOWN")
            .Text.ShouldContain("listCredentials");
        (await gateway.Call("issueCredential", call)).ShouldBeRefused("OUTCOME_UNKNOWN");
        Issues(gateway).ShouldBe(1);
    }

    [Theory]
    [InlineData(200, "text/html", "<p>Please wait</p>")]
    [InlineData(302, "text/html", "")]
    [InlineData(408, "application/json", "{}")]
    [InlineData(524, "text/html", "")]
    public async Task An_answer_that_does_not_say_what_became_of_an_issue_is_never_followed_by_another(
        int status,
        string type,
        string body
    )
    {
        var programme = await Programme.Start(App);
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            Verix(
                (request, _) =>
                    Task.FromResult(
                        request.Method == HttpMethod.Post
                        && request.RequestUri!.AbsolutePath.Contains(
                            "/groups/",
                            StringComparison.Ordinal
                        )
                            ? new HttpResponseMessage((HttpStatusCode)status)
                            {
                                Content = new StringContent(body, null, type),
                            }
                            : null
                    )
            )
        );
        var call = await IssueOnce(gateway);
        for (var i = 0; i < 2; i++)
            (await gateway.Call("issueCredential", call)).ShouldBeRefused("OUTCOME_UNKNOWN");
        Issues(gateway).ShouldBe(1);
    }

    [Fact]
    public async Task An_expired_token_of_Verixs_is_exchanged_anew_whatever_its_code_is()
    {
        var programme = await Programme.Start(App);
        var expired = true;
        await using var gateway = await RunningGateway.Start(
            App,
            programme.Key,
            Verix(
                (request, _) =>
                {
                    if (
                        !expired
                        || request.RequestUri!.AbsolutePath.EndsWith(
                            "/token/",
                            StringComparison.Ordinal
                        )
                    )
                        return Task.FromResult<HttpResponseMessage?>(null);
                    expired = false;
                    return Task.FromResult<HttpResponseMessage?>(
                        new(HttpStatusCode.Unauthorized)
                        {
                            Content = VidimusApp.Json(
                                """{"code":"jwt_expired","message":"The token has expired."}"""
                            ),
                        }
                    );
                }
            )
        );
        (await gateway.Call("listGroups")).ShouldBeDone();
        gateway.Exchanges.Count().ShouldBe(2);
    }

    private static string? Check(JsonElement said, string name) =>
        said.GetProperty("checks")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == name)
            .GetProperty("outcome")
            .GetString();

    private static async Task<object> IssueOnce(RunningGateway gateway)
    {
        var groups = (await gateway.Call("listGroups")).Structured!.Value;
        return new
        {
            groupId = groups.GetProperty("groups")[0].GetProperty("id").GetString(),
            recipient = new { name = "Ada Example" },
            idempotencyKey = "once",
        };
    }

    /// <summary>How often Verix was asked to issue.</summary>
    private static int Issues(RunningGateway gateway) =>
        gateway.Sent.Count(s =>
            s.Method == "POST" && s.Path.Contains("/groups/", StringComparison.Ordinal)
        );
}

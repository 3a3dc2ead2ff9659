using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tools.Protocol;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Streams that are held open: bounded for each organization, however many keys it has.</summary>
public abstract class StreamTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : StreamTests(shared), IClassFixture<OnSqlite>
    {
        [Fact]
        public void M4_some_that_take_all_they_can_leave_places_to_others()
        {
            var runtime = new McpRuntime(
                new(
                    null!,
                    [],
                    [],
                    new() { Streams = 10, StreamsPerOwner = 8 },
                    TimeProvider.System
                ),
                new(),
                CancellationToken.None
            );
            int Taken(string owner)
            {
                var taken = 0;
                while (runtime.EnterStream(owner))
                    taken++;
                return taken;
            }
            ((string[])["a", "b", "c", "d", "e"]).Select(Taken).ShouldBe([5, 3, 1, 1, 0]);
            runtime.LeaveStream("a");
            Taken("b").ShouldBe(0);
            Taken("e").ShouldBe(1);
        }

        [Fact]
        public void One_organization_can_have_a_thousand_clients_that_listen()
        {
            var runtime = new McpRuntime(
                new(null!, [], [], new(), TimeProvider.System),
                new(),
                CancellationToken.None
            );
            Enumerable.Range(0, 1_000).ShouldAllBe(_ => runtime.EnterStream("one"));
            runtime.EnterStream("one").ShouldBeFalse();
            runtime.EnterStream("other").ShouldBeTrue();
        }
    }

    public sealed class Postgres(OnPostgres shared)
        : StreamTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task M4_keys_of_one_organization_share_its_streams()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        (app.Inside.Mcp.Streams, app.Inside.Mcp.StreamsPerOwner) = (20, 2);
        var (one, other) = (await app.NewOrganization(), await app.NewOrganization());
        using var first = await Open(app, one.Live.Secret, 200);
        using (await Open(app, one.Test.Secret, 200))
        {
            foreach (var key in (Key[])[one.Live, one.Test, await one.KeyWith("read")])
            {
                using var refused = await Open(app, key.Secret, 503);
                refused.Headers.RetryAfter.ShouldNotBeNull();
                var listens = new JsonObject { ["notifications"] = new JsonObject() };
                (
                    await new Wire(app, key.Secret, "/mcp").Ask("subscriptions/listen", listens)
                ).ShouldFail(200, -32000);
            }
            using var others = await Open(app, other.Live.Secret, 200);
        }
        // One that was closed leaves its place.
        for (var tries = 0; ; tries++)
        {
            using var again = await Open(app, one.Test.Secret, null);
            if (again.StatusCode == HttpStatusCode.OK)
                break;
            tries.ShouldBeLessThan(200);
            await Task.Delay(20);
        }
    }

    private static async Task<HttpResponseMessage> Open(VidimusApp app, string key, int? status)
    {
        var session = await new Wire(app, key, "/mcp").Begin();
        var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Mcp-Session-Id", session);
        var http = app.Http();
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (status is { } expected)
            ((int)response.StatusCode).ShouldBe(expected);
        return response;
    }
}

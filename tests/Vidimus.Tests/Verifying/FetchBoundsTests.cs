using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>What a stranger's credential can make this server fetch and hold.</summary>
public abstract class FetchBoundsTests(ReachingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReachingOnSqlite shared)
        : FetchBoundsTests(shared),
            IClassFixture<ReachingOnSqlite>;

    public sealed class Postgres(ReachingOnPostgres shared)
        : FetchBoundsTests(shared),
            IClassFixture<ReachingOnPostgres>;

    private static Elsewhere Here => Elsewhere.Here;

    [Fact]
    public async Task N9_a_fetch_that_turns_out_not_to_be_needed_ends_with_the_answer()
    {
        using var issuer = new Foreign();
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = Here.Put(async http =>
        {
            begun.SetResult();
            using var gone = http.RequestAborted.Register(ended.SetResult);
            await ended.Task;
        });
        // The answer waits for the schema, while the list is asked for although its entry turns out to be malformed.
        var schema = Here.Put(async http =>
        {
            await begun.Task;
            await http.Response.WriteAsync("{}");
        });
        var said = await Verify(
            issuer.Signed(c =>
            {
                c["credentialStatus"] = Entry(slow, "x");
                c["credentialSchema"] = new JsonObject { ["id"] = schema, ["type"] = "JsonSchema" };
            })
        );
        said.ShouldSay("invalid", "malformed", "schema_mismatch");
        Here.Asked(slow).ShouldBe(1);
        // Left to itself it would go on for fifteen seconds.
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task N9_related_resources_that_are_pinned_in_no_right_form_are_not_fetched()
    {
        using var issuer = new Foreign();
        var url = Here.Put("content");
        (await Verify(issuer.Signed(c => c["relatedResource"] = new JsonObject { ["id"] = url })))
            .ShouldSay("invalid", "schema_mismatch")
            .Outcome("relatedResource")
            .ShouldBe("skipped");
        Here.Asked(url).ShouldBe(0);
    }

    [Fact]
    public async Task N9_the_documents_that_one_credential_names_share_a_bound_in_bytes()
    {
        using var issuer = new Foreign();
        // Each is within the bound of one list, and all eight together are not within that of one credential.
        var lists = Enumerable
            .Range(0, 8)
            .Select(_ => Here.Put(new byte[1_000_000], "application/vc"))
            .ToList();
        var said = await Verify(
            issuer.Signed(c =>
                c["credentialStatus"] = new JsonArray([.. lists.Select(url => Entry(url, "7"))])
            )
        );
        said.ShouldSay("unverifiable", "status_unreachable", "status_unverified");
        said.Text.ShouldContain("larger documents than are fetched for one");
    }

    [Fact]
    public async Task N9_a_status_list_has_the_same_bound_in_every_form_and_is_told_when_beyond_it()
    {
        using var issuer = new Foreign();
        const string TooLarge = "The status list is larger than 1024 KB.";
        var padding = new string('x', Jws.MaxLength);
        var url = Here.Reserve();
        var list = issuer.StatusList(url, "revocation", change: c => c["name"] = padding);
        foreach (var body in (string[])[issuer.Sign(list).ToJsonString(), issuer.JwtOf(list)])
        {
            Here.Move(Here.Put(body, "application/vc"), url);
            (await Verify(issuer.Signed(c => c["credentialStatus"] = Entry(url, "7"))))
                .ShouldSay("unverifiable", "status_unreachable")
                .Text.ShouldContain(TooLarge);
        }
        var token = Here.Put(new byte[Jws.MaxLength + 1], "application/statuslist+jwt");
        (
            await App.Verify(
                $$"""{"jwt":"{{issuer.SdJwt(o => o with { Status = new(token, 1) })}}"}"""
            )
        )
            .ShouldSay("unverifiable", "status_unreachable")
            .Text.ShouldContain(TooLarge);
    }

    [Fact]
    public async Task N9_a_bounded_number_of_verifications_fetch_at_once_wherever_they_come_from()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs the addresses of a whole network");
        var held = new TaskCompletionSource();
        var url = Here.Put(_ => held.Task);
        // Sixteen from each of three addresses, which is as many as one address has at once.
        var callers = Enumerable.Range(2, 4).Select(From).ToList();
        var waiting = callers
            .Take(3)
            .SelectMany(caller => Enumerable.Range(0, 16).Select(_ => Ask(caller)))
            .ToList();
        while (Here.Asked(url) < 8) // connections to one host
            await Task.Delay(20);
        await Task.Delay(500); // the others wait for a connection, which nobody sees
        (await Ask(callers[3])).ShouldContain("too many documents are being fetched at present");
        held.SetResult();
        await Task.WhenAll(waiting);
        (await Ask(callers[3])).ShouldNotContain("too many documents");
        callers.ForEach(caller => caller.Dispose());

        async Task<string> Ask(HttpClient caller)
        {
            using var body = new StringContent(
                $$"""{"link":"{{url}}"}""",
                Encoding.UTF8,
                "application/json"
            );
            using var answer = await caller.PostAsync("/v1/verifications", body);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    /// <summary>A client at another address of this machine.</summary>
    private HttpClient From(int number)
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(
                    AddressFamily.InterNetwork,
                    SocketType.Stream,
                    ProtocolType.Tcp
                );
                socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.0.{number}"), 0));
                await socket.ConnectAsync(IPAddress.Loopback, App.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new(sockets) { BaseAddress = App.Url };
    }

    private Task<Answer> Verify(JsonObject credential) =>
        App.Verify($$"""{"credential":{{credential.ToJsonString()}}}""");

    private static JsonObject Entry(string url, string index) =>
        new()
        {
            ["type"] = "BitstringStatusListEntry",
            ["statusPurpose"] = "revocation",
            ["statusListIndex"] = index,
            ["statusListCredential"] = url,
        };
}

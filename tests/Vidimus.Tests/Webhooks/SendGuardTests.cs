using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>
/// Where an event is really sent: what was checked when the endpoint was saved is checked again on the address that is
/// connected to. Ids of the attacks as in the tests of the guard itself.
/// </summary>
public abstract class SendGuardTests(Engine engine)
{
    private const int Step = 100;

    public sealed class Sqlite() : SendGuardTests(Engine.Sqlite);

    public sealed class Postgres() : SendGuardTests(Engine.Postgres);

    [Fact]
    public async Task S1_S3_S4_S5_S9_S10_nothing_inside_is_sent_to_and_every_refusal_is_the_same()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        var port = ((IPEndPoint)inside.LocalEndpoint).Port;
        var names = new ChangingNames();
        await using var app = await Start(names);
        var programme = await Programme.Start(app);
        // Each was public when it was saved.
        var changes = new Dictionary<string, string[]>
        {
            ["loopback.example"] = ["127.0.0.1"],
            ["loopback6.example"] = ["::1"],
            ["mapped.example"] = ["::ffff:127.0.0.1"],
            ["nat64.example"] = ["64:ff9b::7f00:1"],
            ["ten.example"] = ["10.1.2.3"],
            ["metadata.example"] = ["169.254.169.254"],
            ["zero.example"] = ["0.0.0.0"],
            ["mixed.example"] = ["198.51.99.1", "127.0.0.1"],
            ["dexim.example"] = ["::1", "198.51.99.1"],
            ["gone.example"] = [],
        };
        var ids = new Dictionary<string, string>();
        foreach (var name in changes.Keys)
        {
            names.Set(name, "198.51.99.1");
            ids[name] = await Made(programme, $"https://{name}:{port}/");
        }
        foreach (var (name, addresses) in changes)
            names.Set(name, addresses);
        // Addresses as such, and this server's own, as a restored or edited database may hold them.
        foreach (
            var url in (string[])
                [
                    $"https://127.0.0.1:{port}/",
                    $"https://[::ffff:7f00:1]:{port}/",
                    "http://169.254.169.254/latest/meta-data/",
                    "https://own.example/v1/keys",
                    "file:///etc/passwd",
                ]
        )
        {
            names.Set("later.example", "198.51.99.1");
            ids[url] = await Made(programme, "https://later.example/");
            await app.Execute(
                "UPDATE webhooks_endpoints SET url = @url WHERE id = @id",
                ("@url", url),
                ("@id", ids[url])
            );
        }

        await programme.Issue();

        foreach (var (name, id) in ids)
        {
            (await app.Settled(id))[0].State.ShouldBe("pending", name);
            var attempt = (await app.Attempts(id)).ShouldHaveSingleItem();
            var said = (attempt.Outcome, attempt.Reason, attempt.Status, attempt.Response);
            said.ShouldBe(("blocked", null, null, null), name);
            // On whole steps of time, so that a refusal looks like one whatever it had to find out.
            attempt.Milliseconds.ShouldBeGreaterThanOrEqualTo(Step, name);
        }
        // And when its owner asks for a test.
        foreach (var (name, id) in ids)
        {
            var ping = (await programme.Post($"/v1/webhooks/{id}/test")).Should(200);
            var said = (ping.At("error"), ping.At("reason"), ping.At("httpStatus"));
            said.ShouldBe(("blocked", null, null), name);
            ping.At("response").ShouldBeNull();
            ping.Json.GetProperty("latencyMs").GetInt32().ShouldBeGreaterThanOrEqualTo(Step, name);
        }
        inside.Pending().ShouldBeFalse("nobody came");
    }

    [Fact]
    public async Task S6_a_redirect_is_a_failed_try_wherever_it_leads()
    {
        await using var app = await Start(new ChangingNames(), Receiver.Allowed);
        await using var target = Receiver.Answering();
        var programme = await Programme.Start(app);
        await using var receivers = new Receivers();
        List<(string Endpoint, int Status)> made = [];
        string[] places =
        [
            target.Url,
            "/other",
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data/",
            $"{app.PublicUrl}/v1/keys",
        ];
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            foreach (var to in places)
            {
                var receiver = receivers.Add(Receiver.Answering(status, ("Location", to)));
                made.Add((await programme.Listen(receiver, "credential.issued"), status));
            }
        }

        await programme.Issue();

        foreach (var (endpoint, status) in made)
        {
            var delivery = (await app.Settled(endpoint))[0];
            (delivery.State, delivery.LastStatus, delivery.Tries).ShouldBe(("pending", status, 1));
        }
        receivers.All.ShouldAllBe(r => r.Count == 1);
        target.Count.ShouldBe(0);
    }

    [Fact]
    public async Task S8_a_kept_connection_does_not_outlive_a_change_of_the_name()
    {
        var names = new ChangingNames();
        names.Set("moving.example", "127.0.0.1");
        await using var app = await Start(
            names,
            Receiver.Allowed,
            ("Outgoing:ConnectionLifetime", "00:00:00.300")
        );
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await Made(programme, $"http://moving.example:{receiver.Port}/");
        await programme.Issue();
        await receiver.Wait();

        names.Set("moving.example", "10.1.2.3");
        await Task.Delay(800);
        await programme.Issue();

        await app.Settled(endpoint, 2);
        (await app.Attempts(endpoint))
            .Select(a => a.Outcome)
            .ShouldBe(["succeeded", "blocked"], ignoreOrder: true);
        receiver.Count.ShouldBe(1);
    }

    [Fact]
    public async Task S10_a_delivery_that_comes_back_to_this_server_ends_there()
    {
        await using var app = await Start(new ChangingNames(), Receiver.Allowed);
        await using var other = Receiver.Answering();
        var programme = await Programme.Start(app);
        var tested = await programme.Listen(other, "key.minted");
        // A receiver that passes everything on to the server, with a key: what an inbound proxy may do by mistake.
        var back = new ConcurrentQueue<Answer>();
        await using var mirror = Receiver.Behaving(async i =>
        {
            var answer = await app.Post(
                $"/v1/webhooks/{tested}/test",
                programme.Key.Secret,
                "{}",
                [
                    .. i
                        .Request.Headers.Where(h => h.Key == "Vidimus-Hop")
                        .Select(h => (h.Key, h.Value)),
                ]
            );
            back.Enqueue(answer);
            await i.Answer(answer.Status, answer.Text);
        });
        var endpoint = await programme.Listen(mirror, "credential.issued");

        await programme.Issue();

        (await app.Settled(endpoint))[0].LastStatus.ShouldBe(508);
        back.ShouldHaveSingleItem().ShouldBeProblem(508, "LOOP_DETECTED");
        other.Count.ShouldBe(0, "no further send");
        (
            await app.Post(
                "/v1/credentials",
                programme.Key.Secret,
                programme.Body(),
                ("Vidimus-Hop", "1")
            )
        ).ShouldBeProblem(508, "LOOP_DETECTED");
        (await app.Deliveries(endpoint)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task S11_an_opened_network_is_used_on_the_record_and_opens_no_metadata_address()
    {
        var names = new ChangingNames();
        await using var app = await Start(
            names,
            Receiver.Allowed,
            ("Outgoing:AllowedNetworks:1", "169.254.0.0/16"),
            ("Outgoing:AllowedNetworks:2", "168.63.129.16/32"),
            ("Outgoing:AllowedNetworks:3", "fd00:ec2::/32")
        );
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        List<string> ids = [];
        foreach (var address in (string[])["169.254.169.254", "168.63.129.16", "fd00:ec2::254"])
        {
            names.Set($"{ids.Count}.example", "198.51.99.1");
            ids.Add(await Made(programme, $"https://{ids.Count}.example/"));
            names.Set($"{ids.Count - 1}.example", address);
        }
        await programme.Listen(receiver, "credential.issued");

        await programme.Issue();

        await receiver.Wait();
        foreach (var id in ids)
        {
            await app.Settled(id);
            (await app.Attempts(id)).ShouldHaveSingleItem().Outcome.ShouldBe("blocked");
        }
        Output
            .LinesWith($"127.0.0.1:{receiver.Port} at 127.0.0.1 used the allowed private network")
            .ShouldNotBeEmpty();
    }

    private Task<VidimusApp> Start(
        IResolver names,
        IReadOnlyDictionary<string, string>? settings = null,
        params (string Name, string Value)[] more
    )
    {
        Engines.Demand(engine);
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["Outgoing:BlockedAnswerTime"] = $"00:00:00.{Step}",
            ["Outgoing:ConnectTimeout"] = "00:00:02",
            ["Outgoing:OwnEndpoints:0"] = "own.example",
            ["Limits:RequestsPerMinute"] = "1000000",
        };
        foreach (var (name, value) in more)
            all[name] = value;
        return VidimusApp.Start(new(engine) { Names = names, Settings = all });
    }

    private static async Task<string> Made(Programme programme, string url) =>
        (await programme.TryListen(url, "credential.issued")).Should(201).At("id")!;

    /// <summary>A name service whose answers the test changes.</summary>
    private sealed class ChangingNames : IResolver
    {
        private readonly ConcurrentDictionary<string, IPAddress[]> _names = new();

        public void Set(string name, params string[] addresses) =>
            _names[name] = [.. addresses.Select(IPAddress.Parse)];

        public Task<IReadOnlyList<IPAddress>> Resolve(
            string host,
            CancellationToken cancellation
        ) =>
            _names.TryGetValue(host, out var addresses) && addresses.Length > 0
                ? Task.FromResult<IReadOnlyList<IPAddress>>(addresses)
                : throw new SocketException((int)SocketError.HostNotFound);
    }
}

using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Attacks on and through webhook endpoints at the moment they are saved.</summary>
public abstract class EndpointAttackTests(HookedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HookedOnSqlite shared)
        : EndpointAttackTests(shared),
            IClassFixture<HookedOnSqlite>;

    public sealed class Postgres(HookedOnPostgres shared)
        : EndpointAttackTests(shared),
            IClassFixture<HookedOnPostgres>;

    private static readonly string[] Spellings =
    [
        "2130706433",
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "127.1",
        "127.0.0.1.",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "[fe80::1%25eth0]",
    ];

    private static readonly string[] Names =
    [
        "private.example",
        "ten.example",
        "metadata.example",
        "mixed.example",
        "dexim.example",
        "missing.example",
        "localhost",
        "x.localhost",
        "intranet",
    ];

    [Fact]
    public async Task S1_S3_S4_S9_no_host_inside_is_saved_and_every_refusal_is_the_same()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        var expected = (await Try("https://missing.example/"))
            .ShouldBeProblem(400, "VALIDATION_ERROR", "url")
            .Neutral();
        expected.ShouldContain("must exist, lead to public addresses only");
        foreach (var host in NotPublic.V4.Concat(NotPublic.V6).Concat(Names))
        {
            foreach (var at in (string[])[host, $"{host}:8443"])
            {
                (await Try($"https://{at}/")).Neutral().ShouldBe(expected, at);
                (await Edit($"https://{at}/x?y=1")).Neutral().ShouldBe(expected, at);
            }
        }
        await NothingChanged(issuer, id);

        Task<Answer> Try(string url) => App.TryMake(issuer.Live, Hooks.Body(url: url));

        Task<Answer> Edit(string url) =>
            App.Patch($"{Hooks.Path}/{id}", issuer.Live.Secret, new { url });
    }

    [Fact]
    public async Task S2_W17_only_plain_https_urls_are_taken()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        string[] urls =
        [
            .. Spellings.Select(host => $"https://{host}/"),
            "http://receiver.example/",
            "ftp://receiver.example/",
            "file:///etc/passwd",
            "gopher://receiver.example/",
            "unix:/run/docker.sock",
            "http+unix://%2Frun%2Fdocker.sock/",
            "javascript:alert(1)",
            "//receiver.example/",
            "receiver.example",
            "",
            "https://",
            "https:\\\\receiver.example",
            "https://user@receiver.example/",
            "https://user:password@receiver.example/",
            "https://receiver.example@private.example/",
            "https://receiver.example/#part",
            "https://receiver.example/a b",
            "https://receiver.example/\r\nX-Injected: 1",
            "https://receiver.example/\0",
            // Cyrillic letters that look like Latin ones.
            "https://rесeiver.example/",
            "https://receiver。example/",
            "https://receiver.example:0/",
            "https://receiver.example:22/",
            "https://receiver.example:25/",
            "https://receiver.example:80/",
            "https://receiver.example:6379/",
            "https://receiver.example:65536/",
            "https://receiver.example:-1/",
            "https://receiver.example:0443/",
            $"https://receiver.example/{new string('a', 8192)}",
            $"https://receiver.example/{new string('a', 2048)}",
        ];
        foreach (var url in urls)
        {
            var made = await App.TryMake(issuer.Live, Hooks.Body(url: url));
            made.ShouldBeProblem(400, "VALIDATION_ERROR", "url");
            (
                await App.Patch($"{Hooks.Path}/{id}", issuer.Live.Secret, new { url })
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "url");
        }
        await NothingChanged(issuer, id);
        foreach (
            var url in (string[])
                [
                    "https://receiver.example",
                    "HTTPS://Receiver.Example:8443/a?b=c",
                    "https://198.51.99.1/",
                    $"https://receiver.example/{new string('a', 2023)}",
                ]
        )
            (await App.TryMake(issuer.Live, Hooks.Body(url: url)))
                .Should(201)
                .At("url")
                .ShouldBe(url);
    }

    [Fact]
    public async Task S9_refusals_of_hosts_take_equal_time()
    {
        var step = TimeSpan.FromMilliseconds(500);
        await using var app = await VidimusApp.Start(
            HookedApp.As(new(App.Engine), step.ToString())
        );
        var issuer = await app.NewOrganization();
        await app.TryMake(issuer.Live, Hooks.Body());
        foreach (
            var host in (string[])
                ["127.0.0.1", "private.example", "mixed.example", "missing.example"]
        )
        {
            var started = Stopwatch.StartNew();
            (await app.TryMake(issuer.Live, Hooks.Body(url: $"https://{host}/"))).Should(400);
            started.Elapsed.ShouldBeInRange(0.98 * step, 1.95 * step, host);
        }
    }

    [Fact]
    public async Task S10_this_server_itself_is_no_receiver()
    {
        // Even where its own network is open to receivers.
        await using var app = await VidimusApp.Start(
            HookedApp.As(
                new(App.Engine),
                "00:00:00.005",
                ("Outgoing:AllowedNetworks:0", "127.0.0.0/8")
            )
        );
        // What the program does once it listens.
        app.Inside.Get<OwnEndpoints>().Add("localhost", app.Port);
        var issuer = await app.NewOrganization();
        foreach (
            var url in (string[])
                [
                    "https://own.example/v1/keys",
                    $"http://127.0.0.1:{app.Port}/",
                    $"http://localhost:{app.Port}/v1/webhooks",
                ]
        )
            (await app.TryMake(issuer.Live, Hooks.Body(url: url))).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "url"
            );
    }

    [Fact]
    public async Task S11_private_receivers_need_their_network_named_and_metadata_addresses_stay_blocked()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var url in (string[])["https://ten.example/", "http://10.1.2.3/", "https://10.1.2.3/"]
        )
            (await App.TryMake(issuer.Live, Hooks.Body(url: url))).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "url"
            );
        await using var app = await VidimusApp.Start(
            HookedApp.As(
                new(App.Engine),
                "00:00:00.005",
                ("Outgoing:AllowedNetworks:0", "10.1.0.0/16"),
                ("Outgoing:AllowedNetworks:1", "169.254.0.0/16"),
                ("Outgoing:AllowedNetworks:2", "168.63.129.16/32")
            )
        );
        var other = await app.NewOrganization();
        foreach (
            var url in (string[])
                ["https://ten.example/", "http://10.1.2.3/", "http://ten.example:8080/"]
        )
            (await app.TryMake(other.Live, Hooks.Body(url: url))).Should(201);
        foreach (
            var url in (string[])
                [
                    "https://10.2.0.1/",
                    "http://receiver.example/",
                    "https://metadata.example/",
                    "http://169.254.169.254/latest/meta-data/",
                    "http://168.63.129.16/",
                    "https://[::ffff:169.254.169.254]/",
                    "https://mixed.example/",
                ]
        )
            (await app.TryMake(other.Live, Hooks.Body(url: url))).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "url"
            );
    }

    [Fact]
    public async Task S11_each_use_of_an_opened_network_is_logged()
    {
        await using var app = await VidimusApp.Start(
            new(App.Engine) { Settings = Listening.Settings }
        );
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(app);
        var endpoint = await programme.Listen(receiver, "credential.issued");
        await programme.Issue();
        await app.Until(endpoint, d => d is [{ State: "succeeded" }]);
        Output
            .LinesWith($"127.0.0.1:{receiver.Port} at 127.0.0.1 used the allowed private network")
            .ShouldNotBeEmpty();
    }

    [Fact]
    public async Task W5_a_secret_of_ones_own_has_24_to_64_bytes_in_plain_base64()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        var good = Hooks.Secret(24);
        foreach (
            var secret in (string[])
                [
                    Hooks.Secret(23),
                    Hooks.Secret(65),
                    Hooks.Secret(0),
                    good["whsec_".Length..],
                    $"WHSEC_{good["whsec_".Length..]}",
                    $"whsec_{good}",
                    good + "\n",
                    good + "=",
                    Hooks.Secret(25).TrimEnd('='),
                    $"whsec_{new string('!', 32)}",
                    $"whsec_{new string('-', 32)}",
                    // The last digits say what no byte does: another text for the same secret.
                    $"whsec_{new string('A', 33)}B==",
                    new string('w', 10_000),
                    "",
                ]
        )
        {
            var text = JsonSerializer.Serialize(secret);
            (
                await App.TryMake(issuer.Live, Hooks.Body($$""","secret":{{text}}"""))
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "secret");
            (await App.Rotate(issuer.Live, id, $$"""{"secret":{{text}}}""")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "secret"
            );
        }
        foreach (var bytes in (int[])[24, 25, 26, 32, 63, 64])
        {
            var secret = Hooks.Secret(bytes);
            (await App.Rotate(issuer.Live, id, $$"""{"graceHours":0,"secret":"{{secret}}"}"""))
                .Should(201)
                .At("secret")
                .ShouldBe(secret);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    [InlineData(168)]
    public async Task W5_after_a_rotation_the_old_secret_ends_exactly_when_its_grace_does(int hours)
    {
        var issuer = await App.NewOrganization();
        var made = await App.Make(issuer.Live);
        var id = made.At("id")!;
        var first = Ids(made)[0];
        var rotated = (
            await App.Rotate(issuer.Live, id, hours == 24 ? null : $$"""{"graceHours":{{hours}}}""")
        ).Should(201);
        rotated.At("secret").ShouldNotBe(made.At("secret"));
        rotated.At("id").ShouldBe(id);
        var second = Ids(rotated)[0];
        second.ShouldNotBe(first);
        var both = hours == 0 ? (string[])[second] : [second, first];
        Ids(rotated).ShouldBe(both);
        (await Shown()).ShouldBe(both);
        if (hours == 0)
            return;
        var ends = rotated.Json.GetProperty("secrets")[1].GetProperty("expiresAt");
        DateTimeOffset
            .Parse(ends.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(App.Clock.Now.AddHours(hours), TimeSpan.FromMilliseconds(1));
        App.Clock.Jump(TimeSpan.FromHours(hours) - TimeSpan.FromMilliseconds(1));
        (await Shown()).ShouldBe(both);
        App.Clock.Jump(TimeSpan.FromMilliseconds(1));
        (await Shown()).ShouldBe([second]);

        async Task<string[]> Shown() =>
            Ids((await App.Get($"{Hooks.Path}/{id}", issuer.Live.Secret)).Should(200));
    }

    [Fact]
    public async Task W5_ten_secrets_sign_at_once_and_an_eleventh_is_refused_until_one_ends()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 11).Select(_ => App.Rotate(issuer.Live, id, """{"graceHours":2}"""))
        );
        answers.Count(a => a.Status == 201).ShouldBe(9);
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.ShouldBeProblem(409, "WEBHOOK_SECRET_LIMIT", "graceHours");
        (await Count()).ShouldBe(10);
        var secret = (await App.Rotate(issuer.Live, id, """{"graceHours":0}"""))
            .Should(201)
            .At("secret");
        secret.ShouldNotBeNull();
        (await Count()).ShouldBe(1);
        // An earlier end is never put off by a later rotation.
        await App.Rotate(issuer.Live, id, """{"graceHours":1}""");
        var last = await App.Rotate(issuer.Live, id, """{"graceHours":168}""");
        last.Json.GetProperty("secrets")[2]
            .GetProperty("expiresAt")
            .GetString()
            .ShouldNotBe(last.Json.GetProperty("secrets")[1].GetProperty("expiresAt").GetString());
        App.Clock.Jump(TimeSpan.FromHours(1));
        (await Count()).ShouldBe(2);
        foreach (var hours in (string[])["-1", "169", "9223372036854775807"])
            (await App.Rotate(issuer.Live, id, $$"""{"graceHours":{{hours}}}""")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "graceHours"
            );

        async Task<int> Count() =>
            (await App.Get($"{Hooks.Path}/{id}", issuer.Live.Secret))
                .Should(200)
                .Json.GetProperty("secrets")
                .GetArrayLength();
    }

    [Fact]
    public async Task W5_another_tenants_secret_can_be_neither_replaced_nor_ended()
    {
        var issuer = await App.NewOrganization();
        var made = await App.Make(issuer.Live);
        var stranger = await App.NewOrganization();
        foreach (var body in (string?[])[null, """{"graceHours":0}""", Own()])
        {
            var theirs = await App.Rotate(stranger.Live, made.At("id")!, body);
            theirs.ShouldBeProblem(404, "WEBHOOK_NOT_FOUND");
            theirs
                .Neutral()
                .ShouldBe(
                    (await App.Rotate(stranger.Live, "we_0", body)).Neutral(),
                    "as if it were not there"
                );
        }
        Ids((await App.Get($"{Hooks.Path}/{made.At("id")}", issuer.Live.Secret)).Should(200))
            .ShouldBe(Ids(made));

        static string Own() => $$"""{"secret":"{{Hooks.Secret(32)}}"}""";
    }

    [Fact]
    public async Task W16_headers_that_are_ours_or_break_the_message_are_refused()
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        foreach (
            var name in (string[])
                [
                    "Host",
                    "host",
                    "Authorization",
                    "AUTHORIZATION",
                    "Proxy-Authorization",
                    "Content-Length",
                    "Content-Type",
                    "Content-Encoding",
                    "Transfer-Encoding",
                    "Connection",
                    "Cookie",
                    "TE",
                    "Expect",
                    "Upgrade",
                    "User-Agent",
                    "webhook-id",
                    "webhook-timestamp",
                    "webhook-signature",
                    "Webhook-Signature",
                    "x-verdacert-signature",
                    "x-verdacert-event",
                    "X-Verity-Signature",
                    "X-Backwork-Signature",
                    "Vidimus-Signature",
                    "X-Vidimus-Anything",
                    "X-Forwarded-For",
                    "X-Real-IP",
                    "x-real-ip",
                    "True-Client-IP",
                    "CF-Connecting-IP",
                    "Forwarded",
                    "",
                    " ",
                    "X Y",
                    "X:Y",
                    "X-A\r\nX-B",
                    "X-Ü",
                    new string('x', 129),
                ]
        )
            await Refused(name, "1");
        foreach (
            var value in (string?[])
                ["a\r\nX-Injected: 1", "a\n", "a\0b", "ü", new string('v', 8193), null]
        )
            await Refused("X-Own", value);
        await Refused("X-Own", new string('v', 900_000));
        var many = string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"X-{i}\":\"1\""));
        foreach (var all in (string[])[many, "\"X-A\":\"1\",\"x-a\":\"2\"", Big()])
            (
                await App.TryMake(issuer.Live, Hooks.Body($$""","headers":{{{all}}}"""))
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "headers");
        (
            await App.TryMake(
                issuer.Live,
                Hooks.Body($$""","headers":{"X-Own":"{{new string('v', 1_100_000)}}"}""")
            )
        ).ShouldBeProblem(413, "BODY_TOO_LARGE");
        await NothingChanged(issuer, id);
        var most = string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"X-{i}\":\"1\""));
        await App.Make(issuer.Live, $$""","headers":{{{most}}}""");

        static string Big() =>
            string.Join(
                ',',
                Enumerable.Range(0, 20).Select(i => $"\"X-{i}\":\"{new string('v', 500)}\"")
            );

        async Task Refused(string name, string? value)
        {
            var headers = JsonSerializer.Serialize(
                new Dictionary<string, string?> { [name] = value }
            );
            (
                await App.TryMake(issuer.Live, Hooks.Body($$""","headers":{{headers}}"""))
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "headers");
            (
                await App.Patch(
                    $"{Hooks.Path}/{id}",
                    issuer.Live.Secret,
                    $$"""{"headers":{{headers}}}"""
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "headers");
        }
    }

    [Theory]
    [InlineData("GET", "/v1/webhooks/{id}")]
    [InlineData("PATCH", "/v1/webhooks/{id}")]
    [InlineData("DELETE", "/v1/webhooks/{id}")]
    [InlineData("POST", "/v1/webhooks/{id}/pause")]
    [InlineData("POST", "/v1/webhooks/{id}/resume")]
    [InlineData("POST", "/v1/webhooks/{id}/disable")]
    [InlineData("POST", "/v1/webhooks/{id}/rotate-secret")]
    [InlineData("PATCH", "/api/v1/webhooks/{number}")]
    [InlineData("DELETE", "/api/v1/webhooks/{number}")]
    public async Task K7_W18_an_endpoint_of_another_tenant_or_mode_is_as_if_it_were_not_there(
        string method,
        string path
    )
    {
        var issuer = await App.NewOrganization();
        var id = await App.MakeId(issuer.Live);
        var stranger = await App.NewOrganization();
        foreach (var key in (Key[])[stranger.Live, stranger.Test, issuer.Test])
        {
            // 1 is the number of the endpoint above, and the stranger has none.
            var theirs = (await Ask(key, id, "1")).Should(404);
            theirs
                .Neutral()
                .ShouldBe((await Ask(key, "we_00000000000000000000000000", "77")).Neutral());
        }
        await NothingChanged(issuer, id);

        Task<Answer> Ask(Key key, string endpoint, string number) =>
            App.Send(
                new(method),
                path.Replace("{id}", endpoint).Replace("{number}", number),
                key.Secret,
                method == "PATCH" ? """{"url":"https://other.example/"}""" : null
            );
    }

    private async Task NothingChanged(Issuer issuer, string id)
    {
        (await App.Facts(id)).ShouldBe(["webhook.created"]);
        var listed = (await App.Get(Hooks.Path, issuer.Live.Secret)).Should(200).Json;
        listed.GetProperty("data").GetArrayLength().ShouldBe(1);
        listed.GetProperty("data")[0].GetProperty("url").GetString().ShouldBe(Hooks.Url);
    }

    private static string[] Ids(Answer answer) =>
        [
            .. answer
                .Json.GetProperty("secrets")
                .EnumerateArray()
                .Select(s => s.GetProperty("id").GetString()!),
        ];
}

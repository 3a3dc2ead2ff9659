using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.OAuth;

/// <summary>Clients by their documents (draft-ietf-oauth-client-id-metadata-document), and hosts of such that mean ill.</summary>
public abstract class ClientDocumentTests(DocumentsApp shared) : Scenario(shared)
{
    private const string Loopback = "http://127.0.0.1:50123/callback";
    private readonly ExampleNames _names = shared.Names;
    private static int _number;

    // A path of its own for each test: what is known of one is no other's.
    private static string NewPath() =>
        $"/{Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture)}/client.json";

    [Fact]
    public async Task A_client_is_known_by_its_document_and_shown_with_its_host()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(
            host.Document(
                path,
                more: "\"token_endpoint_auth_method\":\"private_key_jwt\",\"token_endpoint_auth_methods_supported\":[\"none\",\"private_key_jwt\"],\"logo_uri\":\"https://assistant.example/logo.png\",\"grant_types\":[\"authorization_code\",\"refresh_token\"]"
            )
        );
        (await App.Ask(host.Url(path), Loopback)).ShouldGoOn();
        (await App.Ask(host.Url(path), "https://assistant.example/cb")).ShouldGoOn();
        (await App.Ask(host.Url(path), "https://assistant.example/cb2")).ShouldStop();
        host.Count.ShouldBe(1);
        // S10: a server like this one recognises the request and makes no other for it.
        host.Received[0].Headers.Keys.ShouldContain("Vidimus-Hop");
        host.Received[0].Headers.Keys.ShouldNotContain("Cookie");
        host.Received[0].Path.ShouldBe(path);
        var member = await App.Member();
        var page = (await member.Browser.Open(Asking.Path(host.Url(path), Loopback))).Should(200);
        foreach (
            var text in new[]
            {
                "Described Assistant",
                $"described at {host.Name}",
                "this device (127.0.0.1:50123)",
            }
        )
            page.Text.ShouldContain(text);
        page.Text.ShouldNotContain("logo.png");
        // A description proves nothing of a program on the device, which is said; it does of who has the https address.
        page.Text.ShouldContain("Nobody can check that for a program on your device");
        page.Text.ShouldNotContain("nobody else can use this description");
        page = (
            await member.Browser.Open(Asking.Path(host.Url(path), "https://assistant.example/cb"))
        ).Should(200);
        page.Text.ShouldContain("nobody else can use this description");
        page.Text.ShouldNotContain("program on your own device");
    }

    [Fact]
    public async Task O9_the_document_must_be_about_its_own_address_letter_by_letter()
    {
        await using var host = DocumentHost.Start();
        foreach (
            var id in new[]
            {
                host.Url("/other.json"),
                host.Url() + "/",
                host.Url().Replace("assistant", "Assistant", StringComparison.Ordinal),
                host.Url().Replace("https", "http", StringComparison.Ordinal),
                "https://assistant.example/client.json",
                "",
            }
        )
        {
            var path = NewPath();
            host.Serve(host.Document(path, id: id));
            (await App.Ask(host.Url(path), Loopback))
                .ShouldStop(id)
                .Text.ShouldContain("is not its own address", customMessage: id);
        }
    }

    [Fact]
    public async Task O9_a_document_that_is_not_right_is_refused_and_says_why()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        async Task Refused(
            string body,
            string? type = "application/json",
            params (string, string)[] headers
        )
        {
            path = NewPath();
            // From one host no more than thirty a minute are fetched.
            App.Advance(TimeSpan.FromSeconds(5));
            var text = body.Replace("{path}", path, StringComparison.Ordinal);
            host.Answers = i =>
                i.Answer(200, text, type is null ? headers : [("Content-Type", type), .. headers]);
            (await App.Ask(host.Url(path), Loopback))
                .ShouldStop(body[..Math.Min(200, body.Length)])
                .Text.ShouldNotContain(
                    "could not be fetched",
                    customMessage: body[..Math.Min(200, body.Length)]
                );
        }
        var right = host.Document("{path}");
        await Refused(right, "text/html");
        await Refused(right, "text/plain");
        await Refused(right, null);
        await Refused(right, "application/json", ("Content-Encoding", "gzip"));
        await Refused("<html>");
        await Refused("");
        await Refused("[]");
        await Refused("null");
        await Refused(right + right);
        await Refused(right[..^1]);
        await Refused(right.Replace("\"client_name\"", "\"client_id\"", StringComparison.Ordinal));
        await Refused(string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40));
        await Refused(right.Replace("Described", "\\ud800", StringComparison.Ordinal));
        await Refused(right + new string(' ', 16 * 1024));
        await Refused(host.Document("{path}", name: "Hidden\\u200b"));
        await Refused(host.Document("{path}", name: new string('a', 101)));
        await Refused(right.Replace("client_name", "client_nom", StringComparison.Ordinal));
        await Refused(host.Document("{path}", redirects: ""));
        await Refused(
            host.Document("{path}", redirects: "\"javascript:alert(1)\",\"http://other.example/\"")
        );
        await Refused(host.Document("{path}", redirects: "5"));
        foreach (
            var method in new[]
            {
                "client_secret_basic",
                "client_secret_post",
                "client_secret_jwt",
                "private_key_jwt",
            }
        )
            await Refused(
                host.Document("{path}", more: $"\"token_endpoint_auth_method\":\"{method}\"")
            );
        await Refused(host.Document("{path}", more: "\"client_secret\":\"told-to-everybody\""));
        await Refused(host.Document("{path}", more: "\"client_secret_expires_at\":0"));
        await Refused(host.Document("{path}", more: "\"grant_types\":[\"implicit\"]"));
        await Refused(host.Document("{path}", more: "\"response_types\":[\"token\"]"));
        // The same host with a right document is taken: it was the documents.
        path = NewPath();
        host.Serve(host.Document(path));
        (await App.Ask(host.Url(path), Loopback)).ShouldGoOn();
    }

    [Fact]
    public async Task O2_addresses_that_are_not_accepted_are_left_out_of_a_document()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(
            host.Document(
                path,
                redirects: "\"javascript:alert(1)\",\"helper://callback\",\"http://127.0.0.1/callback\""
            )
        );
        (await App.Ask(host.Url(path), Loopback)).ShouldGoOn();
        foreach (var uri in new[] { "javascript:alert(1)", "helper://callback" })
            (await App.Ask(host.Url(path), uri)).ShouldStop(uri);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    public async Task O9_S6_only_200_is_an_answer_and_no_redirect_is_followed(int status)
    {
        await using var host = DocumentHost.Start();
        await using var inner = Receiver.Answering(200);
        var path = NewPath();
        var document = host.Document(path);
        host.Answers = i =>
            i.Answer(
                status,
                status == 204 ? "" : document,
                [("Content-Type", "application/json"), ("Location", inner.Url)]
            );
        var answer = (await App.Ask(host.Url(path), Loopback)).ShouldStop();
        host.Count.ShouldBe(1);
        inner.Count.ShouldBe(0);
        // S9: the same page as for an address that is not called at all.
        Neutral(answer).ShouldBe(Neutral(await App.Ask("https://10.0.0.1/client.json", Loopback)));
    }

    [Fact]
    public async Task O9_a_body_without_end_and_one_that_trickles_are_given_up()
    {
        await using var host = DocumentHost.Start();
        const string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        Func<Incoming, Task>[] ways =
        [
            // A gigabyte by its own word, and one without a word.
            async i =>
            {
                await i.Send(head + "Content-Length: 1073741824\r\n\r\n");
                await i.SendForever(new string(' ', 65536));
            },
            async i =>
            {
                await i.Send(head + "Transfer-Encoding: chunked\r\n\r\n");
                await i.SendForever("1000\r\n" + new string(' ', 4096) + "\r\n");
            },
            async i =>
            {
                await i.Send(head + "Content-Length: 1000\r\n\r\n");
                await i.SendForever(" ", TimeSpan.FromMilliseconds(50));
            },
            async i =>
                await i.SendForever("HTTP/1.1 200 OK\r\nX-Long: " + new string('a', 8192) + "\r\n"),
            i => i.Silence(),
            i =>
            {
                i.Reset();
                return Task.CompletedTask;
            },
        ];
        await Task.WhenAll(
            ways.Select(async way =>
            {
                await using var one = DocumentHost.Start();
                one.Answers = way;
                (await App.Ask(one.Url(NewPath()), Loopback)).ShouldStop();
            })
        );
    }

    [Fact]
    public async Task O9_only_a_trusted_certificate_for_the_host_is_taken()
    {
        foreach (var certificate in new[] { Trust.SelfSigned, Trust.Expired })
        {
            await using var host = DocumentHost.Start(certificate);
            var path = NewPath();
            host.Serve(host.Document(path));
            (await App.Ask(host.Url(path), Loopback)).ShouldStop(certificate.Subject);
            host.Count.ShouldBe(0);
        }
        await using var other = DocumentHost.Start();
        _names.Answers["assistant.test"] = ["127.0.0.1"];
        var url = other.Url(NewPath(), "assistant.test");
        other.Serve(other.Document(id: url));
        (await App.Ask(url, Loopback)).ShouldStop();
        other.Count.ShouldBe(0);
    }

    [Fact]
    public async Task O9_what_changes_after_consent_is_asked_anew_and_what_is_taken_away_is_refused()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(host.Document(path), ("Cache-Control", "no-store"));
        var member = await App.Member();
        var asked = Asking.Path(host.Url(path), Loopback);
        (await member.Browser.Open(asked)).Should(200).Text.ShouldContain("Described Assistant");
        var form = Form(member.Browser.Page!);
        host.Serve(
            host.Document(
                path,
                name: "Renamed Assistant",
                redirects: "\"http://127.0.0.1/callback\""
            ),
            ("Cache-Control", "no-store")
        );
        App.Advance(TimeSpan.FromMinutes(6));
        // The page that was open is not an answer to what is described now.
        var again = (await member.Browser.Post(form, ("answer", "allow"), ("mode", "test"))).Should(
            409
        );
        again.Text.ShouldContain("Renamed Assistant");
        (await App.Ask(host.Url(path), "https://assistant.example/cb")).ShouldStop();
        (await member.Browser.Post(Form(again), ("answer", "allow"), ("mode", "test"))).Should(303);
        host.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_document_is_fetched_once_for_all_who_ask_and_kept_as_its_host_says_within_bounds()
    {
        await using var host = DocumentHost.Start();
        async Task Kept(string? control, TimeSpan least, TimeSpan most)
        {
            var path = NewPath();
            var before = host.Count;
            var document = host.Document(path);
            host.Answers = async i =>
            {
                await Task.Delay(50);
                await i.Answer(
                    200,
                    document,
                    control is null
                        ? [("Content-Type", "application/json")]
                        :
                        [
                            ("Content-Type", "application/json"),
                            ("Cache-Control", control),
                            ("Age", "60"),
                        ]
                );
            };
            await Task.WhenAll(
                Enumerable
                    .Range(0, 10)
                    .Select(async _ => (await App.Ask(host.Url(path), Loopback)).ShouldGoOn())
            );
            (host.Count - before).ShouldBe(1, control);
            App.Advance(least - TimeSpan.FromSeconds(5));
            (await App.Ask(host.Url(path), Loopback)).ShouldGoOn();
            (host.Count - before).ShouldBe(1, control);
            App.Advance(most - least + TimeSpan.FromSeconds(10));
            (await App.Ask(host.Url(path), Loopback)).ShouldGoOn();
            (host.Count - before).ShouldBe(2, control);
        }
        static TimeSpan Seconds(double s) => TimeSpan.FromSeconds(s);
        await Kept("no-store", Seconds(300), Seconds(300));
        await Kept("max-age=10", Seconds(300), Seconds(300));
        await Kept("max-age=460", Seconds(400), Seconds(400));
        await Kept(null, Seconds(400), TimeSpan.FromDays(1.1));
        await Kept("max-age=31536000", Seconds(400), TimeSpan.FromDays(1.1));
    }

    [Fact]
    public async Task O9_a_host_is_not_asked_again_and_again()
    {
        await using var host = DocumentHost.Start();
        host.Answers = i => i.Answer(500);
        var path = NewPath();
        for (var i = 0; i < 5; i++)
            (await App.Ask(host.Url(path, "tired.assistant.example"), Loopback)).ShouldStop();
        host.Count.ShouldBe(1);
        App.Advance(TimeSpan.FromSeconds(31));
        (await App.Ask(host.Url(path, "tired.assistant.example"), Loopback)).ShouldStop();
        host.Count.ShouldBe(2);
        App.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 30; i++)
            (await App.Ask(host.Url(NewPath(), "tired.assistant.example"), Loopback)).ShouldStop();
        // From here on it is this server that does not ask, and it says so.
        for (var i = 0; i < 10; i++)
            (await App.Ask(host.Url(NewPath(), "tired.assistant.example"), Loopback))
                .Should(429)
                .Text.ShouldContain("Too many documents");
        host.Count.ShouldBe(32);
        // Another host is not held to it.
        var other = NewPath();
        host.Serve(host.Document(id: host.Url(other, "rested.assistant.example")));
        (await App.Ask(host.Url(other, "rested.assistant.example"), Loopback)).ShouldGoOn();
    }

    [Fact]
    public async Task O9_nobody_who_is_not_signed_in_has_anything_fetched()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(host.Document(path));
        for (var i = 0; i < 40; i++)
        {
            var asked = Asking.Path(host.Url(NewPath()), Loopback);
            var answer = await App.Get(asked);
            Asking.IsSignIn(answer).ShouldBeTrue(answer.Text);
        }
        var member = await App.NewMember();
        var wanted = Asking.Path(host.Url(path), Loopback);
        var before = (await member.Browser.Get(wanted)).Should(303)["Location"]!;
        foreach (
            var (to, status) in new[]
            {
                ("/oauth/introspect", 401),
                ("/oauth/revoke", 200),
                ("/oauth/token", 400),
            }
        )
            (
                await App.Post(
                    to,
                    null,
                    VidimusApp.Form(
                        ("client_id", host.Url(path)),
                        ("client_secret", "a-secret"),
                        ("token", "vdr_unknown"),
                        ("grant_type", "refresh_token"),
                        ("refresh_token", "vdr_unknown")
                    )
                )
            ).Should(status);
        host.Count.ShouldBe(0);
        // Signing in leads back to all that was asked for.
        (await member.Browser.SignIn(member.Email, member.Password)).Should(303);
        var back = Uri.UnescapeDataString(before["/sign-in?return=".Length..]);
        (await member.Browser.Open(back)).Should(200).Text.ShouldContain("Described Assistant");
        host.Count.ShouldBe(1);
    }

    [Fact]
    public async Task O9_one_member_uses_up_no_more_than_a_share_and_is_shown_no_old_copy_instead()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(host.Document(path), ("Cache-Control", "no-store"));
        var (busy, other) = (await App.Member(), await App.Member());
        var wanted = Asking.Path(host.Url(path), Loopback);
        await busy.Browser.Open(wanted);
        (
            await busy.Browser.Post(Form(busy.Browser.Page!), ("answer", "allow"), ("mode", "test"))
        ).Should(303);
        App.Advance(TimeSpan.FromMinutes(6));
        for (var i = 0; i < 20; i++)
            (await busy.Browser.Get(Asking.Path(host.Url(NewPath()), Loopback))).ShouldStop();
        (await busy.Browser.Get(wanted)).Should(429).Text.ShouldContain("Too many documents");
        host.Count.ShouldBe(21);
        // It was no word about the document: the next who asks has it fetched.
        (await other.Browser.Get(wanted)).Should(200);
        host.Count.ShouldBe(22);
        (await busy.Browser.Get(wanted)).Should(200);
    }

    [Fact]
    public async Task A_host_that_is_away_locks_nobody_out_who_let_its_client_in_and_one_that_is_gone_does()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(host.Document(path), ("Cache-Control", "no-store"));
        var member = await App.Member();
        await member.Browser.Open(Asking.Path(host.Url(path), Loopback));
        (
            await member.Browser.Post(
                Form(member.Browser.Page!),
                ("answer", "allow"),
                ("mode", "test")
            )
        ).Should(303);
        host.Answers = i => i.Answer(503);
        App.Advance(TimeSpan.FromMinutes(6));
        (await App.Ask(host.Url(path), Loopback)).ShouldGoOn();
        // A document of which nobody let the client in is not remembered.
        (await App.Ask(host.Url(NewPath()), Loopback)).ShouldStop();
        host.Answers = i => i.Answer(404);
        App.Advance(TimeSpan.FromMinutes(1));
        (await App.Ask(host.Url(path), Loopback)).ShouldStop();
    }

    [Fact]
    public async Task S5_S8_an_address_is_judged_when_it_is_connected_to()
    {
        await using var host = DocumentHost.Start();
        _names.Answers["moving.assistant.example"] = ["127.0.0.1"];
        var url = host.Url(NewPath(), "moving.assistant.example");
        host.Serve(host.Document(id: url), ("Cache-Control", "no-store"));
        (await App.Ask(url, Loopback)).ShouldGoOn();
        foreach (var inside in new[] { "10.0.0.1", "169.254.169.254", "::1" })
        {
            _names.Answers["moving.assistant.example"] = [inside];
            await Task.Delay(20);
            App.Advance(TimeSpan.FromMinutes(6));
            (await App.Ask(url, Loopback)).ShouldStop(inside);
        }
        // One address that is not allowed is enough.
        _names.Answers["moving.assistant.example"] = ["127.0.0.1", "10.0.0.1"];
        App.Advance(TimeSpan.FromMinutes(6));
        (await App.Ask(url, Loopback)).ShouldStop();
        host.Count.ShouldBe(1);
    }

    [Fact]
    public async Task S10_a_request_that_came_from_a_server_like_this_one_fetches_nothing()
    {
        await using var host = DocumentHost.Start();
        var path = NewPath();
        host.Serve(host.Document(path));
        var answer = await App.Get(
            Asking.Path(host.Url(path), Loopback),
            null,
            ("Vidimus-Hop", "1")
        );
        answer.Status.ShouldBeGreaterThanOrEqualTo(400);
        host.Count.ShouldBe(0);
    }

    internal static string Neutral(Answer answer) =>
        System.Text.RegularExpressions.Regex.Replace(
            answer.Text,
            "req_[0-9a-z]{26}|nonce-[A-Za-z0-9+/=]+",
            "…"
        );

    private static string Form(Answer page) =>
        System.Net.WebUtility.HtmlDecode(
            System
                .Text.RegularExpressions.Regex.Match(
                    page.Text,
                    "<form method=\"post\" action=\"(/oauth/authorize[^\"]*)\""
                )
                .Groups[1]
                .Value
        );

    public sealed class Sqlite(DocumentsOnSqlite shared)
        : ClientDocumentTests(shared),
            IClassFixture<DocumentsOnSqlite>;

    public sealed class Postgres(DocumentsOnPostgres shared)
        : ClientDocumentTests(shared),
            IClassFixture<DocumentsOnPostgres>;
}

/// <summary>A server that may fetch documents from this machine.</summary>
public abstract class DocumentsApp(Engine engine) : SharedApp(engine)
{
    internal ExampleNames Names { get; } = new();

    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) => Of(usual, Names);

    internal static AppOptions Of(AppOptions usual, ExampleNames names) =>
        usual with
        {
            Names = names,
            Roots = Trust.Roots,
            Settings = new Dictionary<string, string>
            {
                ["Outgoing:AllowedNetworks:0"] = "127.0.0.1/32",
                ["Outgoing:BlockedAnswerTime"] = "00:00:00.005",
                ["Outgoing:ConnectionLifetime"] = "00:00:00.001",
                ["Outgoing:TotalTimeout"] = "00:00:00.700",
            },
        };
}

/// <summary>On SQLite.</summary>
public sealed class DocumentsOnSqlite() : DocumentsApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class DocumentsOnPostgres() : DocumentsApp(Engine.Postgres);

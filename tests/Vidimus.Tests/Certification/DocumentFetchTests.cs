using System.Text;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>Documents that are fetched from where the customer says: what is taken, and what becomes of everything else.</summary>
public abstract class DocumentFetchTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Fetching.OnSqlite shared)
        : DocumentFetchTests(shared),
            IClassFixture<Fetching.OnSqlite>;

    public sealed class Postgres(Fetching.OnPostgres shared)
        : DocumentFetchTests(shared),
            IClassFixture<Fetching.OnPostgres>;

    [Fact]
    public async Task C8_documents_of_the_seven_types_are_fetched_and_kept_as_the_orders()
    {
        await using var host = Receiver.Behaving(i =>
            i.Answer(
                200,
                Encoding.Latin1.GetString(Files.Of(TypeAt(i.Request.Path))),
                ("Content-Type", TypeAt(i.Request.Path))
            )
        );
        var key = (await App.NewOrganization()).Live.Secret;
        var urls = Files.Types.Select((_, i) => $"{Root(host)}/{i}/the%20scan").ToArray();
        var order = (await App.SubmitWith(key, urls)).Should(201).Json;
        var documents = order.GetProperty("documents").EnumerateArray().ToArray();
        documents.Length.ShouldBe(Files.Types.Length);
        for (var i = 0; i < documents.Length; i++)
        {
            var bytes = Files.Of(Files.Types[i]);
            documents[i].GetProperty("mediaType").GetString().ShouldBe(Files.Types[i]);
            documents[i].GetProperty("sha256").GetString().ShouldBe(Files.Sha256(bytes));
            documents[i].GetProperty("name").GetString().ShouldBe("the scan");
            var id = documents[i].GetProperty("id").GetString();
            (await App.Get($"/v1/documents/{id}/content", key)).Should(200).Bytes.ShouldBe(bytes);
            (await App.Delete($"/v1/documents/{id}", key)).ShouldBeProblem(409, "DOCUMENT_IN_USE");
        }
        // Each request of ours is marked, says nothing about us, and asks for no compression.
        host.Received.ShouldAllBe(r => r.Headers.ContainsKey("Vidimus-Hop"));
        host.Received.ShouldAllBe(r => !r.Headers.ContainsKey("Accept-Encoding"));
        host.Received.ShouldAllBe(r => !r.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task C8_what_cannot_be_had_whole_or_is_not_a_document_is_refused_and_leaves_nothing()
    {
        var big = Encoding.Latin1.GetString(Files.Random(SmallFiles.Largest));
        var pdf = Encoding.Latin1.GetString(Files.Pdf());
        (string What, Func<Incoming, Task> Answer)[] wrong =
        [
            ("not there", i => i.Answer(404, "no")),
            ("broken", i => i.Answer(500, pdf, ("Content-Type", "application/pdf"))),
            ("nothing", i => i.Answer(204)),
            ("a part", i => i.Answer(206, pdf, ("Content-Type", "application/pdf"))),
            ("empty", i => i.Answer(200)),
            ("a page", i => i.Answer(200, "<html>Sign in</html>", ("Content-Type", "text/html"))),
            ("a page as a PDF", i => i.Answer(200, "<html>", ("Content-Type", "application/pdf"))),
            ("a PDF as a page", i => i.Answer(200, pdf, ("Content-Type", "text/html"))),
            ("compressed", i => i.Answer(200, pdf, ("Content-Encoding", "gzip"))),
            ("as large as is too large", i => i.Answer(200, big)),
            (
                "said to be larger",
                i => i.Send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n%PDF-1.7")
            ),
            (
                "endless",
                async i =>
                {
                    await i.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    await i.Send("9\r\n%PDF-1.7\n\r\n");
                    await i.SendForever($"2000\r\n{new string('x', 8192)}\r\n");
                }
            ),
            (
                "cut off",
                async i =>
                {
                    await i.Send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n%PDF-1.7\n");
                    i.Close();
                }
            ),
            ("reset", i => Reset(i)),
            ("not HTTP", i => i.Send("220 smtp.example ESMTP\r\n")),
            (
                "a byte at a time",
                async i =>
                {
                    await i.Send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n%PDF-1.7\n");
                    await i.SendForever("x", TimeSpan.FromMilliseconds(20));
                }
            ),
            ("silent", i => i.Silence()),
        ];
        var key = (await App.NewOrganization()).Live.Secret;
        var before = App.Stored().Length;
        foreach (var (what, answer) in wrong)
        {
            await using var host = Receiver.Behaving(answer);
            (await App.SubmitWith(key, $"{Root(host)}/a.pdf"))
                .ShouldBeProblem(422, "DOCUMENT_UNREADABLE", "documents.0.url")
                .At("error", "message")
                .ShouldNotBeNullOrEmpty(what);
        }
        (await App.SubmitWith(key, "http://127.0.0.1:1/a.pdf")).Should(422);
        App.Stored().Length.ShouldBe(before, "what was refused leaves nothing behind");
        (await App.Get("/v1/orders", key))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
    }

    [Fact]
    public async Task C8_one_document_that_is_refused_refuses_the_order_and_all_documents_of_it()
    {
        await using var host = Receiver.Behaving(i =>
            i.Request.Path.EndsWith("/missing", StringComparison.Ordinal)
                ? i.Answer(404, "no")
                : i.Answer(200, Encoding.Latin1.GetString(Files.Random(290_000)))
        );
        var key = (await App.NewOrganization()).Live.Secret;
        var before = App.Stored().Length;
        (await App.SubmitWith(key, $"{Root(host)}/1", $"{Root(host)}/missing")).ShouldBeProblem(
            422,
            "DOCUMENT_UNREADABLE",
            "documents.1.url"
        );
        // Each is small enough, all together are not.
        var many = Enumerable.Range(0, 4).Select(i => $"{Root(host)}/{i}").ToArray();
        (await App.SubmitWith(key, many))
            .ShouldBeProblem(422, "DOCUMENT_UNREADABLE")
            .At("error", "message")
            .ShouldNotBeNull()
            .ShouldContain("together");
        App.Stored().Length.ShouldBe(before, "what was refused leaves nothing behind");
        (await App.SubmitWith(key, $"{Root(host)}/1")).Should(201);
    }

    [Fact]
    public async Task S6_redirects_are_not_followed()
    {
        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        foreach (var to in new[] { "/other.pdf", "http://169.254.169.254/", "file:///etc/passwd" })
        {
            await using var host = Receiver.Answering(status, ("Location", to));
            var key = (await App.NewOrganization()).Live.Secret;
            (await App.SubmitWith(key, $"{Root(host)}/a.pdf"))
                .ShouldBeProblem(422, "DOCUMENT_UNREADABLE", "documents.0.url")
                .At("error", "message")
                .ShouldNotBeNull()
                .ShouldContain("redirect");
            host.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task S10_this_server_itself_is_no_place_for_documents()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        foreach (var host in new[] { "127.0.0.1", "localhost" })
            (await App.SubmitWith(key, $"http://{host}:{App.Port}/health")).ShouldBeProblem(
                422,
                "DOCUMENT_UNREADABLE",
                "documents.0.url"
            );
    }

    [Fact]
    public async Task An_uploaded_document_goes_with_one_order_of_its_own_organization_and_mode()
    {
        var (one, other) = (await App.NewOrganization(), await App.NewOrganization());
        var id = await App.Uploaded(one.Live.Secret, Files.Pdf(), "mine.pdf");
        foreach (var stranger in new[] { other.Live.Secret, one.Test.Secret })
            (await App.SubmitWithUploads(stranger, id)).ShouldBeProblem(
                404,
                "DOCUMENT_NOT_FOUND",
                "documents.0.documentId"
            );
        var order = (await App.SubmitWithUploads(one.Live.Secret, id)).Should(201);
        var shown = (await App.Get($"/v1/documents/{id}", one.Live.Secret)).Should(200);
        shown.At("orderId").ShouldBe(order.At("id"));
        shown.At("removeAt").ShouldBeNull();
        (await App.SubmitWithUploads(one.Live.Secret, id)).ShouldBeProblem(
            409,
            "DOCUMENT_IN_USE",
            "documents.0.documentId"
        );
        var both = await App.Uploaded(one.Live.Secret, Files.Pdf());
        var racing = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => App.SubmitWithUploads(one.Live.Secret, both))
        );
        racing.Count(r => r.Status == 201).ShouldBe(1);
        racing.Count(r => r.At("error", "code") == "DOCUMENT_IN_USE").ShouldBe(5);
    }

    [Fact]
    public async Task Sources_are_destroyed_some_time_after_the_order_ended_and_not_before()
    {
        var issuer = await App.NewOrganization();
        var ids = new List<string>();
        foreach (var state in new[] { "delivered", "paid" })
        {
            var id = await App.Uploaded(issuer.Live.Secret, Files.Pdf());
            var order = (await App.SubmitWithUploads(issuer.Live.Secret, id)).Should(201);
            await App.Store()
                .Execute(
                    "UPDATE certification_orders SET state = @state WHERE id = @id",
                    ("@state", state),
                    ("@id", order.At("id")!)
                );
            ids.Add($"/v1/documents/{id}/content");
        }
        App.Advance(TimeSpan.FromDays(89));
        await Rounds(() => Task.FromResult(false), 5);
        (await App.Get(ids[0], issuer.Live.Secret)).Should(200);
        App.Advance(TimeSpan.FromDays(2));
        await Rounds(async () => (await App.Get(ids[0], issuer.Live.Secret)).Status == 410, 100);
        (await App.Get(ids[0], issuer.Live.Secret)).ShouldBeProblem(410, "DOCUMENT_REMOVED");
        (await App.Get(ids[1], issuer.Live.Secret)).Should(200);
    }

    private async Task Rounds(Func<Task<bool>> done, int most)
    {
        for (var i = 0; i < most && !await done(); i++)
        {
            App.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static Task Reset(Incoming incoming)
    {
        incoming.Reset();
        return Task.CompletedTask;
    }

    private static string TypeAt(string path) =>
        Files.Types[
            int.Parse(path.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture)
        ];

    private static string Root(Receiver host) => $"http://127.0.0.1:{host.Port}";
}

/// <summary>Documents at addresses that no server may be made to ask: the guard of all that is fetched, as submissions meet it.</summary>
public abstract class DocumentGuardTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(GuardedOnSqlite shared)
        : DocumentGuardTests(shared),
            IClassFixture<GuardedOnSqlite>;

    public sealed class Postgres(GuardedOnPostgres shared)
        : DocumentGuardTests(shared),
            IClassFixture<GuardedOnPostgres>;

    [Fact]
    public Task S1_addresses_that_are_not_public_are_refused() =>
        AreRefusedAlike(
            "https://127.0.0.1/a.pdf",
            "https://10.0.0.1/a.pdf",
            "https://172.16.0.1/a.pdf",
            "https://192.168.1.1/a.pdf",
            "https://169.254.169.254/latest/meta-data/",
            "https://168.63.129.16/a.pdf",
            "https://100.64.0.1/a.pdf",
            "https://0.0.0.0/a.pdf",
            "https://192.0.0.1/a.pdf",
            "https://198.18.0.1/a.pdf",
            "https://224.0.0.1/a.pdf",
            "https://240.0.0.1/a.pdf",
            "https://255.255.255.255/a.pdf"
        );

    [Fact]
    public Task S2_addresses_in_other_spellings_are_refused() =>
        AreRefused(
            "https://2130706433/a.pdf",
            "https://0x7f000001/a.pdf",
            "https://0177.0.0.1/a.pdf",
            "https://127.1/a.pdf",
            "https://127.0.0.1./a.pdf",
            "https://%31%32%37.0.0.1/a.pdf",
            "https://１２７.0.0.1/a.pdf",
            "https://user@127.0.0.1/a.pdf",
            "https://example.org\\@127.0.0.1/a.pdf",
            "https://example.org:22/a.pdf",
            "https://example.org:6379/a.pdf",
            "http://example.org/a.pdf",
            "ftp://example.org/a.pdf",
            "file:///etc/passwd",
            "gopher://example.org/a",
            "data:application/pdf;base64,JVBERg==",
            "//example.org/a.pdf",
            "a.pdf",
            "https://example.org/a.pdf#x"
        );

    [Fact]
    public Task S3_addresses_of_IPv6_that_are_not_public_are_refused() =>
        AreRefusedAlike(
            "https://[::1]/a.pdf",
            "https://[::]/a.pdf",
            "https://[fe80::1]/a.pdf",
            "https://[fc00::1]/a.pdf",
            "https://[fec0::1]/a.pdf",
            "https://[::ffff:127.0.0.1]/a.pdf",
            "https://[::127.0.0.1]/a.pdf",
            "https://[64:ff9b::7f00:1]/a.pdf",
            "https://[64:ff9b:1::7f00:1]/a.pdf",
            "https://[2002:7f00:1::]/a.pdf",
            "https://[2001:0:7f00:1::]/a.pdf",
            "https://[2001:db8::1]/a.pdf",
            "https://[100::1]/a.pdf"
        );

    [Fact]
    public Task S4_S9_names_that_lead_to_such_addresses_or_nowhere_are_refused_in_the_same_words() =>
        AreRefusedAlike(
            "https://127.0.0.1/a.pdf",
            "https://private.example/a.pdf",
            "https://mixed.example/a.pdf",
            "https://missing.example/a.pdf",
            "https://localhost/a.pdf",
            "https://x.localhost/a.pdf",
            "https://intranet/a.pdf",
            "https://own.example/a.pdf"
        );

    private async Task AreRefusedAlike(params string[] urls) =>
        (await AreRefused(urls)).Distinct().ShouldHaveSingleItem();

    private async Task<IReadOnlyList<string>> AreRefused(params string[] urls)
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var said = new List<string>();
        foreach (var url in urls)
        {
            var answer = await App.SubmitWith(key, url);
            (answer.Status is 422 or 400).ShouldBeTrue($"{url}: {answer.Text}");
            answer.At("error", "field").ShouldBe("documents.0.url", url);
            said.Add(answer.At("error", "message")!);
        }
        return said;
    }
}

/// <summary>Submissions of orders for what becomes of their documents.</summary>
internal static class Submissions
{
    private static int _number;

    public static Task<Answer> SubmitWith(this VidimusApp app, string key, params string[] urls) =>
        app.Submit(key, [.. urls.Select(u => new { url = u })]);

    public static Task<Answer> SubmitWithUploads(
        this VidimusApp app,
        string key,
        params string[] ids
    ) => app.Submit(key, [.. ids.Select(i => new { documentId = i })]);

    private static async Task<Answer> Submit(this VidimusApp app, string key, object[] documents)
    {
        var quote = (await app.Post("/v1/quotes", key, Verdacert.Sample)).Should(201);
        return await app.Post(
            "/v1/orders",
            key,
            new
            {
                quoteId = quote.At("id") ?? quote.At("quoteId"),
                idempotencyKey = $"document-{Interlocked.Increment(ref _number)}",
                documents,
            }
        );
    }
}

/// <summary>Servers that may fetch from this machine.</summary>
public static class Fetching
{
    public sealed class OnSqlite() : SharedApp(Engine.Sqlite)
    {
        protected override AppOptions Options(AppOptions usual) => Of(usual);
    }

    public sealed class OnPostgres() : SharedApp(Engine.Postgres)
    {
        protected override AppOptions Options(AppOptions usual) => Of(usual);
    }

    private static AppOptions Of(AppOptions usual)
    {
        var small = SmallFiles.Small(usual);
        return small with
        {
            Settings = new Dictionary<string, string>(small.Settings)
            {
                ["Outgoing:AllowedNetworks:0"] = "127.0.0.0/8",
                ["Outgoing:BlockedAnswerTime"] = "00:00:00.005",
                ["Certification:Documents:FetchTime"] = "00:00:02",
                ["Certification:Documents:MostBytesPerOrder"] = "1000000",
            },
        };
    }
}

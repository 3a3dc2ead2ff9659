using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

public sealed class Requests
{
    private static readonly string Cred = Samples.Id("cred_");

    [Theory]
    [InlineData("http://trust.example")]
    [InlineData("http://10.0.0.1:8080")]
    [InlineData("ftp://trust.example")]
    [InlineData("https://user:word@trust.example")]
    [InlineData("https://trust.example/?key=x")]
    public void An_address_that_would_betray_the_key_is_refused(string address)
    {
        var refusal = Should.Throw<ArgumentException>(() =>
            new VidimusClient(
                new VidimusClientOptions { BaseAddress = new Uri(address), ClientToken = "PLANTED" }
            )
        );
        refusal.ToString().ShouldNotContain("PLANTED");
    }

    [Theory]
    [InlineData("http://localhost:5000", false)]
    [InlineData("http://127.0.0.1:5000", false)]
    [InlineData("http://[::1]:5000", false)]
    [InlineData("https://trust.example", false)]
    [InlineData("http://trust.example", true)]
    public void Https_loopback_and_what_was_asked_for_by_name_are_taken(
        string address,
        bool insecure
    )
    {
        new VidimusClient(
            new VidimusClientOptions
            {
                BaseAddress = new Uri(address),
                AllowInsecureHttp = insecure,
            }
        ).Dispose();
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused_when_the_client_is_made()
    {
        foreach (
            var spoil in new Action<VidimusClientOptions>[]
            {
                o => o.AttemptTimeout = TimeSpan.Zero,
                o => o.TotalTimeout = TimeSpan.FromSeconds(5),
                o => o.TotalTimeout = Timeout.InfiniteTimeSpan,
                o => o.Cooldown = TimeSpan.Zero,
                o => o.AttemptsBeforeOpening = 1,
                o => o.BaseAddress = null,
            }
        )
            Should.Throw<ArgumentException>(() => new Bench(spoil));
    }

    [Theory]
    [InlineData("https://trust.example/vidimus")]
    [InlineData("https://trust.example/vidimus/")]
    public async Task A_server_below_a_path_is_called_below_that_path(string address)
    {
        using var bench = new Bench(o => o.BaseAddress = new Uri(address));
        bench
            .Server.On("POST /vidimus/v1/auth/token", Samples.Token)
            .On("GET /vidimus/v1/auth/me", Samples.Me);

        (await bench.Client.Access.Me()).Key!.Label.ShouldBe("Ada's key");
    }

    [Fact]
    public void The_environment_names_server_and_key()
    {
        var options = VidimusClientOptions.From(name =>
            name == "VIDIMUS_URL" ? "https://trust.example"
            : name == "VIDIMUS_KEY" ? " vdm_live_x\n"
            : null
        );

        options.BaseAddress.ShouldBe(new Uri("https://trust.example"));
        options.ClientToken!.Reveal().ShouldBe("vdm_live_x");
        Should.Throw<ArgumentException>(() => VidimusClientOptions.From(_ => null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("key\r\nX-Admin: yes")]
    [InlineData("schlüssel")]
    public void A_secret_that_cannot_stand_in_a_header_is_refused_without_repeating_it(string value)
    {
        var refusal = Should.Throw<ArgumentException>(() => Secret.Of(value));
        if (value.Length > 0)
            refusal.Message.ShouldNotContain(value);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task An_id_that_would_name_another_path_is_refused_before_sending(string id)
    {
        using var bench = new Bench();
        await Should.ThrowAsync<ArgumentException>(async () =>
            await bench.Client.Credentials.Get(id)
        );
        await Should.ThrowAsync<ArgumentException>(async () => await bench.Client.Keys.Get(id));
        bench.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credential_may_be_named_by_its_verify_link_which_stays_one_path_segment()
    {
        using var bench = new Bench();
        var link = "https://trust.example/verify/" + Cred + "?a=b#c";
        bench.Server.On("GET /v1/credentials/" + Uri.EscapeDataString(link), Samples.Credential);

        (await bench.Client.Credentials.Get(link)).Id.ShouldBe(Cred);
    }

    [Fact]
    public async Task A_request_is_written_as_the_contract_has_it_without_what_was_not_given()
    {
        using var bench = new Bench();
        bench.Server.On("POST /v1/credentials", Samples.Credential, 201);

        await bench.Client.Credentials.Issue(
            Some.Credential with
            {
                Subject = new JsonObject { ["grade"] = "A" },
                ValidUntil = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)),
            }
        );

        var sent = bench.Server.To("/v1/credentials").Single();
        JsonNode
            .DeepEquals(
                JsonNode.Parse(sent.Body),
                JsonNode.Parse(
                    $$"""{"groupId":"{{Samples.Id("grp_")}}","recipient":{"name":"Ada Example"},"subject":{"grade":"A"},"validUntil":"2027-01-02T01:04:05.000Z"}"""
                )
            )
            .ShouldBeTrue(sent.Body);
        sent.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        sent.Header("Accept").ShouldBe("application/json");
    }

    [Fact]
    public async Task A_webhook_secret_of_ones_own_is_sent_and_written_nowhere_else()
    {
        using var bench = new Bench();
        bench.Server.On("POST /v1/webhooks", Samples.WebhookWithSecret, 201);
        var webhook = Some.Webhook with { Secret = Samples.WebhookSecret };

        var made = await bench.Client.Webhooks.Create(webhook);

        (
            (string?)JsonNode.Parse(bench.Server.To("/v1/webhooks").Single().Body)!["secret"]
        ).ShouldBe(Samples.WebhookSecret);
        foreach (var said in (string[])[$"{webhook} {made}", .. bench.Lines])
            said.ShouldNotContain("PLANTED");
        JsonSerializer.Serialize(made, WireJson.Options).ShouldNotContain("PLANTED");
    }

    [Fact]
    public async Task A_foreign_credential_is_sent_for_verifying_byte_for_byte()
    {
        using var bench = new Bench();
        bench.Server.On("POST /v1/verifications", Samples.Verification);
        const string credential = """{ "b": 1.00,  "a": "\u00e9é", "n": 1e2 }""";

        await bench.Client.Verifications.ByJson(credential);

        bench.Server.Requests.Single().Body.ShouldBe("{\"credential\":" + credential + "}");
        await Should.ThrowAsync<ArgumentException>(async () =>
            await bench.Client.Verifications.ByJson("{\"a\":1},\"id\":\"x\"")
        );
    }

    [Fact]
    public async Task Files_text_and_presentations_are_sent_for_verifying_as_they_are()
    {
        using var bench = new Bench();
        bench.Server.On("POST /v1/verifications", Samples.Verification);
        var verifications = bench.Client.Verifications;

        await verifications.ByFile(new byte[] { 0x89, 0x50 });
        await verifications.ByText("cred \u00e9\"x");
        await verifications.Presented("a.b.c~d.e.f", "https://shop.example", "n-1");

        bench
            .Server.Requests.Select(r => r.Body)
            .ShouldBe([
                """{"file":"iVA="}""",
                """{"text":"cred \u00E9\u0022x"}""",
                """{"jwt":"a.b.c~d.e.f","audience":"https://shop.example","nonce":"n-1"}""",
            ]);
    }

    [Fact]
    public async Task A_list_is_walked_to_its_end_page_by_page_within_the_page_size()
    {
        using var bench = new Bench();
        bench.Server.On(
            "GET /v1/keys",
            () => Stub.Json(Samples.PageThen("c 1&", Samples.Key, Samples.Key)),
            () => Stub.Json(Samples.PageThen("c2")),
            () => Stub.Json(Samples.Page(Samples.Key))
        );

        var keys = await bench
            .Client.Keys.List(new() { Mode = Mode.Test, PageSize = 2 })
            .ToArrayAsync();

        keys.Length.ShouldBe(3);
        bench
            .Server.To("/v1/keys")
            .Select(r => r.Query)
            .ShouldBe([
                "?mode=test&limit=2",
                "?mode=test&limit=2&cursor=c%201%26",
                "?mode=test&limit=2&cursor=c2",
            ]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task A_page_size_beyond_the_contracts_bounds_is_refused(int size)
    {
        using var bench = new Bench();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () =>
            await bench.Client.Keys.List(new() { PageSize = size }).ToArrayAsync()
        );
    }

    [Fact]
    public async Task A_list_that_would_never_end_or_overflows_its_page_is_refused()
    {
        using var bench = new Bench();
        bench.Server.On("GET /v1/keys", Samples.PageThen("same", Samples.Key));
        await Should.ThrowAsync<VidimusPermanentException>(async () =>
            await bench.Client.Keys.List().ToArrayAsync()
        );

        bench.Server.On("GET /v1/keys", Samples.Page(Samples.Key, Samples.Key));
        await Should.ThrowAsync<VidimusPermanentException>(async () =>
            await bench.Client.Keys.List(new() { PageSize = 1 }).ToArrayAsync()
        );

        bench.Server.On(
            "GET /v1/keys",
            () => Stub.Json(Samples.PageThen("more", Samples.Key)),
            () => Stub.Json("""{"data":[],"nextCursor":null,"hasMore":true}""")
        );
        await Should.ThrowAsync<VidimusPermanentException>(async () =>
            await bench.Client.Keys.List().ToArrayAsync()
        );
    }

    [Fact]
    public async Task Deleting_a_draft_and_erasing_a_recipient_answer_nothing()
    {
        using var bench = new Bench();
        var recipient = Samples.Id("rcp_");
        bench
            .Server.On(
                $"DELETE /v1/credentials/{Cred}",
                () => new(System.Net.HttpStatusCode.NoContent)
            )
            .On(
                $"DELETE /v1/recipients/{recipient}",
                () => new(System.Net.HttpStatusCode.NoContent)
            );

        await bench.Client.Credentials.DeleteDraft(Cred);
        await bench.Client.Recipients.Erase(recipient);

        bench.Server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Documents_and_receipts_come_as_they_are_and_only_in_the_form_asked_for()
    {
        using var bench = new Bench();
        const string jws = "eyJhbGciOiJFZERTQSJ9.eyJjcmVkZW50aWFsSWQiOiJ4In0.c2ln";
        bench
            .Server.On(
                $"GET /v1/credentials/{Cred}/document",
                () => Stub.Json("""{ "a":1 }""", 200, "application/vc"),
                () => Stub.Json(jws, 200, "application/vc+jwt"),
                () => Stub.Json(jws, 200, "application/vc")
            )
            .On(
                $"GET /v1/credentials/{Cred}/receipt",
                () => Stub.Json(jws, 200, "application/jose"),
                () => Stub.Json("no.jws", 200, "application/jose")
            )
            .On(
                $"GET /verify/{Cred}/document",
                () => Stub.Json("""{ "a":1 }""", 200, "application/vc")
            );

        (await bench.Client.Credentials.Document(Cred)).ToString().ShouldBe("""{ "a":1 }""");
        (await bench.Client.Credentials.Document(Cred, DocumentForm.Jwt)).ToString().ShouldBe(jws);
        (await bench.Client.Credentials.Receipt(Cred)).Payload["credentialId"]!
            .GetValue<string>()
            .ShouldBe("x");
        (await bench.Client.Verifications.Document(Cred)).Form.ShouldBe(DocumentForm.Json);
        await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Credentials.Document(Cred));
        await Should.ThrowAsync<VidimusPermanentException>(bench.Client.Credentials.Receipt(Cred));
    }

    [Fact]
    public async Task A_long_list_is_issued_in_chunks_with_the_same_keys_each_time_and_every_outcome_in_order()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/credentials/batch",
            (sent, _) => Task.FromResult(Batches.Answer(sent))
        );
        var rows = Enumerable.Range(0, 1203).Select(i => Some.Row($"Ada Example {i}")).ToArray();
        var group = Samples.Id("grp_");

        var outcomes = await bench
            .Client.Credentials.IssueAll(group, Some.Async(rows))
            .ToArrayAsync();
        await bench.Client.Credentials.IssueAll(group, Some.Async(rows)).ToArrayAsync();
        await bench
            .Client.Credentials.IssueAll(group, Some.Async(rows), new() { Run = "again" })
            .ToArrayAsync();

        outcomes.Select(o => o.Row).ShouldBe(Enumerable.Range(0, 1203).Select(i => (long)i));
        outcomes.Select(o => o.Input).ShouldBe(rows);
        outcomes.Count(o => o.State is RowState.Failed).ShouldBe(0);
        var keys = bench
            .Server.To("/v1/credentials/batch")
            .Select(r => r.Header("Idempotency-Key"))
            .ToArray();
        keys.Length.ShouldBe(9);
        keys[3..6].ShouldBe(keys[..3]);
        keys.Distinct().Count().ShouldBe(6);
        bench
            .Server.To("/v1/credentials/batch")
            .Select(r => JsonNode.Parse(r.Body)!["rows"]!.AsArray().Count)
            .Take(3)
            .ShouldBe([500, 500, 203]);
    }

    [Fact]
    public async Task Equal_chunks_at_different_places_of_a_list_are_both_issued()
    {
        using var bench = new Bench();
        bench.Server.On(
            "POST /v1/credentials/batch",
            (sent, _) => Task.FromResult(Batches.Answer(sent))
        );

        await bench
            .Client.Credentials.IssueAll(
                Samples.Id("grp_"),
                Some.Async([Some.Row(), Some.Row()]),
                new() { ChunkSize = 1 }
            )
            .ToArrayAsync();

        bench
            .Server.To("/v1/credentials/batch")
            .Select(r => r.Header("Idempotency-Key"))
            .Distinct()
            .Count()
            .ShouldBe(2);
    }
}

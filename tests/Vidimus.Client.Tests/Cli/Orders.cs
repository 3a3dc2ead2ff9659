using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Client.Tests.Orders;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class Orders : IDisposable
{
    private static readonly string Ord = Samples.Id("ord_");
    private static readonly string Q = Samples.Id("q_");
    private static readonly string Vcrt = Samples.CertificateId;
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Fact]
    public async Task A_quote_shows_its_items_and_what_to_do_next()
    {
        terminal.Server.On("POST /v1/quotes", Samples.Quote, 201);

        var ended = await terminal.Run(
            "quote",
            "--source",
            "fa",
            "--use",
            "uscis",
            "--pages",
            "2",
            "--add-on",
            "formatting",
            "--add-on",
            "notarization"
        );

        ended.ShouldBe(0, terminal.Error);
        JsonNode
            .DeepEquals(
                JsonNode.Parse(terminal.Server.To("/v1/quotes").Single().Body),
                JsonNode.Parse(
                    """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"addOns":["formatting","notarization"]}"""
                )
            )
            .ShouldBeTrue();
        terminal.Out.ShouldContain("49.90 USD");
        terminal.Error.ShouldContain($"vidimus order submit {Q} FILE");
    }

    [Fact]
    public async Task What_can_be_ordered_is_shown_or_written_as_the_contract_has_it()
    {
        terminal.Server.On("GET /v1/capabilities", Samples.Capabilities);

        (await terminal.Run("quote", "offered")).ShouldBe(0, terminal.Error);
        terminal.Out.ShouldContain("full_translation 24.95 USD");
        (await terminal.Run("quote", "offered", "--json")).ShouldBe(0, terminal.Error);
        ((long)terminal.Json["maxDocumentBytes"]!).ShouldBe(26214400);
    }

    [Theory]
    [InlineData("ord_00000000000000000000000001")]
    [InlineData("q_short")]
    [InlineData("Q_00000000000000000000000001")]
    public async Task What_is_no_quote_is_refused_before_anything_is_uploaded(string quote)
    {
        terminal.Server.On("POST /v1/documents", Samples.Document, 201);

        var ended = await terminal.Run(
            "order",
            "submit",
            quote,
            terminal.File("birth.pdf", "%PDF-1.7")
        );

        ended.ShouldNotBe(0);
        terminal.Error.ShouldContain("no quote's id");
        terminal.Server.To("/v1/documents").ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_are_uploaded_addresses_handed_on_and_the_result_waited_for_and_saved()
    {
        terminal
            .Server.On("POST /v1/documents", Samples.Document, 201)
            .On("POST /v1/orders", Samples.OrderThat("created"), 201)
            .On(
                $"GET /v1/orders/{Ord}",
                () => Stub.Json(Samples.OrderThat("processing")),
                () => Stub.Json(Samples.OrderThat("ready"))
            )
            .On(
                $"GET /v1/orders/{Ord}/certificate.pdf",
                () => Stub.Json("%PDF", type: "application/pdf")
            );
        var file = terminal.File("birth.pdf", "%PDF-1.7");

        var ended = await terminal.Run(
            "order",
            "submit",
            Q,
            file,
            "https://files.example/b.pdf",
            "--idempotency-key",
            "my-order-1",
            "--out",
            terminal.At("certified.pdf")
        );

        ended.ShouldBe(0, terminal.Error);
        var upload = terminal.Server.To("/v1/documents").Single();
        upload.Query.ShouldBe("?name=birth.pdf");
        upload.Body.ShouldBe("%PDF-1.7");
        upload.Header("Idempotency-Key")!.Length.ShouldBe(64);
        var body = JsonNode.Parse(terminal.Server.To("/v1/orders").Single().Body)!;
        body["documents"]!
            .ToJsonString()
            .ShouldBe(
                $$"""[{"documentId":"{{Samples.Id("doc_")}}"},{"url":"https://files.example/b.pdf"}]"""
            );
        ((string)body["idempotencyKey"]!).ShouldBe("my-order-1");
        File.ReadAllText(terminal.At("certified.pdf")).ShouldBe("%PDF");
        terminal.Error.ShouldContain("processing");
    }

    [Fact]
    public async Task A_misspelt_file_orders_and_uploads_nothing()
    {
        var file = terminal.File("birth.pdf", "%PDF-1.7");

        (await terminal.Run("order", "submit", Q, file, "brith.pdf")).ShouldBe(1);

        terminal.Error.ShouldContain("'brith.pdf'");
        terminal.Server.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("in_review", 0)]
    [InlineData("ready", 0)]
    [InlineData("failed", 1)]
    [InlineData("cancelled", 1)]
    public async Task A_status_is_shown_and_ends_with_a_code_for_scripts(string status, int code)
    {
        terminal.Server.On($"GET /v1/orders/{Ord}", Samples.OrderThat(status));

        (await terminal.Run("order", "status", Ord)).ShouldBe(code, terminal.Error);

        terminal.Out.ShouldContain(status.Replace('_', ' '));
    }

    [Fact]
    public async Task Orders_are_listed_by_what_was_asked()
    {
        terminal.Server.On("GET /v1/orders", Samples.Page(Samples.OrderThat("in_review")));

        (
            await terminal.Run("order", "list", "--status", "in_review", "--from", "2026-11-01")
        ).ShouldBe(0, terminal.Error);

        terminal
            .Server.To("/v1/orders")
            .Single()
            .Query.ShouldBe("?state=in_review&createdFrom=2026-11-01T00%3A00%3A00.000Z&limit=100");
        terminal.Out.ShouldContain(Ord);
    }

    [Fact]
    public async Task A_result_is_shown_and_its_file_never_overwrites_another()
    {
        terminal
            .Server.On($"GET /v1/orders/{Ord}/result", Samples.Result)
            .On(
                $"GET /v1/orders/{Ord}/certificate.pdf",
                () => Stub.Json("%PDF", type: "application/pdf")
            );

        (await terminal.Run("order", "result", Ord, "--out", terminal.At("c.pdf"))).ShouldBe(
            0,
            terminal.Error
        );
        terminal.Out.ShouldContain(Vcrt);
        terminal.Out.ShouldContain("aa.bb.cc");
        (await terminal.Run("order", "result", Ord, "--out", terminal.At("c.pdf"))).ShouldBe(1);
    }

    [Fact]
    public async Task Calling_off_and_giving_back_say_what_came_of_it()
    {
        terminal
            .Server.On($"POST /v1/orders/{Ord}/cancel", Samples.Cancelled)
            .On($"POST /v1/orders/{Ord}/refunds", Samples.Refund, 201);

        (await terminal.Run("order", "cancel", Ord)).ShouldBe(0, terminal.Error);
        terminal.Out.ShouldContain("10.00 USD");
        (await terminal.Run("order", "refund", Ord, "--amount", "1000")).ShouldBe(1);
        (await terminal.Run("order", "refund", Ord, "--amount", "1000", "--yes")).ShouldBe(
            0,
            terminal.Error
        );
        terminal
            .Server.To($"/v1/orders/{Ord}/refunds")
            .Single()
            .Body.ShouldBe("""{"amountCents":1000}""");
    }

    [Theory]
    [InlineData("false", "null", 0)]
    [InlineData("true", "null", 1)]
    [InlineData("false", "true", 0)]
    [InlineData("false", "false", 1)]
    public async Task A_certificate_is_verified_with_its_server(
        string sandbox,
        string matches,
        int code
    )
    {
        var jws = sandbox == "true" ? SignedReceipts.Sandbox : SignedReceipts.Live;
        terminal
            .Server.On("GET /.well-known/jwks.json", () => Keys())
            .On($"GET /verify/{Vcrt}", Samples.CertificateWith(jws, sandbox, matches));
        var pdf = terminal.File("c.pdf", SignedReceipts.Pdf);

        (await terminal.Run("certificate", "verify", Vcrt, "--pdf", pdf)).ShouldBe(
            code,
            terminal.Error
        );
        terminal
            .Server.To($"/verify/{Vcrt}")
            .Single()
            .Query.ShouldContain(
                "sha256=6881efc899e97d9e1e5f13239cf82d441e669b4f78b79d3fe25b86e82874e015"
            );
        if (sandbox == "true")
            (await terminal.Run("certificate", "verify", jws, "--accept-sandbox")).ShouldBe(
                0,
                terminal.Error
            );
    }

    [Fact]
    public async Task A_certificate_whose_server_signed_another_thing_is_not_valid()
    {
        terminal
            .Server.On("GET /.well-known/jwks.json", () => Keys())
            .On($"GET /verify/{Vcrt}", Samples.CertificateWith("aa.bb.cc"));

        (await terminal.Run("certificate", "verify", Vcrt)).ShouldBe(1);
        (
            await terminal.Run("certificate", "verify", $"https://trust.example/verify/{Vcrt}")
        ).ShouldBe(1);
        terminal.Out.ShouldContain("NOT VALID");
        terminal.Server.On($"GET /verify/{Vcrt}", () => Stub.Error(404, "CERTIFICATE_NOT_FOUND"));
        (await terminal.Run("certificate", "verify", Vcrt)).ShouldBe(2);
    }

    [Fact]
    public async Task A_receipt_is_verified_without_a_server()
    {
        var keys = terminal.File("jwks.json", SignedReceipts.KeySet);
        var receipt = terminal.File("receipt.txt", SignedReceipts.Live + "\n");
        var pdf = terminal.File("c.pdf", SignedReceipts.Pdf);
        var other = terminal.File("other.pdf", "another");
        terminal.Variables.Clear();

        (await terminal.Run("certificate", "verify", receipt, "--keys", keys)).ShouldBe(
            0,
            terminal.Error
        );
        (
            await terminal.Run("certificate", "verify", receipt, "--keys", keys, "--pdf", pdf)
        ).ShouldBe(0, terminal.Error);
        (
            await terminal.Run("certificate", "verify", receipt, "--keys", keys, "--pdf", other)
        ).ShouldBe(1);
        terminal.Out.ShouldContain("it is of another document");
        (await terminal.Run("certificate", "verify", Vcrt, "--keys", keys)).ShouldBe(2);
        terminal.Server.Requests.ShouldBeEmpty();
    }

    private static HttpResponseMessage Keys() =>
        Stub.Json(SignedReceipts.KeySet, type: "application/jwk-set+json");
}

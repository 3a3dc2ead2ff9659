using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>The seven tools of orders at the address where Verdacert's clients call them.</summary>
public abstract class OrderToolTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : OrderToolTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : OrderToolTests(shared),
            IClassFixture<OnPostgres>;

    private const string Path = "/api/mcp";
    private static readonly string[] Names =
    [
        "get_capabilities",
        "quote",
        "submit",
        "get_status",
        "get_result",
        "refund",
        "verify_certificate",
    ];

    [Fact]
    public async Task C19_seven_tools_are_listed_for_a_key_of_the_vendors_form_and_each_request_stands_alone()
    {
        var issuer = await App.NewOrganization();
        var assistant = await AssistantOf(issuer);
        (await assistant.Listed()).ShouldBe(Names);
        (await assistant.List())["x-vc-request-id"].ShouldNotBeNullOrWhiteSpace();

        // Neither a handshake nor a session: a call by itself.
        using var alone = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = VidimusApp.Json(
                """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_capabilities","arguments":{}}}"""
            ),
        };
        alone.Headers.Authorization = new("Bearer", (await issuer.VerdacertKey()).Secret);
        alone.Headers.Accept.ParseAdd("application/json, text/event-stream");
        Said.Of(await App.Send(alone)).ShouldBeDone();

        (await new Assistant(App, null, Path).List()).Status.ShouldBe(401);
        var reader = await issuer.Mint(
            new
            {
                label = "Reads",
                mode = "test",
                family = "vc",
                scopes = new[] { "orders:read" },
            }
        );
        (await new Assistant(App, reader.Secret, Path).Listed()).ShouldBe([
            "get_capabilities",
            "get_status",
            "get_result",
            "verify_certificate",
        ]);
    }

    [Fact]
    public async Task C19_each_tool_answers_what_the_api_answers_from_quote_to_certificate()
    {
        var issuer = await App.NewOrganization();
        var key = (await issuer.VerdacertKey()).Secret;
        var assistant = new Assistant(App, key, Path);
        var offered = await Done(assistant, "get_capabilities");
        offered.ShouldBe((await App.Get("/api/v1/capabilities", key)).Should(200).Text);

        var quote = Read(await Done(assistant, "quote", Verdacert.Sample));
        var order = new JsonObject
        {
            ["quoteId"] = (string)quote["quoteId"]!,
            ["idempotencyKey"] = "first-order-of-ada",
            ["echoedInput"] = JsonNode.Parse(Verdacert.Sample),
            ["documents"] = new JsonArray(await Upload(key)),
        };
        var job = Read(await Done(assistant, "submit", order.ToJsonString()));
        var id = (string)job["jobId"]!;
        ((string)job["status"]!).ShouldBe("created");
        // Over the API the same order under the same key is the same job.
        (await App.Post("/api/v1/submit", key, order.ToJsonString()))
            .Should(200)
            .At("jobId")
            .ShouldBe(id);
        (await assistant.Call("get_result", new { jobId = id })).ShouldBeEnvelope(
            "RESULT_NOT_READY",
            retryable: true
        );

        App.Advance(TimeSpan.FromSeconds(120));
        var status = await Done(assistant, "get_status", $$"""{"jobId":"{{id}}"}""");
        ((string)Read(status)["status"]!).ShouldBe("ready");
        status.ShouldBe((await App.Get($"/api/v1/status/{id}", key)).Should(200).Text);

        var result = Read(await Done(assistant, "get_result", $$"""{"jobId":"{{id}}"}"""));
        ((string)result["certifiedPdf"]!["contentType"]!).ShouldBe("application/pdf");
        ((string)result["certifiedPdf"]!["url"]!).ShouldStartWith(App.PublicUrl);
        result.ToJsonString().Length.ShouldBeLessThan(4096);
        var certificate = (string)result["certificate"]!["certificateId"]!;
        var verified = await Done(
            assistant,
            "verify_certificate",
            $$"""{"certificateId":"{{certificate}}"}"""
        );
        verified.ShouldBe((await App.Get($"/api/v1/verify/{certificate}")).Should(200).Text);
        Read(verified).ContainsKey("acceptanceGuarantee").ShouldBeTrue();
        Read(verified)["acceptanceGuarantee"].ShouldBeNull();

        var refund = Read(
            await Done(assistant, "refund", $$"""{"jobId":"{{id}}","amountCents":1000}""")
        );
        var again = Read(
            await Done(assistant, "refund", $$"""{"jobId":"{{id}}","amountCents":1000}""")
        );
        ((string)again["refundId"]!).ShouldBe((string)refund["refundId"]!);
    }

    [Fact]
    public async Task C18_every_refusal_of_a_tool_is_the_envelope_of_the_api()
    {
        var issuer = await App.NewOrganization();
        var key = (await issuer.VerdacertKey()).Secret;
        var assistant = new Assistant(App, key, Path);
        // Of the API, with exactly what the API says.
        var wrong = """{"sourceLanguage":"klingon","useCase":"uscis","pageCount":2}""";
        var api = (await App.Post("/api/v1/quote", key, wrong)).ShouldBeError(
            400,
            "VALIDATION_ERROR",
            "sourceLanguage"
        );
        var said = await assistant.Call("quote", wrong);
        said.ShouldBeEnvelope("VALIDATION_ERROR", field: "sourceLanguage");
        JsonNode
            .DeepEquals(JsonNode.Parse(said.Text), JsonNode.Parse(api.Text))
            .ShouldBeTrue($"{said.Text}\n{api.Text}");
        (await assistant.Call("get_status", new { jobId = "ord_unknown" })).ShouldBeEnvelope(
            "JOB_NOT_FOUND"
        );
        (
            await assistant.Call("verify_certificate", new { certificateId = "vcrt_unknown" })
        ).ShouldBeEnvelope("CERTIFICATE_NOT_FOUND");
        // Of the schema, by the path that the contract writes.
        (
            await assistant.Call(
                "submit",
                """{"quoteId":"q_1","idempotencyKey":"12345678","echoedInput":{},"documents":[{"url":"https://files.example/a.pdf"},{"url":7}]}"""
            )
        ).ShouldBeEnvelope("VALIDATION_ERROR", field: "documents.1.url");
        (
            await assistant.Call(
                "submit",
                """{"quoteId":"q_1","idempotencyKey":"1234567","echoedInput":{},"documents":[{"url":"https://files.example/a.pdf"}]}"""
            )
        ).ShouldBeEnvelope("VALIDATION_ERROR", field: "idempotencyKey");
        // Of the host: a scope that is missing, and a rule of the organization.
        var reader = await issuer.Mint(
            new
            {
                label = "Reads",
                mode = "test",
                family = "vc",
                scopes = new[] { "orders:read" },
            }
        );
        (
            await new Assistant(App, reader.Secret, Path).Call("quote", Verdacert.Sample)
        ).ShouldBeEnvelope();
    }

    [Fact]
    public async Task C18_what_a_person_has_to_approve_says_so_in_the_envelope_and_is_done_once_approved()
    {
        var issuer = await App.NewOrganization();
        var owner = await App.Member("owner", issuer);
        await owner.Look("live");
        (
            await App.Post(
                "/v1/approval-rules",
                await owner.Token(),
                new { name = "Refunds need a person", tool = "refund" }
            )
        ).Should(201);
        var key = await issuer.Mint(
            new
            {
                label = "An assistant",
                mode = "live",
                family = "vc",
                forAssistant = true,
            }
        );
        var assistant = new Assistant(App, key.Secret, Path);

        var held = await assistant.Call("refund", new { jobId = "ord_unknown" });

        held.ShouldBeEnvelope("APPROVAL_REQUIRED");
        var error = JsonNode.Parse(held.Text)!["error"]!;
        var approvalId = (string)error["approvalId"]!;
        ((string)error["approvalUrl"]!).ShouldBe($"{App.PublicUrl}/portal/approvals/{approvalId}");
        ((string)error["recoveryHint"]!).ShouldContain(approvalId);
        (
            await App.Post($"/v1/approvals/{approvalId}/approve", await owner.Token(), new { })
        ).Should(200);
        // Carried out now, and refused by the API alone.
        (
            await assistant.Call("refund", new { jobId = "ord_unknown", approvalId })
        ).ShouldBeEnvelope("JOB_NOT_FOUND");
    }

    private async Task<Assistant> AssistantOf(Issuer issuer) =>
        new(App, (await issuer.VerdacertKey()).Secret, Path);

    private async Task<JsonNode> Upload(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/documents?name=birth.png")
        {
            Content = new ByteArrayContent(Convert.FromBase64String(OnePixel)),
        };
        request.Headers.Authorization = new("Bearer", key);
        request.Content.Headers.ContentType = new("image/png");
        var uploaded = (await App.Send(request)).Should(201);
        return new JsonObject { ["documentId"] = uploaded.At("id") };
    }

    private const string OnePixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>What the tool said, held to its schema.</summary>
    private static async Task<string> Done(
        Assistant assistant,
        string tool,
        string arguments = "{}"
    )
    {
        var said = (await assistant.Call(tool, arguments)).ShouldBeDone();
        var known = ToolCatalogue.Standard().Find(ToolCatalogue.Orders, tool)!;
        Schema.Of(known.OutputSchema).Check(said.Structured!.Value).ShouldBeEmpty(said.Text);
        JsonNode
            .DeepEquals(
                JsonNode.Parse(said.Text),
                JsonNode.Parse(said.Structured!.Value.GetRawText())
            )
            .ShouldBeTrue();
        return said.Text;
    }

    private static JsonObject Read(string text) => JsonNode.Parse(text)!.AsObject();
}

internal static class Envelopes
{
    private static readonly string[] Members =
    [
        "code",
        "message",
        "recoveryHint",
        "retryable",
        "retryAfterSeconds",
        "field",
        "approvalId",
        "approvalUrl",
    ];

    /// <summary>Must be a refusal in Verdacert's envelope.</summary>
    public static void ShouldBeEnvelope(
        this Said said,
        string? code = null,
        string? field = null,
        bool? retryable = null
    )
    {
        said.IsError.ShouldBeTrue(said.Text);
        said.Structured.ShouldBeNull();
        var json = JsonDocument.Parse(said.Text).RootElement;
        json.EnumerateObject().Select(m => m.Name).ShouldBe(["error"]);
        var error = json.GetProperty("error");
        error.EnumerateObject().Select(m => m.Name).ShouldBeSubsetOf(Members);
        foreach (var needed in Members[..3])
            error.GetProperty(needed).GetString().ShouldNotBeNullOrWhiteSpace(said.Text);
        error.GetProperty("recoveryHint").GetString()!.ShouldNotContain('\n');
        var says = error.GetProperty("retryable").GetBoolean();
        if (code is not null)
            error.GetProperty("code").GetString().ShouldBe(code, said.Text);
        if (retryable is { } expected)
            says.ShouldBe(expected);
        if (field is not null)
            error.GetProperty("field").GetString().ShouldBe(field, said.Text);
    }
}

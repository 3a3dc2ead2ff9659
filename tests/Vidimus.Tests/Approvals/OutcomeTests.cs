using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Mcp;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>What became of an approved call is told as far as it is known.</summary>
public abstract class OutcomeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(Sqlite.Shared shared)
        : OutcomeTests(shared),
            IClassFixture<Sqlite.Shared>
    {
        public sealed class Shared() : Leaving(Engine.Sqlite);
    }

    public sealed class Postgres(Postgres.Shared shared)
        : OutcomeTests(shared),
            IClassFixture<Postgres.Shared>
    {
        public sealed class Shared() : Leaving(Engine.Postgres);
    }

    [Fact]
    public async Task What_happened_is_not_told_as_failed_when_its_caller_went_away()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        await assistant.Post(
            "/v1/credentials",
            assistant.Programme.Body(),
            ("Vidimus-Approval", id),
            (Leaving.Header, "1")
        );
        (await assistant.Issued()).ShouldBe(1);
        (await assistant.StateLater(id)).ShouldBe("used");
        (await assistant.FactsSoFar(id)).ShouldBe(
            ["requested", "granted", "used"],
            ignoreOrder: true
        );
        (await assistant.Issue(approval: id)).Should(409);
    }

    [Fact]
    public async Task What_a_tool_did_is_not_told_as_failed_when_its_caller_went_away()
    {
        var assistant = await Assistant.Start(App);
        var caller = (await Granted.To(assistant.Owner, "write")).At();
        (await caller.Call("issueCredential", assistant.Programme.Body())).ShouldBeRefused(
            "APPROVAL_REQUIRED"
        );
        var waiting = (await App.Get("/v1/approvals", await assistant.Owner.Token()))
            .Should(200)
            .Json.GetProperty("data")[0];
        var id = waiting.GetProperty("id").GetString()!;
        waiting
            .GetProperty("caller")
            .GetProperty("clientName")
            .GetString()
            .ShouldNotBeNullOrEmpty();
        (await assistant.Decide(id)).Should(200);
        await caller.TryCall(
            "issueCredential",
            assistant.Programme.Body($",\"approvalId\":\"{id}\""),
            (Leaving.Header, "1")
        );
        var call = (await ToolCalls.Of(assistant.Issuer, 2)).Single(c =>
            c.Member("outcome") != "pending"
        );
        call.Member("outcome").ShouldBe("unknown");
        call.Member("approval").ShouldBe(id);
        (await assistant.Issued()).ShouldBe(1);
        (await assistant.StateLater(id)).ShouldBe("used");
    }

    [Fact]
    public async Task What_was_carried_out_is_not_carried_out_again_once_its_answer_is_erased_though_nobody_was_told()
    {
        var assistant = await Assistant.Start(App);
        var id = await assistant.Approved();
        (string, string)[] once = [("Vidimus-Approval", id), ("Idempotency-Key", "once-0001")];
        await assistant.Post(
            "/v1/credentials",
            assistant.Programme.Body(),
            [.. once, (Leaving.Header, "1")]
        );
        (await assistant.StateLater(id)).ShouldBe("used");
        await Erase(assistant);
        (await assistant.Post("/v1/credentials", assistant.Programme.Body(), once)).ShouldBeProblem(
            409,
            "APPROVAL_USED"
        );
        (await Made(assistant)).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_tool_carried_out_is_not_carried_out_again_once_its_answer_is_erased_though_nobody_was_told()
    {
        var assistant = await Assistant.Start(App);
        var caller = (await Granted.To(assistant.Owner, "write")).At();
        (await caller.Call("issueCredential", assistant.Programme.Body())).ShouldBeRefused(
            "APPROVAL_REQUIRED"
        );
        var id = (await App.Get("/v1/approvals", await assistant.Owner.Token()))
            .Should(200)
            .Json.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
        (await assistant.Decide(id)).Should(200);
        var body = assistant.Programme.Body(
            $",\"approvalId\":\"{id}\",\"idempotencyKey\":\"once-0002\""
        );
        await caller.TryCall("issueCredential", body, (Leaving.Header, "1"));
        (await assistant.StateLater(id)).ShouldBe("used");
        await Erase(assistant);
        (await caller.Call("issueCredential", body)).ShouldBeRefused("APPROVAL_USED");
        (await Made(assistant)).ShouldBe(1);
    }

    private async Task Erase(Assistant assistant)
    {
        var issued = (await assistant.Programme.Get("/v1/credentials"))
            .Should(200)
            .Json.GetProperty("data")[0];
        var recipient = issued.GetProperty("recipient").GetProperty("id").GetString();
        (await assistant.Programme.Delete($"/v1/recipients/{recipient}")).Status.ShouldBeOneOf(
            200,
            204
        );
    }

    /// <summary>Credentials that were ever issued, by the record.</summary>
    private async Task<int> Made(Assistant assistant) =>
        (
            await App.Query(
                "SELECT id FROM platform_facts WHERE organization_id = @org AND kind = 'credential.issued'",
                ("org", assistant.Issuer.Id)
            )
        ).Count;

    /// <summary>A server whose caller goes away, where a header says so, the moment a credential is issued.</summary>
    public abstract class Leaving(Engine engine) : SharedApp(engine)
    {
        public const string Header = "X-Leave";

        private static readonly AsyncLocal<CancellationTokenSource?> _leave = new();

        // Told in the flow of the request, once the change is committed and before it is answered.
        private static readonly MeterListener _issued = Listen();

        protected override AppOptions Options(AppOptions usual) => usual with { Front = Front };

        private static void Front(HttpContext http)
        {
            if (!http.Request.Headers.ContainsKey(Header))
                return;
            _issued.ShouldNotBeNull();
            _leave.Value = new();
            http.RequestAborted = _leave.Value.Token;
            http.Response.OnStarting(() =>
            {
                http.RequestAborted.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            });
        }

        private static MeterListener Listen()
        {
            var listener = new MeterListener
            {
                InstrumentPublished = (instrument, listening) =>
                {
                    if (instrument.Name == "vidimus.credentials.issued")
                        listening.EnableMeasurementEvents(instrument);
                },
            };
            listener.SetMeasurementEventCallback<long>((_, _, _, _) => _leave.Value?.Cancel());
            listener.Start();
            return listener;
        }
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Vidimus.Access.Gate;
using Vidimus.Platform.Http;
using Vidimus.Testing;
using Vidimus.Tests.Approvals;
using Vidimus.Tests.Certification;
using Vidimus.Tests.Issuing;
using Vidimus.Tests.Members;
using Vidimus.Tests.Policies;
using Vidimus.Tests.VcApi;
using Xunit;

namespace Vidimus.Tests.Repeating;

/// <summary>
/// Every route that is not a GET, as the running server lists them: it answers a repeated request with its first answer and
/// does nothing twice, or it declares why repeating it by itself does no harm.
/// </summary>
public sealed class EveryRouteTests(ITestOutputHelper output)
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    /// <summary>A request that the route takes.</summary>
    private sealed record Ask(string Path, object? Body = null, string? Key = null);

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task L7_every_route_answers_a_repetition_or_says_why_it_need_not(Engine engine)
    {
        Testing.Engines.Demand(engine);
        var mails = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Mail:Folder"] = mails,
                    // Nothing listens there: drafts fail, and can be asked for again.
                    ["Certification:Drafts:Endpoint"] = "http://127.0.0.1:1/v1",
                    ["Certification:Drafts:Model"] = "none",
                },
            }
        );
        var honoured = 0;
        foreach (var (method, route) in Changing(app))
        {
            var name = route.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";
            if (route.Metadata.GetMetadata<RepeatsByItself>() is { } own)
            {
                own.Reason.ShouldNotBeNullOrWhiteSpace(name);
                output.WriteLine($"{method} {route.RoutePattern.RawText}: {own.Reason}");
                continue;
            }
            route
                .Metadata.GetMetadata<PublicRoute>()
                .ShouldBeNull($"{name}: whose would its key be?");
            Asks.ShouldContainKey(name, $"say how {method} {route.RoutePattern.RawText} is asked");
            await Repeat(app, method, name);
            honoured++;
        }
        honoured.ShouldBe(Asks.Count, "requests for routes that are no more");
        Directory.Delete(mails, recursive: true);
    }

    private static IEnumerable<(string Method, RouteEndpoint Route)> Changing(VidimusApp app) =>
        from route in app.Inside.Routes
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)
        select (method, route);

    private static async Task Repeat(VidimusApp app, string method, string name)
    {
        var stage = await Stage.Set(await Programme.Start(app));
        var ask = await Asks[name](stage);
        var first = await Send("once");
        (first.Status is >= 200 and < 300).ShouldBeTrue($"{name}: {first.Text}");
        first["Idempotency-Replayed"].ShouldBeNull(name);
        app.Advance(TimeSpan.FromMinutes(1));
        var again = await Send("once");
        again.Should(first.Status);
        again["Idempotency-Replayed"].ShouldBe("true", name);
        again["Content-Type"].ShouldBe(first["Content-Type"], name);
        again["X-Vidimus-Recipient"].ShouldBe(first["X-Vidimus-Recipient"], name);
        if (
            again.Bytes.Length == 0
            || again.MediaType != "application/json"
            || (again.At("secretOmitted") ?? again.At("secret_omitted")) is null
        )
            again.Bytes.ShouldBe(first.Bytes, name);
        else
            Output.FoundIn(again.Bytes).ShouldBeEmpty(name);
        await DidNothing(again, "happened twice");
        if (ask.Body is string text)
        {
            var other = await Send("once", text + " ");
            // Clients of Verix know no 422, and Verity's know a conflict by 409.
            other.Should(
                ask.Path.StartsWith("/verix", StringComparison.Ordinal) ? 400
                : name.StartsWith("verity", StringComparison.Ordinal) ? 409
                : 422
            );
            other.Text.ShouldContain("IDEMPOTENCY_CONFLICT", customMessage: name);
            await DidNothing(other, "happened with another body");
        }
        var wrong = await Send(new string('k', 256));
        wrong.Text.ShouldContain("IDEMPOTENCY_KEY_INVALID");
        await DidNothing(wrong, "happened under another key");

        Task<Answer> Send(string repeat, string? body = null) =>
            app.Send(
                new HttpMethod(method),
                ask.Path,
                ask.Key ?? stage.Programme.Key.Secret,
                body ?? ask.Body,
                ("Idempotency-Key", repeat)
            );

        // By the request's own id: what the server does meanwhile, by itself or for earlier requests, is not of this one.
        async Task DidNothing(Answer answer, string what)
        {
            var id = answer["X-Request-Id"];
            id.ShouldNotBeNullOrEmpty(name);
            id.ShouldNotBe(first["X-Request-Id"], name);
            var facts = await app.Query(
                $"SELECT count(*) FROM platform_facts WHERE request_id = '{id}'"
            );
            Convert
                .ToInt64(facts[0][0], CultureInfo.InvariantCulture)
                .ShouldBe(0, $"{name} {what}");
        }
    }

    private const string APolicy =
        """{"title":"A policy","type":"Requirement","codes":[{"code":"99213","system":"CPT","disposition":"covered"}]}""";

    // Policies are changed in live mode only.
    private static Task<Ask> Live(Stage stage, string path, string body) =>
        Task.FromResult(new Ask(path, body, stage.Programme.Issuer.Live.Secret));

    private static readonly Dictionary<string, Func<Stage, Task<Ask>>> Asks = new()
    {
        ["uploadDocument"] = _ =>
            Task.FromResult(new Ask("/v1/documents?name=a.pdf", Files.Content(Files.Pdf()))),
        ["deleteDocument"] = async stage =>
            new(
                $"/v1/documents/{await stage.Programme.App.Uploaded(stage.Programme.Key.Secret, Files.Pdf())}"
            ),
        ["mintKey"] = Simply("/v1/keys", """{"label":"Once","mode":"test"}"""),
        ["editKey"] = OfKey("", """{"label":"Changed"}"""),
        ["suspendKey"] = OfKey("/suspend", """{"reason":"A reason"}"""),
        ["resumeKey"] = OfKey("/resume"),
        ["revokeKey"] = OfKey("/revoke"),
        ["rotateKey"] = OfKey("/rotate", """{"graceSeconds":1728000}"""),
        ["setKeyWebhook"] = OfKey("/webhook", """{"graceHours":1}"""),
        ["startResearch"] = Simply(
            "/v1/prior-authorizations/research",
            """{"procedureCodes":["27447"]}"""
        ),
        ["verityStartResearch"] = Simply(
            "/api/v1/prior-auth/research",
            """{"procedure_codes":["27447"]}"""
        ),
        ["cancelResearch"] = async stage =>
        {
            var (app, key) = (stage.Programme.App, stage.Programme.Key.Secret);
            const string path = "/v1/prior-authorizations/research";
            // So that it does not end by itself before.
            await app.HoldResearch();
            var asked = await app.Post(path, key, """{"procedureCodes":["27447"]}""");
            return new($"{path}/{asked.At("id")}/cancel");
        },
        ["createQuote"] = Simply("/v1/quotes", Certification.Verdacert.Sample),
        ["verdacertQuote"] = Simply("/api/v1/quote", Certification.Verdacert.Sample),
        ["editOrganization"] = Simply("/v1/organization", """{"name":"Example School"}"""),
        ["setLogo"] = _ => Made("/v1/organization/logo", Logo()),
        ["removeLogo"] = async stage =>
        {
            var set = await stage.Programme.App.Send(
                HttpMethod.Put,
                "/v1/organization/logo",
                stage.Programme.Key.Secret,
                Logo()
            );
            set.Should(200);
            return new("/v1/organization/logo");
        },
        ["editMember"] = async stage =>
            new(
                $"/v1/members/{(await Members.Person.Of(stage.Programme.Issuer, "viewer")).Id}",
                """{"role":"reviewer"}"""
            ),
        ["removeMember"] = async stage =>
            new($"/v1/members/{(await Members.Person.Of(stage.Programme.Issuer, "viewer")).Id}"),
        ["inviteMember"] = Simply("/v1/invitations", Invited),
        ["resendInvitation"] = async stage =>
        {
            var path = await Invitation(stage);
            stage.Programme.App.Advance(TimeSpan.FromMinutes(2));
            return new($"{path}/resend");
        },
        ["withdrawInvitation"] = async stage => new(await Invitation(stage)),
        ["createOrganization"] = stage =>
            Made("/v1/organizations", """{"name":"Example School"}""", Operator(stage)),
        ["manageOrganization"] = stage =>
            Made(
                $"/v1/organizations/{stage.Programme.Issuer.Id}",
                """{"name":"Example School"}""",
                Operator(stage)
            ),
        ["enterOAuthClient"] = Simply("/v1/oauth/clients", OAuthClient),
        ["rotateOAuthClientSecret"] = async stage =>
            new($"{await EnteredClient(stage)}/rotate-secret"),
        ["deleteOAuthClient"] = async stage => new(await EnteredClient(stage)),
        ["rotateSigningKey"] = _ => Made("/v1/signing-keys/rotate"),
        ["acknowledgeChange"] = async stage =>
            new(
                "/v1/compliance/acknowledgements",
                $$"""{"changeId":{{await OpenChange(stage)}}}"""
            ),
        ["acknowledgeChanges"] = async stage =>
            new(
                "/v1/compliance/acknowledgements/bulk",
                $$"""{"changeIds":[{{await OpenChange(stage)}}]}"""
            ),
        ["verityAcknowledgeChange"] = async stage =>
            new("/api/v1/compliance/ack", $$"""{"diff_id":{{await OpenChange(stage)}}}"""),
        ["verityAcknowledgeChanges"] = async stage =>
            new("/api/v1/compliance/ack/bulk", $$"""{"diff_ids":[{{await OpenChange(stage)}}]}"""),
        ["setComplianceSettings"] = _ =>
            Made("/v1/compliance/settings", """{"weeklyDigest":true}"""),
        ["setOrganizationMail"] = _ => Made("/v1/organization/mail", """{"language":"de"}"""),
        ["resetOrganizationMail"] = async stage =>
        {
            const string path = "/v1/organization/mail";
            (
                await stage.Programme.App.Send(
                    HttpMethod.Put,
                    path,
                    stage.Programme.Key.Secret,
                    """{"language":"de"}"""
                )
            ).Should(200);
            return new(path);
        },
        ["setRecipientPage"] = _ =>
            Made("/v1/organization/recipient-page", """{"erasesAtOnce":true}"""),
        ["setGroupMail"] = stage =>
            Made($"/v1/groups/{stage.Programme.GroupId}/mail", """{"language":"de"}"""),
        ["renewClaim"] = stage => Made($"/v1/credentials/{stage.Issued.Id}/claim"),
        ["endClaims"] = stage => Made($"/v1/credentials/{stage.Issued.Id}/claim"),
        ["refuseErasureRequest"] = async stage =>
        {
            await stage.Programme.App.Execute(
                $"INSERT INTO credentials_erasure_requests (organization_id, recipient_id, mode, id, credential_id, requested_at) VALUES ('{stage.Programme.Issuer.Id}', '{stage.Issued.RecipientId}', 'live', 'ers_1', '{stage.Issued.Id}', 1)"
            );
            return new("/v1/erasure-requests/ers_1");
        },
        ["createPolicy"] = stage => Live(stage, "/v1/policies", APolicy),
        ["putPolicy"] = stage => Live(stage, "/v1/policies/L1", APolicy),
        ["retirePolicy"] = async stage =>
        {
            var key = stage.Programme.Issuer.Live.Secret;
            const string path = "/v1/policies/L1";
            (await stage.Programme.App.Send(HttpMethod.Put, path, key, APolicy)).Should(201);
            return new($"{path}/retire", """{"date":"2026-11-01"}""", key);
        },
        ["createGroup"] = Usual("createGroup"),
        ["editGroup"] = Usual("editGroup"),
        ["archiveGroup"] = Usual("archiveGroup"),
        ["restoreGroup"] = Usual("restoreGroup"),
        ["issueCredential"] = Usual("issueCredential"),
        ["issueList"] = Usual("issueList"),
        ["uploadImport"] = stage =>
            Made($"/v1/groups/{stage.Programme.GroupId}/imports?name=a.csv", Imports.Class.Small),
        ["changeImport"] = async stage =>
            new($"/v1/imports/{await Imports.Class.Id(stage.Programme)}", """{"draft":true}"""),
        ["startImport"] = async stage =>
        {
            // What it starts is done in its name; here another node is to do it, which is not there.
            await Imports.Class.Hold(stage.Programme.App, true);
            return new($"/v1/imports/{await Imports.Class.Id(stage.Programme)}/start");
        },
        ["cancelImport"] = async stage =>
            new($"/v1/imports/{await Imports.Class.Id(stage.Programme)}/cancel"),
        ["editDraft"] = Usual("editDraft"),
        ["issueDraft"] = Usual("issueDraft"),
        ["deleteDraft"] = Usual("deleteDraft"),
        ["revokeCredential"] = Usual("revokeCredential"),
        ["reissueCredential"] = Usual("reissueCredential"),
        ["renewCredential"] = Usual("renewCredential"),
        ["eraseRecipient"] = Usual("eraseRecipient"),
        ["suspendCredential"] = stage =>
            Made($"/v1/credentials/{stage.Issued.Id}/suspend", """{"reason":"A reason"}"""),
        ["reinstateCredential"] = async stage =>
        {
            var path = $"/v1/credentials/{stage.Issued.Id}";
            (await stage.Programme.Post($"{path}/suspend", """{"reason":"A reason"}""")).Should(
                200
            );
            return new($"{path}/reinstate");
        },
        ["distributeCredential"] = async stage =>
        {
            var mailed = await stage.Programme.Issue(
                recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
            );
            return new($"/v1/credentials/{mailed.Id}/distribute");
        },
        ["offerCredential"] = stage =>
            Made($"/v1/credentials/{stage.Issued.Id}/offers", """{"lifetimeSeconds":300}"""),
        ["bindCredential"] = stage =>
            Made(
                $"/v1/credentials/{stage.Issued.Id}/sd-jwt",
                """{"holderKey":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}"""
            ),
        ["vcApiIssue"] = stage => Made("/credentials/issue", VcIssuer.Body(Vc(stage).Credential())),
        ["vcApiStatus"] = async stage =>
        {
            var id = $"urn:uuid:{Guid.CreateVersion7()}";
            await Vc(stage).Issue(c => c["id"] = id, VcIssuer.Status("revocation"));
            return new(
                "/credentials/status",
                $$$"""{"credentialId":"{{{id}}}","credentialStatus":{"type":"BitstringStatusListEntry","statusPurpose":"revocation"}}"""
            );
        },
        ["openBadgesUpsertCredential"] = async stage =>
            new(
                "/ims/ob/v3p0/credentials",
                (await stage.Programme.Get($"/v1/credentials/{stage.Issued.Id}/document"))
                    .Should(200)
                    .Text
            ),
        ["createTemplate"] = Simply(
            "/v1/templates",
            Templates.TemplateTests.Body(Templates.TemplateTests.Small)
        ),
        ["editTemplate"] = OfTemplate("""{"name":"Changed"}"""),
        ["deleteTemplate"] = OfTemplate(null),
        ["createTrigger"] = stage =>
            Made($"/v1/groups/{stage.Programme.GroupId}/triggers", Triggers.Hook.Plain),
        ["editTrigger"] = OfTrigger("", """{"name":"Changed","enabled":false}"""),
        ["deleteTrigger"] = OfTrigger(""),
        ["rotateTriggerSecret"] = OfTrigger("/rotate-secret", """{"graceSeconds":60}"""),
        ["createWebhook"] = Simply("/v1/webhooks", Hook),
        ["editWebhook"] = OfWebhook("", """{"description":"Changed"}"""),
        ["pauseWebhook"] = OfWebhook("/pause"),
        ["resumeWebhook"] = async stage =>
        {
            var paused = await OfWebhook("/pause")(stage);
            (await stage.Programme.Post(paused.Path)).Should(200);
            return paused with { Path = paused.Path.Replace("/pause", "/resume") };
        },
        ["disableWebhook"] = OfWebhook("/disable"),
        ["deleteWebhook"] = OfWebhook(""),
        ["rotateWebhookSecret"] = OfWebhook("/rotate-secret", """{"graceHours":1}"""),
        ["rotateWebhookKey"] = Simply("/v1/webhook-keys/rotate", """{"compromised":false}"""),
        ["resendDelivery"] = async stage =>
        {
            var path = await Paused(stage, """["credential.*"]""");
            await stage.Programme.Issue();
            var sent = (await stage.Programme.Get($"{path}/deliveries")).Should(200).Json;
            var id = sent.GetProperty("data")[0].GetProperty("eventId").GetString();
            return new($"{path}/deliveries/{id}/resend");
        },
        ["recoverEvents"] = async stage =>
            new(
                $"{await Paused(stage, """["order.refunded"]""")}/recover",
                """{"since":"2026-11-20T00:00:00Z"}"""
            ),
        ["cancelReplay"] = async stage =>
        {
            var path = await Paused(stage, """["order.refunded"]""");
            var started = await stage.Programme.Post(
                $"{path}/recover",
                """{"since":"2026-11-20T00:00:00Z"}"""
            );
            return new($"/v1/webhook-replays/{started.Should(202).At("id")}/cancel");
        },
        ["testWebhook"] = async stage =>
        {
            var ask = await OfWebhook("/test")(stage);
            await Inside(stage);
            return ask;
        },
        ["verityTestWebhook"] = async stage =>
        {
            var ask = await OfVerity()(stage);
            await Inside(stage);
            return ask with { Path = $"{ask.Path}/test" };
        },
        ["verityCreateWebhook"] = Simply("/api/v1/webhooks", Hook),
        ["verityEditWebhook"] = OfVerity("""{"status":"paused"}"""),
        ["verityDeleteWebhook"] = OfVerity(),
        ["verixCreateCredentials"] = stage =>
            Made(
                $"/verix/v1/credentials/groups/{stage.Programme.Number}/",
                """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example","externalId":"s-1"}}]}"""
            ),
        ["verixUpdateCredentials"] = stage =>
            Made(
                $"/verix/v1/credentials/groups/{stage.Programme.Number}/",
                $$$"""{"issue":true,"inputs":[{"credentialUid":"{{{stage.Draft.Id}}}","credential":{"name":"Diploma"}}]}"""
            ),
        ["claimDeskOrder"] = OfDesk("/claim"),
        ["releaseDeskOrder"] = OfDesk("/release", "claimed"),
        ["submitDeskOrder"] = OfDesk("/submit", "written"),
        ["sendBackDeskOrder"] = OfDesk(
            "/send-back",
            "submitted",
            """{"reason":"A reason","version":VERSION}"""
        ),
        ["failDeskOrder"] = OfDesk(
            "/fail",
            "claimed",
            """{"reason":"A reason","version":VERSION}"""
        ),
        ["signOffDeskOrder"] = OfDesk("/sign-off", "submitted"),
        ["revokeCertificate"] = async stage =>
        {
            var issuer = stage.Programme.Issuer;
            var desk = new Certification.Desk(stage.Programme.App, issuer, issuer);
            var reviewer = await desk.Reviewer();
            await reviewer.Member.Look("live");
            var order = await desk.Order();
            await reviewer.Translate(order);
            (await reviewer.Step(order, "sign-off")).Should(200);
            var certificate = await stage.Programme.App.Query(
                $"SELECT certificate_id FROM certification_orders WHERE id = '{order}'"
            );
            return new(
                $"/v1/certificates/{certificate[0][0]}/revoke",
                """{"reason":"A wrong page"}""",
                issuer.Live.Secret
            );
        },
        ["draftDeskOrder"] = OfDesk("/draft", "failed"),
        ["commentDeskOrder"] = OfDesk("/comments", "", """{"text":"A comment"}"""),
        ["writeDeskResult"] = OfDesk("/text", "claimed", """{"text":"A text","version":VERSION}"""),
        ["uploadDeskResult"] = OfDesk("/documents?version=VERSION", "claimed", null),
        ["setReviewer"] = async stage =>
            new(
                $"/v1/reviewers/{(await Members.Person.Of(stage.Programme.Issuer, "reviewer")).Id}",
                Certification.Desk.Profile
            ),
        ["removeReviewer"] = async stage =>
        {
            var person = await Members.Person.Of(stage.Programme.Issuer, "reviewer");
            var path = $"/v1/reviewers/{person.Id}";
            (
                await stage.Programme.App.Send(
                    HttpMethod.Put,
                    path,
                    stage.Programme.Key.Secret,
                    Certification.Desk.Profile
                )
            ).Should(200);
            return new(path);
        },
        ["createGate"] = async stage => new("/v1/policy-gates", await NewGate(stage)),
        ["editGate"] = OfGate("""{"name":"Another name"}"""),
        ["deleteGate"] = OfGate(null),
        ["createApprovalRule"] = Simply("/v1/approval-rules", Assistant.OfIssuing),
        ["editApprovalRule"] = OfRule("""{"countOver":5}"""),
        ["deleteApprovalRule"] = OfRule(null),
        ["approveApproval"] = OfApproval("approve"),
        ["rejectApproval"] = OfApproval("reject"),
        ["verixDeleteCredential"] = stage => Made($"/verix/v1/credentials/{stage.Draft.Id}/"),
    };

    private static Func<Stage, Task<Ask>> Simply(string path, string body) => _ => Made(path, body);

    private static Func<Stage, Task<Ask>> Usual(string operation) =>
        stage =>
        {
            var usual = Operation.All[operation];
            return Made(stage.Fill(usual.Path), usual.Body is null ? null : stage.Fill(usual.Body));
        };

    // A public address as a number, so that no name is looked up; nothing happens that would be told there.
    private const string Hook = """{"url":"https://198.51.99.1/","events":["order.refunded"]}""";

    private const string Invited = """{"email":"ada@example.org","role":"viewer"}""";

    private const string OAuthClient =
        """{"name":"Back Office","redirectUris":["https://helper.example/cb"],"authMethod":"client_secret_post"}""";

    private static Task<long> OpenChange(Stage stage) =>
        stage.Programme.App.Change(stage.Programme.Issuer.Id);

    private static async Task<string> EnteredClient(Stage stage) =>
        $"/v1/oauth/clients/{(await stage.Programme.Post("/v1/oauth/clients", OAuthClient)).Should(201).At("id")}";

    private static async Task<string> Invitation(Stage stage) =>
        $"/v1/invitations/{(await stage.Programme.Post("/v1/invitations", Invited)).Should(201).At("id")}";

    private static ByteArrayContent Logo()
    {
        var logo = new ByteArrayContent([
            .. BrandingTests.Png.Signature,
            .. BrandingTests.Png.Chunk("IHDR", BrandingTests.Png.Header(1, 1)),
            .. BrandingTests.Png.Chunk("IDAT", BrandingTests.Png.Pack([0, 1, 2, 3])),
            .. BrandingTests.Png.Chunk("IEND", []),
        ]);
        logo.Headers.ContentType = new("image/png");
        return logo;
    }

    private static Func<Stage, Task<Ask>> OfWebhook(string verb, string? body = null) =>
        async stage =>
        {
            var made = (await stage.Programme.Post("/v1/webhooks", Hook)).Should(201);
            return new($"/v1/webhooks/{made.At("id")}{verb}", body);
        };

    private static async Task<string> Paused(Stage stage, string events)
    {
        var made = await stage.Programme.Post(
            "/v1/webhooks",
            $$"""{"url":"https://198.51.99.1/","events":{{events}}}"""
        );
        var path = $"/v1/webhooks/{made.Should(201).At("id")}";
        (await stage.Programme.Post($"{path}/pause")).Should(200);
        return path;
    }

    // Where a test is refused before it leaves.
    private static Task Inside(Stage stage) =>
        stage.Programme.App.Execute("UPDATE webhooks_endpoints SET url = 'https://10.1.2.3/'");

    private static Func<Stage, Task<Ask>> OfVerity(string? body = null) =>
        async stage =>
        {
            (await stage.Programme.Post("/api/v1/webhooks", Hook)).Should(201);
            return new("/api/v1/webhooks/1", body);
        };

    private static Func<Stage, Task<Ask>> OfKey(string verb, string? body = null) =>
        async stage =>
            new($"/v1/keys/{(await stage.Programme.Issuer.KeyWith("read")).Id}{verb}", body);

    /// <summary>A step at the desk with an order that has come so far.</summary>
    private static Func<Stage, Task<Ask>> OfDesk(
        string path,
        string far = "",
        string? body = """{"version":VERSION}"""
    ) =>
        async stage =>
        {
            var issuer = stage.Programme.Issuer;
            var desk = new Certification.Desk(stage.Programme.App, issuer, issuer);
            var reviewer = await desk.Reviewer();
            var order = await desk.Order(documents: path == "/sign-off" ? null : []);
            if (far is "claimed" or "written")
                (await reviewer.Step(order, "claim")).Should(200);
            if (far == "written")
                (await reviewer.Write(order, "A text")).Should(200);
            if (far == "submitted")
                await reviewer.Translate(order);
            if (far == "failed")
                await stage.Programme.App.Execute(
                    $"""
                    INSERT INTO certification_drafts (organization_id, order_id, state, state_at, attempts, input_tokens, output_tokens, version)
                    VALUES ('{issuer.Id}', '{order}', 'failed', 1, 1, 0, 0, 1)
                    ON CONFLICT (organization_id, order_id) DO UPDATE SET state = 'failed', next_at = NULL, version = 9
                    """
                );
            var version = $"{await reviewer.Version(order)}";
            return new(
                $"/v1/desk/orders/{order}{path.Replace("VERSION", version)}",
                body?.Replace("VERSION", version)
                    ?? (object)new ByteArrayContent(Certification.Desk.Pdf("A text")),
                await reviewer.Member.Token()
            );
        };

    private static Func<Stage, Task<Ask>> OfRule(string? body) =>
        async stage =>
            new(
                $"/v1/approval-rules/{await Assistant.Rule(stage.Programme.Issuer, Assistant.OfIssuing)}",
                body
            );

    // Switched off, so that nothing else of the stage stands before it.
    private static async Task<string> NewGate(Stage stage)
    {
        var issuer = stage.Programme.Issuer;
        await Policies.Rules.Write(issuer, "R-GATE", """{"fact":"a","is":"known"}""");
        return """{"name":"A gate","action":"order.submit","policyId":"R-GATE","enabled":false}""";
    }

    private static Func<Stage, Task<Ask>> OfGate(string? body) =>
        async stage =>
        {
            var issuer = stage.Programme.Issuer;
            var made = await issuer.App.Post(
                "/v1/policy-gates",
                issuer.Live.Secret,
                await NewGate(stage)
            );
            return new($"/v1/policy-gates/{made.Should(201).At("id")}", body);
        };

    private static Func<Stage, Task<Ask>> OfApproval(string verb) =>
        async stage =>
        {
            var issuer = stage.Programme.Issuer;
            await Assistant.Rule(issuer, """{"name":"All writes"}""");
            var key = await Assistant.KeyOf(issuer);
            var id = Assistant.Pending(
                await issuer.App.Post("/v1/groups", key.Secret, """{"name":"Asked for"}""")
            );
            var owner = await Assistant.Person(issuer, "owner");
            return new(
                $"/v1/approvals/{id}/{verb}",
                """{"reason":"As agreed"}""",
                await owner.Token()
            );
        };

    private static Func<Stage, Task<Ask>> OfTemplate(string? body) =>
        async stage =>
        {
            var made = await stage.Programme.Post(
                "/v1/templates",
                Templates.TemplateTests.Body(Templates.TemplateTests.Small)
            );
            return new($"/v1/templates/{made.Should(201).At("id")}", body);
        };

    private static Func<Stage, Task<Ask>> OfTrigger(string verb, string? body = null) =>
        async stage => new((await Triggers.Hook.Make(stage.Programme)).Path + verb, body);

    private static Task<Ask> Made(string path, object? body = null, string? key = null) =>
        Task.FromResult(new Ask(path, body, key));

    private static string Operator(Stage stage) => stage.Programme.App.OperatorToken;

    private static VcIssuer Vc(Stage stage) => new(stage.Programme.Issuer, stage.Programme.Key);
}

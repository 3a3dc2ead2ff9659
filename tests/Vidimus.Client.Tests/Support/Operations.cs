namespace Vidimus.Client.Tests;

/// <summary>One operation of the contract: where it goes, what a good answer is, and which members of that may be absent or null.</summary>
internal sealed record Operation(
    string Route,
    string Answer,
    Func<VidimusClient, Task<object?>> Run,
    string Optional = "",
    int Status = 200
)
{
    public override string ToString() => Route;
}

/// <summary>Every operation that answers JSON.</summary>
internal static class Operations
{
    private const string KeyOptional =
        "expiresAt lastUsedAt suspendedAt revokedAt rateLimitPerMinute replaces replacedBy suspendedReason leakedAt spendCapDayCents spendCapMonthCents";
    private const string GroupOptional =
        "description achievement.name achievement.description achievement.criteria achievement.criteria.narrative achievement.criteria.id "
        + "achievement.type achievement.image achievement.image.caption achievement.alignments "
        + "achievement.alignments.0.targetCode achievement.alignments.0.targetFramework achievement.tags "
        + "subjectSchema defaultValidity";
    private const string CredentialOptional =
        "name description recipient recipient.email recipient.externalId subject custom validFrom validUntil "
        + "revokedAt revocationReason replaces replacedBy renewalOf";
    private const string BatchOptional =
        "rows.0.credential.verifyUrl rows.0.credential.externalId rows.0.error rows.1.credential rows.1.error.field";
    private const string VerificationOptional =
        "mode checks.0.reason credential credential.id credential.uuid credential.name credential.issuer "
        + "credential.issuer.name credential.recipientName credential.achievement credential.validFrom "
        + "credential.validUntil credential.issuedAt credential.state documentUrls documentUrls.json documentUrls.jwt";

    private const string WebhookOptional =
        "keyId resourceId disabledReason failingSince secrets.0.expiresAt";
    private const string DeliveryOptional = "nextAttemptAt endedAt lastStatus";

    private const string OrderOptional =
        "keyId paidAt readyAt deliveredAt endReason certificateId documents.0.name documents.0.pages documents.0.removedAt";

    private static readonly string Ord = Samples.Id("ord_");
    private static readonly string Doc = Samples.Id("doc_");
    private static readonly string Vcrt = Samples.CertificateId;
    private const string DeskOptional =
        "paidAt secondsLeft reviewerId reviewerName claimedAt draftState";
    private const string EntryOptional = "memberId memberName text documentId";

    private static readonly string Hook = Samples.Id("we_");
    private static readonly string Event = Samples.Id("evt_");
    private static readonly string Replay = Samples.Id("rpl_");
    private static readonly string Key = Samples.Id("key_");
    private static readonly string Fact = Samples.Id("fct_");
    private static readonly string Group = Samples.Id("grp_");
    private static readonly string Cred = Samples.Id("cred_");

    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "GET /v1/auth/me",
            Samples.Me,
            async c => await c.Access.Me(),
            "expiresAt key.expiresAt"
        ),
        new(
            "GET /v1/organization",
            Samples.OwnOrganization,
            async c => await c.Access.Organization(),
            "publicUrl dids.live dids.test"
        ),
        new(
            "PATCH /v1/organization",
            Samples.OwnOrganization,
            async c => await c.Access.RenameOrganization("Example Academy"),
            "publicUrl dids.live dids.test"
        ),
        new(
            "POST /v1/organizations",
            Samples.CreatedOrganization,
            async c => await c.Organizations.Create("Example Academy"),
            Under("firstKey.", KeyOptional) + " " + Under("firstTestKey.", KeyOptional),
            201
        ),
        new(
            "GET /v1/organizations",
            Samples.Page(Samples.Organization),
            async c => await c.Organizations.List().ToArrayAsync(),
            "nextCursor"
        ),
        new(
            $"PATCH /v1/organizations/{Samples.Id("org_")}",
            Samples.Organization,
            async c =>
                await c.Organizations.Edit(
                    Samples.Id("org_"),
                    new() { State = OrganizationState.Disabled }
                )
        ),
        new(
            "GET /v1/audit",
            Samples.Page(Samples.AuditEntry),
            async c => await c.Audit.List().ToArrayAsync(),
            "data.0.number data.0.hash nextCursor"
        ),
        new(
            $"GET /v1/audit/{Fact}",
            Samples.AuditEntry,
            async c => await c.Audit.Get(Fact),
            "number hash"
        ),
        new(
            "GET /v1/audit/checkpoint",
            Samples.AuditCheckpoint,
            async c => await c.Audit.Checkpoint()
        ),
        new(
            "POST /v1/audit/verifications",
            Samples.AuditVerification,
            async c => await c.Audit.Verify(),
            "unsealed.oldestAt checkpoint continueFrom firstBad.id"
        ),
        new(
            "POST /v1/keys",
            Samples.Minted,
            async c => await c.Keys.Mint(Some.Key),
            KeyOptional,
            201
        ),
        new(
            "GET /v1/keys",
            Samples.Page(Samples.Key),
            async c => await c.Keys.List().ToArrayAsync(),
            Under("data.0.", KeyOptional) + " nextCursor"
        ),
        new($"GET /v1/keys/{Key}", Samples.Key, async c => await c.Keys.Get(Key), KeyOptional),
        new(
            $"GET /v1/keys/{Key}/spending",
            Samples.Spending,
            async c => await c.Keys.Spending(Key),
            "spendCapDayCents leftDayCents spendCapMonthCents leftMonthCents"
        ),
        new(
            $"PATCH /v1/keys/{Key}",
            Samples.Key,
            async c => await c.Keys.Edit(Key, new() { Label = "New" }),
            KeyOptional
        ),
        new(
            $"POST /v1/keys/{Key}/suspend",
            Samples.Key,
            async c => await c.Keys.Suspend(Key, "lost"),
            KeyOptional
        ),
        new(
            $"POST /v1/keys/{Key}/resume",
            Samples.Key,
            async c => await c.Keys.Resume(Key),
            KeyOptional
        ),
        new(
            $"POST /v1/keys/{Key}/revoke",
            Samples.Key,
            async c => await c.Keys.Revoke(Key),
            KeyOptional
        ),
        new(
            $"POST /v1/keys/{Key}/rotate",
            Samples.Minted,
            async c => await c.Keys.Rotate(Key, new() { GraceSeconds = 60 }),
            KeyOptional,
            201
        ),
        new(
            "GET /v1/authentications",
            Samples.Page(Samples.Authentication),
            async c => await c.Keys.Authentications().ToArrayAsync(),
            "nextCursor"
        ),
        new(
            "POST /v1/groups",
            Samples.Group,
            async c => await c.Groups.Create(Some.Group),
            GroupOptional,
            201
        ),
        new(
            "GET /v1/groups",
            Samples.Page(Samples.Group),
            async c => await c.Groups.List().ToArrayAsync(),
            Under("data.0.", GroupOptional) + " nextCursor"
        ),
        new(
            $"GET /v1/groups/{Group}",
            Samples.Group,
            async c => await c.Groups.Get(Group),
            GroupOptional
        ),
        new(
            $"PATCH /v1/groups/{Group}",
            Samples.Group,
            async c => await c.Groups.Edit(Group, new() { Name = "New" }),
            GroupOptional
        ),
        new(
            $"POST /v1/groups/{Group}/archive",
            Samples.Group,
            async c => await c.Groups.Archive(Group),
            GroupOptional
        ),
        new(
            $"POST /v1/groups/{Group}/restore",
            Samples.Group,
            async c => await c.Groups.Restore(Group),
            GroupOptional
        ),
        new(
            "POST /v1/credentials",
            Samples.Credential,
            async c => await c.Credentials.Issue(Some.Credential),
            CredentialOptional,
            201
        ),
        new(
            "POST /v1/credentials/batch",
            Samples.Batch,
            async c => await c.Credentials.IssueBatch(Group, [Some.Row(), Some.Row("")]),
            BatchOptional
        ),
        new(
            $"GET /v1/batches/{Samples.Id("bat_")}",
            Samples.Batch,
            async c => await c.Credentials.GetBatch(Samples.Id("bat_")),
            BatchOptional
        ),
        new(
            "GET /v1/credentials",
            Samples.Page(Samples.Credential),
            async c => await c.Credentials.List().ToArrayAsync(),
            Under("data.0.", CredentialOptional) + " nextCursor"
        ),
        new(
            $"GET /v1/credentials/{Cred}",
            Samples.Credential,
            async c => await c.Credentials.Get(Cred),
            CredentialOptional
        ),
        new(
            $"PATCH /v1/credentials/{Cred}",
            Samples.Credential,
            async c => await c.Credentials.EditDraft(Cred, new() { Name = "New" }),
            CredentialOptional
        ),
        new(
            $"POST /v1/credentials/{Cred}/issue",
            Samples.Credential,
            async c => await c.Credentials.IssueDraft(Cred),
            CredentialOptional
        ),
        new(
            $"POST /v1/credentials/{Cred}/revoke",
            Samples.Credential,
            async c => await c.Credentials.Revoke(Cred, "mistake"),
            CredentialOptional
        ),
        new(
            $"POST /v1/credentials/{Cred}/reissue",
            Samples.Credential,
            async c => await c.Credentials.Reissue(Cred),
            CredentialOptional,
            201
        ),
        new(
            $"POST /v1/credentials/{Cred}/offers",
            Samples.WalletOffer,
            async c => await c.Credentials.Offer(Cred, new() { LifetimeSeconds = 300 }),
            "transactionCode",
            201
        ),
        new(
            $"POST /v1/credentials/{Cred}/renew",
            Samples.Credential,
            async c => await c.Credentials.Renew(Cred),
            CredentialOptional,
            201
        ),
        new(
            $"GET /v1/recipients/{Samples.Id("rcp_")}",
            Samples.Recipient,
            async c => await c.Recipients.Get(Samples.Id("rcp_")),
            "email externalId"
        ),
        new(
            "GET /v1/usage",
            Samples.Page(Samples.UsageLine),
            async c => await c.Usage.Lines().ToArrayAsync(),
            Under("data.0.", "day keyId environment memberId clientId tool route outcome action")
                + " nextCursor"
        ),
        new(
            "GET /v1/usage/charges",
            Samples.Page(Samples.Charge),
            async c => await c.Usage.Charges().ToArrayAsync(),
            Under("data.0.", "keyId environment tool") + " nextCursor"
        ),
        new(
            "POST /v1/webhooks",
            Samples.WebhookWithSecret,
            async c => await c.Webhooks.Create(Some.Webhook),
            WebhookOptional,
            201
        ),
        new(
            "GET /v1/webhooks",
            Samples.Page(Samples.Webhook),
            async c => await c.Webhooks.List().ToArrayAsync(),
            Under("data.0.", WebhookOptional) + " nextCursor"
        ),
        new(
            $"GET /v1/webhooks/{Hook}",
            Samples.Webhook,
            async c => await c.Webhooks.Get(Hook),
            WebhookOptional
        ),
        new(
            $"PATCH /v1/webhooks/{Hook}",
            Samples.Webhook,
            async c => await c.Webhooks.Edit(Hook, new() { Include = [] }),
            WebhookOptional
        ),
        new(
            $"POST /v1/webhooks/{Hook}/pause",
            Samples.Webhook,
            async c => await c.Webhooks.Pause(Hook),
            WebhookOptional
        ),
        new(
            $"POST /v1/webhooks/{Hook}/resume",
            Samples.Webhook,
            async c => await c.Webhooks.Resume(Hook),
            WebhookOptional
        ),
        new(
            $"POST /v1/webhooks/{Hook}/disable",
            Samples.Webhook,
            async c => await c.Webhooks.Disable(Hook),
            WebhookOptional
        ),
        new(
            $"POST /v1/webhooks/{Hook}/rotate-secret",
            Samples.WebhookWithSecret,
            async c => await c.Webhooks.RotateSecret(Hook),
            WebhookOptional,
            201
        ),
        new(
            $"POST /v1/webhooks/{Hook}/test",
            Samples.WebhookTest,
            async c => await c.Webhooks.Test(Hook),
            "httpStatus error reason response"
        ),
        new(
            $"GET /v1/webhooks/{Hook}/deliveries",
            Samples.Page(Samples.Delivery),
            async c => await c.Webhooks.Deliveries(Hook).ToArrayAsync(),
            Under("data.0.", DeliveryOptional) + " nextCursor"
        ),
        new(
            $"GET /v1/webhooks/{Hook}/deliveries/{Event}",
            Samples.DeliveryDetail,
            async c => await c.Webhooks.Delivery(Hook, Event),
            Under("delivery.", DeliveryOptional)
                + " request request.headers.0.value attempts.0.reason attempts.0.status attempts.0.response"
        ),
        new(
            $"POST /v1/webhooks/{Hook}/deliveries/{Event}/resend",
            Samples.Delivery,
            async c => await c.Webhooks.Resend(Hook, Event),
            DeliveryOptional,
            202
        ),
        new(
            $"POST /v1/webhooks/{Hook}/recover",
            Samples.Recovery,
            async c => await c.Webhooks.Recover(Hook, Some.Recovery),
            "endedAt",
            202
        ),
        new(
            $"GET /v1/webhooks/{Hook}/stats",
            Samples.WebhookStats,
            async c => await c.Webhooks.Stats(Hook),
            "byState.pending lastSuccess lastSuccess.reason lastSuccess.status lastFailure "
                + "lastFailure.reason lastFailure.status failingSince"
        ),
        new(
            "GET /v1/webhook-replays",
            Samples.Page(Samples.Recovery),
            async c => await c.Webhooks.Replays().ToArrayAsync(),
            "data.0.endedAt nextCursor"
        ),
        new(
            "GET /v1/webhooks/events",
            Samples.WebhookEvents,
            async c => await c.Webhooks.Events(),
            "data.0.notYet"
        ),
        new(
            $"GET /v1/webhook-replays/{Replay}",
            Samples.Recovery,
            async c => await c.Webhooks.Replay(Replay),
            "endedAt"
        ),
        new(
            $"POST /v1/webhook-replays/{Replay}/cancel",
            Samples.Recovery,
            async c => await c.Webhooks.CancelReplay(Replay),
            "endedAt"
        ),
        new(
            "POST /v1/verifications",
            Samples.Verification,
            async c => await c.Verifications.ById(Cred),
            VerificationOptional
        ),
        new(
            $"GET /verify/{Cred}",
            Samples.Verification,
            async c => await c.Verifications.Page(Cred),
            VerificationOptional
        ),
        new(
            $"POST /v1/keys/{Key}/webhook",
            Samples.WebhookWithSecret,
            async c => await c.Keys.SetWebhook(Key, "https://receiver.example/hooks"),
            WebhookOptional,
            201
        ),
        new(
            $"GET /v1/keys/{Key}/webhook",
            Samples.Webhook,
            async c => await c.Keys.Webhook(Key),
            WebhookOptional
        ),
        new(
            "GET /v1/capabilities",
            Samples.Capabilities,
            async c => await c.Quotes.Capabilities(),
            "speedTiers.0.specialtyLanguageSlaHours speedTiers.0.pageCents.full_translation guarantee guaranteeUrl"
        ),
        new(
            "POST /v1/quotes",
            Samples.Quote,
            async c => await c.Quotes.Create(Some.Quote),
            Status: 201
        ),
        new(
            $"GET /v1/quotes/{Samples.Id("q_")}",
            Samples.Quote,
            async c => await c.Quotes.Get(Samples.Id("q_"))
        ),
        new(
            "POST /v1/documents",
            Samples.Document,
            async c => await c.Documents.Upload(new MemoryStream([1, 2, 3]), "birth.pdf"),
            "orderId name pages removedAt",
            201
        ),
        new(
            $"GET /v1/documents/{Doc}",
            Samples.Document,
            async c => await c.Documents.Get(Doc),
            "orderId name pages removedAt"
        ),
        new(
            "POST /v1/orders",
            Samples.Order,
            async c => await c.Orders.Submit(Some.Order),
            OrderOptional,
            201
        ),
        new(
            "GET /v1/orders",
            Samples.Page(Samples.Order),
            async c => await c.Orders.List().ToArrayAsync(),
            Under("data.0.", OrderOptional) + " nextCursor"
        ),
        new(
            $"GET /v1/orders/{Ord}",
            Samples.Order,
            async c => await c.Orders.Get(Ord),
            OrderOptional
        ),
        new($"GET /v1/orders/{Ord}/result", Samples.Result, async c => await c.Orders.Result(Ord)),
        new(
            $"POST /v1/orders/{Ord}/cancel",
            Samples.Cancelled,
            async c => await c.Orders.Cancel(Ord),
            "refund refund.failure refund.settledAt"
        ),
        new(
            $"POST /v1/orders/{Ord}/refunds",
            Samples.Refund,
            async c => await c.Orders.Refund(Ord),
            "failure settledAt",
            201
        ),
        new(
            $"GET /v1/orders/{Ord}/refunds",
            Samples.Page(Samples.Refund),
            async c => await c.Orders.Refunds(Ord),
            "data.0.failure data.0.settledAt nextCursor"
        ),
        new(
            $"GET /v1/certificates/{Vcrt}",
            Samples.Certificate,
            async c => await c.Certificates.Get(Vcrt),
            "acceptanceGuarantee revokedAt revocationReason credentialUrl"
        ),
        new(
            $"POST /v1/certificates/{Vcrt}/revoke",
            Samples.Certificate,
            async c => await c.Certificates.Revoke(Vcrt, "A mistake"),
            "acceptanceGuarantee revokedAt revocationReason credentialUrl"
        ),
        new(
            $"GET /verify/{Vcrt}",
            Samples.CertificateVerification,
            async c => await c.Certificates.Verify(Vcrt),
            "agency sourceLanguage targetLanguage credentialUrl"
        ),
        new(
            "GET /v1/desk/orders",
            Samples.Page(Samples.DeskOrder),
            async c => await c.Desk.List().ToArrayAsync(),
            "nextCursor " + Under("data.0.", DeskOptional)
        ),
        new("GET /v1/desk/counts", Samples.DeskCounts, async c => await c.Desk.Counts()),
        new(
            $"GET /v1/desk/orders/{Ord}",
            Samples.DeskDetail,
            async c => await c.Desk.Get(Ord),
            $"{Under("order.", DeskOptional)} {Under("documents.0.", "memberId name pages")} {Under("history.0.", EntryOptional)} "
                + "resultId draft draft.model draft.documentId draft.reason draft.nextAt whyNotSign endReason certificateId"
        ),
        new(
            $"POST /v1/desk/orders/{Ord}/claim",
            Samples.DeskOrder,
            async c => await c.Desk.Claim(Ord, 1),
            DeskOptional
        ),
        new(
            $"POST /v1/desk/orders/{Ord}/send-back",
            Samples.DeskOrder,
            async c => await c.Desk.SendBack(Ord, 1, "The date"),
            DeskOptional
        ),
        new(
            $"POST /v1/desk/orders/{Ord}/comments",
            Samples.DeskEntry,
            async c => await c.Desk.Comment(Ord, "Look at page two."),
            EntryOptional,
            201
        ),
        new(
            $"PUT /v1/desk/orders/{Ord}/text",
            Samples.DeskSaved,
            async c => await c.Desk.Write(Ord, 1, "A text"),
            $"{Under("order.", DeskOptional)} {Under("document.", "memberId name pages")}"
        ),
        new(
            $"POST /v1/desk/orders/{Ord}/documents",
            Samples.DeskSaved,
            async c => await c.Desk.Upload(Ord, 1, [1, 2, 3], "a.pdf"),
            $"{Under("order.", DeskOptional)} {Under("document.", "memberId name pages")}",
            201
        ),
        new(
            "GET /v1/reviewers",
            Samples.Page(Samples.Reviewer),
            async c => await c.Reviewers.List().ToArrayAsync(),
            "nextCursor"
        ),
        new(
            $"PUT /v1/reviewers/{Samples.Id("mem_")}",
            Samples.Reviewer,
            async c =>
                await c.Reviewers.Set(
                    Samples.Id("mem_"),
                    new() { Name = "Grace Sample", Credentials = "Sworn" }
                )
        ),
        new(
            "GET /health",
            Samples.Health,
            async c => await c.Health.Get(),
            "checks.configuration checks.database checks.database.latencyMs"
        ),
        new(
            "POST /v1/auth/token",
            Samples.Token,
            async c =>
            {
                await c.Access.Authenticate();
                return null;
            }
        ),
    ];

    private static string Under(string prefix, string members) =>
        string.Join(' ', members.Split(' ').Select(m => prefix + m));
}

namespace Vidimus.Client.Tests;

/// <summary>Answers exactly as the contract writes them, every member present.</summary>
internal static class Samples
{
    public const string Time = "2026-11-22T10:00:00.000Z";
    public const string Uuid = "019ab3c4-d5e6-7f80-9a1b-2c3d4e5f6071";
    public const string Url = "https://trust.example/verify/x";
    public const string Key43 = "vdm_live_PLANTEDsecret00000000000000000000000000000000_AbC123";
    public const string Basic = "Basic cGxhbnRlZDpzZWNyZXQ=";

    private static readonly string Hash = new('a', 64);

    public static string Id(string prefix) => prefix + "01kaz3s9qyfr7tvwxg5e8n2mcd";

    public static readonly string Token =
        """{"access_token":"eyJPLANTED.access.token","token_type":"Bearer","expires_in":900,"scope":"read write"}""";

    private static readonly string KeyMembers =
        $$""" "id":"{{Id("key_")}}","organizationId":"{{Id("org_")}}","label":"Ada's key","family":"vdm","kind":"apiKey","mode":"live","environment":"production","scopes":["read"],"state":"active","display":"vdm_live_AbC…xyz9","createdAt":"{{Time}}","expiresAt":"{{Time}}","lastUsedAt":"{{Time}}","suspendedAt":"{{Time}}","revokedAt":"{{Time}}","rateLimitPerMinute":300,"exchangeOnly":false,"spendCapDayCents":500,"spendCapMonthCents":5000,"allowedNetworks":["192.0.2.0/24"],"replaces":"{{Id("key_")}}","replacedBy":"{{Id("key_")}}","suspendedReason":"leaked","leakedAt":"{{Time}}","warnings":["leaked"] """;

    public static readonly string Key = $"{{{KeyMembers}}}";

    public static readonly string AuditEntry =
        $$$"""{"id":"{{{Id("fct_")}}}","at":"{{{Time}}}","kind":"key.revoked","resourceId":"a key","mode":"live","actorKind":"key","actorId":"the operator","requestId":"a request","members":{},"number":7,"hash":"{{{Hash}}}"}""";

    public static readonly string AuditCheckpoint =
        $$"""{"organizationId":"{{Id("org_")}}","number":7,"hash":"{{Hash}}","at":"{{Time}}","token":"a.b.c"}""";

    public static readonly string AuditVerification =
        $$$"""{"organizationId":"{{{Id("org_")}}}","valid":false,"complete":true,"from":1,"to":6,"headNumber":7,"headHash":"{{{Hash}}}","firstBad":{"number":7,"id":"a fact","problem":"altered","explanation":"It was changed."},"unsealed":{"count":1,"oldestAt":"{{{Time}}}","oldestAgeSeconds":0.5},"checkpoint":{"number":5,"hash":"{{{Hash}}}","at":"{{{Time}}}","matches":true},"continueFrom":7}""";

    public static readonly string Authentication =
        $$"""{"id":"{{Id("ath_")}}","keyId":"{{Id("key_")}}","mode":"live","environment":"ci","day":"2026-11-22","outcome":"revoked","network":"192.0.2.0/24","count":3,"firstAt":"{{Time}}","lastAt":"{{Time}}"}""";

    public static readonly string Spending =
        $$"""{"keyId":"{{Id(
            "key_"
        )}}","spendCapDayCents":500,"spentDayCents":100,"leftDayCents":400,"spendCapMonthCents":5000,"spentMonthCents":100,"leftMonthCents":4900,"at":"{{Time}}"}""";

    public static readonly string Minted =
        $$"""{ {{KeyMembers}},"secret":"{{Key43}}","basicHeader":"{{Basic}}"}""";

    public static readonly string MintedBefore =
        $$"""{ {{KeyMembers}},"secretOmitted":true,"secretHint":"Mint another."}""";

    public static readonly string Me = $$"""
        {"organization":{"id":"{{Id("org_")}}","name":"Example Academy"},"key":{"id":"{{Id(
            "key_"
        )}}","label":"Ada's key","family":"vdm","mode":"live","environment":"ci","scopes":["read"],"createdAt":"{{Time}}","expiresAt":"{{Time}}"},"mode":"live","scopes":["read"],"credentialType":"accessToken","expiresAt":"{{Time}}"}
        """;

    private static readonly string OrganizationMembers =
        $$""" "id":"{{Id("org_")}}","name":"Example Academy","state":"active","createdAt":"{{Time}}" """;

    public static readonly string Organization = $"{{{OrganizationMembers}}}";

    public static readonly string OwnOrganization =
        $$$"""{ {{{OrganizationMembers}}},"publicUrl":"https://trust.example","dids":{"live":"did:web:trust.example:o:x:live","test":"did:web:trust.example:o:x:test"}}""";

    public static readonly string CreatedOrganization =
        $$"""{ {{OrganizationMembers}},"firstKey":{{Minted}},"firstTestKey":{{Minted.Replace(
            "\"live\"",
            "\"test\""
        )}}}""";

    public static readonly string Group = $$$"""
        {"id":"{{{Id(
            "grp_"
        )}}}","number":7,"name":"Welding","description":"Steel.","achievement":{"name":"Welder","description":"Welds.","criteria":{"narrative":"Weld *well*.","id":"https://trust.example/criteria"},"type":"Certificate","image":{"id":"https://trust.example/i.png","caption":"A torch"},"alignments":[{"targetName":"ESCO welder","targetUrl":"https://esco.example/welder","targetCode":"7212","targetFramework":"ESCO"}],"tags":["steel"]},"subjectSchema":{"type":"object"},"defaultValidity":"P2Y","state":"active","issuedCount":3,"draftCount":1,"createdAt":"{{{Time}}}","updatedAt":"{{{Time}}}","mode":"live","version":2}
        """;

    public static readonly string Recipient =
        $$"""{"id":"{{Id("rcp_")}}","name":"Ada Example","email":"ada@example.org","externalId":"A-1"}""";

    public static readonly string Credential = $$"""
        {"id":"{{Id("cred_")}}","uuid":"{{Uuid}}","groupId":"{{Id(
            "grp_"
        )}}","state":"issued","mode":"live","name":"Welder","description":"Welds.","recipient":{{Recipient}},"subject":{"grade":"A"},"custom":{"desk":4},"validFrom":"{{Time}}","validUntil":"{{Time}}","issuedAt":"{{Time}}","revokedAt":"{{Time}}","revocationReason":"none","createdAt":"{{Time}}","updatedAt":"{{Time}}","verifyUrl":"{{Url}}","replaces":"{{Id(
            "cred_"
        )}}","replacedBy":"{{Id("cred_")}}","renewalOf":"{{Id(
            "cred_"
        )}}","digest":"uEiBn4bQGkeRwM9VnQ1wXc0Vd1mQ0r5c2rYp3o8Qm0pT9Uw"}
        """;

    public static readonly string Batch = $$$"""
        {"id":"{{{Id("bat_")}}}","number":1,"groupId":"{{{Id(
            "grp_"
        )}}}","total":2,"accepted":1,"failed":1,"rows":[{"row":0,"state":"issued","credential":{"id":"{{{Id(
            "cred_"
        )}}}","uuid":"{{{Uuid}}}","verifyUrl":"{{{Url}}}","externalId":"A-1"},"error":null},{"row":1,"state":"failed","credential":null,"error":{"code":"VALIDATION_ERROR","message":"The name is empty.","field":"recipient.name"}}],"createdAt":"{{{Time}}}"}
        """;

    public static readonly string Verification = $$$"""
        {"id":"{{{Id(
            "vfy_"
        )}}}","verdict":"valid","summary":"Genuine and in force.","reasons":["superseded"],"checks":[{"name":"proof","outcome":"pass","reason":"Signed by the issuer."}],"checkedAt":"{{{Time}}}","mode":"live","credential":{"id":"{{{Id(
            "cred_"
        )}}}","uuid":"{{{Uuid}}}","name":"Welder","issuer":{"id":"did:web:trust.example:o:x:live","name":"Example Academy"},"recipientName":"Ada Example","achievement":"Welder","validFrom":"{{{Time}}}","validUntil":"{{{Time}}}","issuedAt":"{{{Time}}}","state":"issued"},"documentUrls":{"json":"{{{Url}}}","jwt":"{{{Url}}}"}}
        """;

    public static readonly string Health = $$$"""
        {"status":"healthy","version":"0.1.0","checks":{"configuration":{"status":"healthy"},"database":{"status":"healthy","latencyMs":1.5}},"timestamp":"{{{Time}}}"}
        """;

    public const string UsageLine = """
        {"day":"2026-11-22","keyId":"other","environment":"ci","memberId":null,"clientId":null,"tool":"t","route":"GET /v1/keys","outcome":"2xx","action":"a","requests":5,"failures":1,"actions":2,"quantity":2,"cents":300}
        """;

    public static readonly string Charge = $$"""
        {"id":"{{Id(
            "chg_"
        )}}","at":"{{Time}}","action":"credential.issue","resourceId":"res","quantity":1,"cents":150,"keyId":"{{Id(
            "key_"
        )}}","environment":"ci","actorKind":"key","actorId":"a","tool":"t","requestId":"r"}
        """;

    public const string WebhookSecret = "whsec_PLANTEDAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";

    private static readonly string WebhookMembers =
        $$""" "id":"{{Id("we_")}}","mode":"live","url":"https://receiver.example/webhooks","description":"For trying out.","events":["credential.*"],"include":["resource"],"headerNames":["X-Desk"],"keyId":"{{Id("key_")}}","resourceId":"an object","state":"disabled","disabledReason":"failing","failingSince":"{{Time}}","failureCount":3,"createdAt":"{{Time}}","updatedAt":"{{Time}}","secrets":[{"id":"{{Id("whs_")}}","createdAt":"{{Time}}","expiresAt":"{{Time}}"}],"withheld":["keys:admin"] """;

    public static readonly string Webhook = $"{{{WebhookMembers}}}";

    public static readonly string WebhookWithSecret =
        $$"""{ {{WebhookMembers}},"secret":"{{WebhookSecret}}"}""";

    public static readonly string WebhookMadeBefore =
        $$"""{ {{WebhookMembers}},"secretOmitted":true,"secretHint":"Rotate it."}""";

    public static readonly string WalletOffer =
        $$"""{"id":"{{Id("off_")}}","credentialId":"{{Id(
            "cred_"
        )}}","credentialIssuer":"https://trust.example/openid4vci/an-issuer/live","formats":["dc+sd-jwt"],"transactionCodeBy":"answer","createdAt":"{{Time}}","expiresAt":"{{Time}}","link":"openid-credential-offer://?credential_offer_uri=x","linkByValue":"openid-credential-offer://?credential_offer=x","credentialOfferUri":"https://trust.example/openid4vci/offers/x","qrSvg":"<svg/>","preAuthorizedCode":"a-code","transactionCode":"123456"}""";

    public static readonly string Delivery =
        $$"""{"eventId":"{{Id("evt_")}}","endpointId":"{{Id(
            "we_"
        )}}","type":"credential.issued","resourceId":"an object","state":"failed","createdAt":"{{Time}}","nextAttemptAt":"{{Time}}","attempts":2,"endedAt":"{{Time}}","lastStatus":500}""";

    private static readonly string Attempt =
        $$"""{"number":2,"at":"{{Time}}","latencyMs":15,"url":"https://receiver.example/webhooks","outcome":"refused","reason":"It answered 500.","status":500,"response":"Oops\u001b[2J","bodyDigest":"{{Hash}}"}""";

    public static readonly string DeliveryDetail =
        $$$"""{"delivery":{{{Delivery}}},"request":{"method":"POST","url":"https://receiver.example/webhooks","headers":[{"name":"webhook-id","value":"an event"}],"body":"{}","bodyDigest":"{{{Hash}}}"},"attempts":[{{{Attempt}}}]}""";

    public static readonly string WebhookTest =
        $$"""{"eventId":"{{Id("evt_")}}","httpStatus":500,"success":false,"error":"refused","reason":"It answered 500.","latencyMs":15,"response":"Oops\\u001b[2J","createdAt":"{{Time}}"}""";

    private static readonly string AttemptNote =
        $$"""{"eventId":"{{Id("evt_")}}","at":"{{Time}}","outcome":"refused","reason":"statusRefused","status":500}""";

    public static readonly string WebhookStats =
        $$$"""{"since":"{{{Time}}}","byState":{"pending":3},"complete":true,"oldestDueSeconds":40,"lastSuccess":{{{AttemptNote}}},"lastFailure":{{{AttemptNote}}},"failingSince":"{{{Time}}}"}""";

    public const string WebhookEvents = """
        {"data":[{"type":"credential.issued","description":"A credential is issued.","resourceType":"credential","byNameOnly":false,"notYet":"Because.","example":{}}]}
        """;

    public static readonly string DeskOrder =
        $$"""{"id":"{{Id("ord_")}}","customerId":"{{Id(
            "org_"
        )}}","customer":"Example Academy","state":"in_review","stateAt":"{{Time}}","productLine":"full_translation","sourceLanguage":"ar","targetLanguage":"en","speedTier":"standard","pageCount":2,"totalCents":4990,"currency":"usd","createdAt":"{{Time}}","paidAt":"{{Time}}","dueAt":"{{Time}}","secondsLeft":-4000000000,"overdue":true,"reviewerId":"{{Id(
            "mem_"
        )}}","reviewerName":"Grace Sample","claimedAt":"{{Time}}","mine":true,"draftState":"made","version":4}""";

    private static readonly string DeskDocument =
        $$"""{"id":"{{Id("doc_")}}","kind":"result","by":"desk","memberId":"{{Id(
            "mem_"
        )}}","name":"translation.txt","mediaType":"text/plain","size":12,"sha256":"{{Hash}}","pages":1,"createdAt":"{{Time}}","removed":false}""";

    public static readonly string DeskEntry =
        $$"""{"id":"{{Id("dsk_")}}","kind":"commented","at":"{{Time}}","memberId":"{{Id(
            "mem_"
        )}}","memberName":"Grace Sample","text":"Look at page two.","documentId":"{{Id("doc_")}}"}""";

    public static readonly string DeskDetail = $$$"""
        {"order":{{{DeskOrder}}},"input":{"productLine":"full_translation","sourceLanguage":"ar","targetLanguage":"en","useCase":"uscis","speedTier":"standard","documentType":"other","pageCount":2,"addOns":["formatting"]},"documents":[{{{DeskDocument}}}],"resultId":"{{{Id(
            "doc_"
        )}}}","draft":{"state":"made","attempts":1,"model":"m","documentId":"{{{Id(
            "doc_"
        )}}}","reason":"None.","at":"{{{Time}}}","nextAt":"{{{Time}}}"},"history":[{{{DeskEntry}}}],"actions":["release","sign_off"],"fourEyes":false,"whyNotSign":"No profile.","endReason":"None.","certificateId":"{{{Id(
            "vcrt_"
        )}}}"}
        """;

    public static readonly string DeskSaved =
        $$"""{"order":{{DeskOrder}},"document":{{DeskDocument}}}""";

    public const string DeskCounts = """
        {"unclaimed":1,"mine":2,"overdue":3,"dueSoon":4,"paid":5,"processing":6,"reviewingDraft":7,"inReview":8}
        """;

    public static readonly string Reviewer =
        $$"""{"memberId":"{{Id("mem_")}}","name":"Grace Sample","credentials":"Sworn","languages":["ar"],"active":true,"createdAt":"{{Time}}","updatedAt":"{{Time}}","version":2}""";

    public static readonly string Recovery =
        $$"""{"id":"{{Id("rpl_")}}","endpointId":"{{Id(
            "we_"
        )}}","since":"{{Time}}","until":"{{Time}}","events":["credential.*"],"which":"missing","state":"running","count":7,"createdAt":"{{Time}}","endedAt":"{{Time}}"}""";

    public static readonly string Capabilities = $$$"""
        {"supportedSourceLanguages":["fa"],"supportedTargetLanguages":["en"],"supportedUseCases":["uscis"],"supportedDocumentTypes":["other"],"productLines":[{"productLine":"full_translation","minimumCents":2495}],"speedTiers":[{"tier":"standard","slaHours":48,"specialtyLanguageSlaHours":72,"pageCents":{"full_translation":2495}}],"addOns":[{"addOn":"formatting","description":"Laid out.","available":true,"priceCents":500,"per":"page"}],"specialtyLanguages":["ti"],"specialtyLanguagePageCents":1000,"currency":"usd","quoteValidHours":24,"maxPageCount":500,"acceptedDocumentMediaTypes":["application/pdf"],"maxDocumentBytes":26214400,"guarantee":"Accepted.","guaranteeUrl":"{{{Url}}}"}
        """;

    public static readonly string Quote = $$$"""
        {"id":"{{{Id(
            "q_"
        )}}}","mode":"test","input":{"productLine":"full_translation","sourceLanguage":"fa","targetLanguage":"en","useCase":"uscis","speedTier":"standard","documentType":"other","pageCount":2,"addOns":["formatting"]},"lines":[{"code":"translation","description":"Translation","quantity":2,"unitCents":2495,"amountCents":4990}],"totalCents":4990,"currency":"usd","slaHours":48,"promisedDeliveryAt":"{{{Time}}}","createdAt":"{{{Time}}}","expiresAt":"{{{Time}}}"}
        """;

    private static readonly string DocumentMembers =
        $$""" "id":"{{Id("doc_")}}","kind":"source","name":"birth.pdf","mediaType":"application/pdf","size":100,"sha256":"{{Hash}}","pages":2,"removedAt":"{{Time}}" """;

    public static readonly string Document =
        $$"""{ {{DocumentMembers}},"mode":"test","orderId":"{{Id("ord_")}}","createdAt":"{{Time}}"}""";

    public static string CertificateId => Id("vcrt_");

    public static readonly string Order = OrderThat("ready");

    public static string OrderThat(string status) =>
        $$$"""
        {"id":"{{{Id("ord_")}}}","mode":"test","quoteId":"{{{Id(
            "q_"
        )}}}","status":"{{{status}}}","statusAt":"{{{Time}}}","productLine":"full_translation","sourceLanguage":"fa","targetLanguage":"en","useCase":"uscis","documentType":"other","speedTier":"standard","pageCount":2,"addOns":["formatting"],"totalCents":4990,"currency":"usd","refundedCents":10,"payment":"none","reference":"a key of my own","keyId":"{{{Id(
            "key_"
        )}}}","createdAt":"{{{Time}}}","promisedDeliveryAt":"{{{Time}}}","paidAt":"{{{Time}}}","readyAt":"{{{Time}}}","deliveredAt":"{{{Time}}}","endReason":"none","certificateId":"{{{Id(
            "vcrt_"
        )}}}","documents":[{ {{{DocumentMembers}}} }]}
        """;

    public static readonly string Result = $$$"""
        {"orderId":"{{{Id(
            "ord_"
        )}}}","status":"delivered","isSandbox":true,"certificate":{"certificateId":"{{{Id(
            "vcrt_"
        )}}}","translatorName":"Ada Example","translatorCredentials":"Sworn","issuedAt":"{{{Time}}}","publicVerifyUrl":"{{{Url}}}","jws":"aa.bb.cc"},"document":{"id":"{{{Id(
            "doc_"
        )}}}","mediaType":"application/pdf","size":100,"sha256":"{{{Hash}}}","url":"{{{Url}}}","downloadUrl":"{{{Url}}}","downloadUrlExpiresAt":"{{{Time}}}"}}
        """;

    public static readonly string Refund =
        $$"""{"id":"{{Id("rfd_")}}","orderId":"{{Id(
            "ord_"
        )}}","amountCents":1000,"currency":"usd","state":"succeeded","failure":"none","createdAt":"{{Time}}","settledAt":"{{Time}}","orderStatus":"delivered","orderRefundedCents":1000}""";

    public static readonly string Cancelled =
        $$"""{"orderId":"{{Id(
            "ord_"
        )}}","status":"cancelled","statusAt":"{{Time}}","refund":{{Refund}}}""";

    public static readonly string Certificate =
        $$"""{"certificateId":"{{Id("vcrt_")}}","orderId":"{{Id(
            "ord_"
        )}}","translatorName":"Ada Example","translatorCredentials":"Sworn","issuedAt":"{{Time}}","documentSha256":"{{Hash}}","sourceSha256":["{{Hash}}"],"publicVerifyUrl":"{{Url}}","jws":"aa.bb.cc","isSandbox":false,"acceptanceGuarantee":"Accepted.","revokedAt":"{{Time}}","revocationReason":"none","credentialUrl":"{{Url}}"}""";

    public static readonly string CertificateVerification = CertificateWith("aa.bb.cc");

    public static string CertificateWith(
        string jws,
        string sandbox = "false",
        string matches = "null"
    ) =>
        $$"""{"certificateId":"{{Id(
            "vcrt_"
        )}}","status":"valid","valid":true,"isSandbox":{{sandbox}},"revoked":false,"revokedAt":null,"acceptanceGuarantee":null,"orderId":"{{Id(
            "ord_"
        )}}","documentSha256":"{{Hash}}","sourceSha256":["{{Hash}}"],"translatorName":"Ada Example","translatorCredentials":"Sworn","issuedAt":"{{Time}}","agency":"Example Agency","sourceLanguage":"fa","targetLanguage":"en","jws":"{{jws}}","publicVerifyUrl":"{{Url}}","credentialUrl":"{{Url}}","documentRemoved":false,"matches":{{matches}}}""";

    public static string Page(params string[] items) =>
        $$"""{"data":[{{string.Join(',', items)}}],"nextCursor":null,"hasMore":false}""";

    public static string PageThen(string cursor, params string[] items) =>
        $$"""{"data":[{{string.Join(',', items)}}],"nextCursor":"{{cursor}}","hasMore":true}""";
}

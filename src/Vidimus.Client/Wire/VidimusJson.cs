using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Vidimus.Client;

/// <summary>The JSON form of this client's records.</summary>
public static class WireJson
{
    /// <summary>
    /// Writes any record of this client as the contract writes it, absent members as null, and letters of every script as they are.
    /// A <see cref="Secret"/> is written redacted.
    /// </summary>
    public static JsonSerializerOptions Options { get; } =
        new(VidimusJson.Default.Options)
        {
            TypeInfoResolver = VidimusJson.Default,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        };
}

/// <summary>Strict reading: members the contract requires must be there, of their type, once, and null only where null is allowed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(WireTime), typeof(WireSecret)]
)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(Key))]
[JsonSerializable(typeof(MintedKey))]
[JsonSerializable(typeof(Page<Key>))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(KeyChange))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(Page<KeyAuthentication>))]
[JsonSerializable(typeof(KeySpending))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(OwnOrganization))]
[JsonSerializable(typeof(CreatedOrganization))]
[JsonSerializable(typeof(Page<Organization>))]
[JsonSerializable(typeof(OrganizationChange))]
[JsonSerializable(typeof(NameBody))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(Page<Member>))]
[JsonSerializable(typeof(MemberChangeBody))]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(Page<Invitation>))]
[JsonSerializable(typeof(InvitationBody))]
[JsonSerializable(typeof(Grant))]
[JsonSerializable(typeof(Page<Grant>))]
[JsonSerializable(typeof(EnteredClient))]
[JsonSerializable(typeof(EnteredClientWithSecret))]
[JsonSerializable(typeof(Page<EnteredClient>))]
[JsonSerializable(typeof(NewEnteredClient))]
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(Page<Approval>))]
[JsonSerializable(typeof(ApprovalRule))]
[JsonSerializable(typeof(Page<ApprovalRule>))]
[JsonSerializable(typeof(NewApprovalRule))]
[JsonSerializable(typeof(ApprovalRuleChange))]
[JsonSerializable(typeof(Group))]
[JsonSerializable(typeof(Page<Group>))]
[JsonSerializable(typeof(NewGroup))]
[JsonSerializable(typeof(GroupChange))]
[JsonSerializable(typeof(Template))]
[JsonSerializable(typeof(Page<Template>))]
[JsonSerializable(typeof(NewTemplate))]
[JsonSerializable(typeof(TemplateChange))]
[JsonSerializable(typeof(PageSample))]
[JsonSerializable(typeof(CriteriaParts))]
[JsonSerializable(typeof(Credential))]
[JsonSerializable(typeof(Page<Credential>))]
[JsonSerializable(typeof(NewCredential))]
[JsonSerializable(typeof(CredentialChange))]
[JsonSerializable(typeof(RenewalBody))]
[JsonSerializable(typeof(NewWalletOffer))]
[JsonSerializable(typeof(WalletOffer))]
[JsonSerializable(typeof(Batch))]
[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(RowOutcome))]
[JsonSerializable(typeof(Page<CredentialHappening>))]
[JsonSerializable(typeof(Import))]
[JsonSerializable(typeof(Page<Import>))]
[JsonSerializable(typeof(ImportMappingBody))]
[JsonSerializable(typeof(Page<ImportRowResult>))]
[JsonSerializable(typeof(Recipient))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(UsageSummary))]
[JsonSerializable(typeof(UsageStatement))]
[JsonSerializable(typeof(UsageDays))]
[JsonSerializable(typeof(UsageLine))]
[JsonSerializable(typeof(Page<UsageLine>))]
[JsonSerializable(typeof(Charge))]
[JsonSerializable(typeof(Page<Charge>))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(NewWebhookBody))]
[JsonSerializable(typeof(WebhookChange))]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(WebhookEndpointWithSecret))]
[JsonSerializable(typeof(Page<WebhookEndpoint>))]
[JsonSerializable(typeof(SecretRotationBody))]
[JsonSerializable(typeof(WebhookTest))]
[JsonSerializable(typeof(WebhookEventType))]
[JsonSerializable(typeof(WebhookEventTypes))]
[JsonSerializable(typeof(Page<WebhookDelivery>))]
[JsonSerializable(typeof(WebhookDeliveryDetail))]
[JsonSerializable(typeof(NewRecovery))]
[JsonSerializable(typeof(WebhookRecovery))]
[JsonSerializable(typeof(Page<WebhookRecovery>))]
[JsonSerializable(typeof(WebhookStats))]
[JsonSerializable(typeof(SigningKey))]
[JsonSerializable(typeof(SigningKeys))]
[JsonSerializable(typeof(OrganizationMail))]
[JsonSerializable(typeof(NewOrganizationMail))]
[JsonSerializable(typeof(TestMailBody))]
[JsonSerializable(typeof(TestMailOutcome))]
[JsonSerializable(typeof(GroupMail))]
[JsonSerializable(typeof(GroupMailBody))]
[JsonSerializable(typeof(MailPreview))]
[JsonSerializable(typeof(DistributeBody))]
[JsonSerializable(typeof(ClaimLink))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(Page<ErasureRequest>))]
[JsonSerializable(typeof(RecipientPageSettings))]
[JsonSerializable(typeof(WrittenMail))]
[JsonSerializable(typeof(WrittenMails))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(Capabilities))]
[JsonSerializable(typeof(NewQuote))]
[JsonSerializable(typeof(Quote))]
[JsonSerializable(typeof(OrderDocument))]
[JsonSerializable(typeof(NewOrderBody))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Page<Order>))]
[JsonSerializable(typeof(OrderResult))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(Refund))]
[JsonSerializable(typeof(Refunds))]
[JsonSerializable(typeof(CancelledOrder))]
[JsonSerializable(typeof(Certificate))]
[JsonSerializable(typeof(CertificateVerification))]
[JsonSerializable(typeof(ReceiptVerdict))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(AuditVerificationBody))]
[JsonSerializable(typeof(AuditCheckpoint))]
[JsonSerializable(typeof(AuditReport))]
[JsonSerializable(typeof(AuditFormat))]
internal sealed partial class VidimusJson : JsonSerializerContext;

using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Credentials;

/// <summary>How tools show a credential: what this server says of it, and apart from that what others wrote.</summary>
internal static class CredentialViews
{
    /// <summary>Largest item of a list, in bytes: a page of ten such still fits.</summary>
    public const int LargestItem = 6 * 1024;

    public static (string Name, Shape Shape)[] Members =>
        [
            ("id", Shape.Said("Its id, cred_…").Needed()),
            ("groupId", Shape.Said("Id of its group.").Needed()),
            (
                "state",
                Shape
                    .Word("Where it stands.", "draft", "issued", "suspended", "revoked", "expired")
                    .Needed()
            ),
            ("mode", Shape.Word("Whether it is a real one or a test.", "live", "test").Needed()),
            ("validFrom", Shape.Time("In force from.")),
            ("validUntil", Shape.Time("In force until; left out for ever.")),
            ("issuedAt", Shape.Time("When it was signed; left out for a draft.")),
            ("verifyUrl", Shape.Said("Where anyone can verify it; left out for a draft.")),
            ("uuid", Shape.Said("The same id as a UUID (detailed).")),
            ("createdAt", Shape.Time("When its record was made (detailed).")),
            ("updatedAt", Shape.Time("When its record last changed (detailed).")),
            ("revokedAt", Shape.Time("When it was revoked.")),
            ("suspendedAt", Shape.Time("Since when it is suspended.")),
            ("hiddenAt", Shape.Time("Since when its recipient hides it (detailed).")),
            ("replaces", Shape.Said("Id of the credential that it replaces (detailed).")),
            ("replacedBy", Shape.Said("Id of the credential that replaces it.")),
            ("renewalOf", Shape.Said("Id of the credential that it renews (detailed).")),
            ("digest", Shape.Said("SHA-256 of the signed JSON, as multibase (detailed).")),
            (
                "mail",
                Shape.Answer(
                    "The sending of its link to the recipient, if that was asked for.",
                    ("state", Shape.Said("waiting, sent, bounced or failed.").Needed()),
                    ("requestedAt", Shape.Time("When it was asked for last.").Needed()),
                    ("sentAt", Shape.Time("When a mail server took it.")),
                    ("code", Shape.Said("Why it failed."))
                )
            ),
            Untrusted.Shape(
                ("name", Shape.Said("What stands at its top.")),
                ("recipientName", Shape.Said("Who received it; left out once erased.")),
                ("recipientEmail", Shape.Said("The recipient's address (detailed).")),
                (
                    "recipientExternalId",
                    Shape.Said("The organization's own id for the recipient (detailed).")
                ),
                ("recipientDid", Shape.Said("The recipient's DID (detailed).")),
                ("description", Shape.Said("What it says further (detailed).")),
                ("claims", Shape.Given("What it says about the recipient (detailed).")),
                ("custom", Shape.Given("What is kept with it, unsigned (detailed).")),
                ("revocationReason", Shape.Said("Why it was revoked.")),
                ("suspensionReason", Shape.Said("Why it is suspended.")),
                (
                    "badge",
                    Shape.Given("Its results, evidence and further Open Badges members (detailed).")
                )
            ),
            Untrusted.Omitted,
        ];

    /// <summary>The credential, within <paramref name="most"/> bytes.</summary>
    public static JsonObject Of(Credential c, bool detailed, int most) =>
        Written.Fitting(detailed ? Detailed(c) : Concise(c), most);

    private static JsonObject Concise(Credential c) =>
        Said.Object(
            ("id", c.Id),
            ("groupId", c.GroupId),
            ("state", Said.Word<CredentialState>(c.State)),
            ("mode", Said.Word<Mode>(c.Mode)),
            ("validFrom", Said.Time(c.ValidFrom)),
            ("validUntil", Said.Time(c.ValidUntil)),
            ("issuedAt", Said.Time(c.IssuedAt)),
            ("revokedAt", Said.Time(c.RevokedAt)),
            ("suspendedAt", Said.Time(c.SuspendedAt)),
            ("replacedBy", c.ReplacedBy),
            ("verifyUrl", c.VerifyUrl),
            ("mail", Mail(c.Distribution)),
            (
                Untrusted.Name,
                Said.OrNull(
                    ("name", Said.Text(c.Name)),
                    ("recipientName", Said.Text(c.Recipient?.Name)),
                    ("revocationReason", Said.Text(c.RevocationReason)),
                    ("suspensionReason", Said.Text(c.SuspensionReason))
                )
            )
        );

    private static JsonObject Detailed(Credential c)
    {
        var json = Concise(c);
        json.Remove(Untrusted.Name);
        foreach (
            var (name, value) in Said.Object(
                ("uuid", c.Uuid),
                ("createdAt", Said.Time(c.CreatedAt)),
                ("updatedAt", Said.Time(c.UpdatedAt)),
                ("hiddenAt", Said.Time(c.HiddenAt)),
                ("replaces", c.Replaces),
                ("renewalOf", c.RenewalOf),
                ("digest", c.Digest)
            )
        )
            json[name] = value!.DeepClone();
        var words = Said.OrNull(
            ("name", Said.Text(c.Name)),
            ("description", Said.Text(c.Description)),
            ("recipientName", Said.Text(c.Recipient?.Name)),
            ("recipientEmail", Said.Text(c.Recipient?.Email)),
            ("recipientExternalId", Said.Text(c.Recipient?.ExternalId)),
            ("recipientDid", Said.Text(c.Recipient?.Did)),
            ("revocationReason", Said.Text(c.RevocationReason)),
            ("suspensionReason", Said.Text(c.SuspensionReason)),
            ("claims", Said.Whole(c.Subject)),
            ("custom", Said.Whole(c.Custom)),
            ("badge", Badge(c))
        );
        if (words is not null)
            json[Untrusted.Name] = words;
        return json;
    }

    private static JsonObject? Badge(BadgeParts parts) =>
        Said.OrNull(
            ("results", List(parts.Results)),
            ("evidence", List(parts.Evidence)),
            ("narrative", Said.Text(parts.Narrative)),
            ("source", Said.Whole(parts.Source)),
            ("awardedDate", Said.Time(parts.AwardedDate)),
            ("activityStartDate", Said.Time(parts.ActivityStartDate)),
            ("activityEndDate", Said.Time(parts.ActivityEndDate)),
            ("creditsEarned", parts.CreditsEarned),
            ("licenseNumber", Said.Text(parts.LicenseNumber)),
            ("role", Said.Text(parts.Role)),
            ("term", Said.Text(parts.Term)),
            ("image", Said.Whole(parts.Image))
        );

    private static JsonArray? List<T>(IReadOnlyList<T>? items) =>
        items is null ? null : new JsonArray([.. items.Select(i => Said.Whole(i))]);

    private static JsonObject? Mail(CredentialDistribution? mail) =>
        mail is null
            ? null
            : Said.Object(
                ("state", mail.State),
                ("requestedAt", Said.Time(mail.RequestedAt)),
                ("sentAt", Said.Time(mail.SentAt)),
                ("code", Said.Text(mail.Code))
            );
}

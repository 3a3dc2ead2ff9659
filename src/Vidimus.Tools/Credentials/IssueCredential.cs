using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Credentials;

/// <summary>Issues one credential, and mails its link where that is asked for.</summary>
public sealed class IssueCredential : ApiTool
{
    /// <inheritdoc/>
    public override string Name => "issueCredential";

    /// <inheritdoc/>
    public override string Title => "Issue a credential";

    /// <inheritdoc/>
    public override string Description =>
        "Issues a signed credential of a group to one recipient and answers its id and verify link; with send, its link is also mailed to the recipient. "
        + "The claims must satisfy the group's claimsSchema, which getGroup shows. "
        + "The mode, live or test, is that of the key or consent in use and no argument. "
        + "Each call issues one more credential, except that calls with the same idempotencyKey issue one together. "
        + "An organization's rules can require a person's approval: the answer then names an approval, and the same call with its approvalId is carried out once the approval is granted. "
        + "Issuing can cost; spend caps and rate limits apply.";

    /// <inheritdoc/>
    public override string Scope => "credentials:issue";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Adds;

    /// <inheritdoc/>
    public override bool OpenWorld => true;

    private protected override (string Api, string Tool)? Named => ("subject", "claims");

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            (
                "groupId",
                Parts.GroupId("Group that it is a credential of; listGroups finds it.").Needed()
            ),
            (
                "recipient",
                Shape
                    .Object(
                        "Who it is for.",
                        (
                            "name",
                            Shape
                                .Text("Name as it stands on the credential.", 200)
                                .Like("Ada Example")
                                .Needed()
                        ),
                        (
                            "email",
                            Shape
                                .Text(
                                    "E-mail address, needed for send; it does not stand on the credential.",
                                    254
                                )
                                .In("email")
                                .Like("ada@example.org")
                        ),
                        (
                            "externalId",
                            Parts.ExternalId(
                                "The organization's own id for this person, such as a student number; the same id names the same person."
                            )
                        ),
                        (
                            "did",
                            Shape
                                .Text(
                                    "DID of the person, by which the credential names them.",
                                    2048
                                )
                                .Matching("^did:[a-z0-9]+:[^\\s]+$")
                        )
                    )
                    .Needed()
            ),
            (
                "claims",
                Shape
                    .Free(
                        "What the credential says about the recipient, as the group's claimsSchema asks for it.",
                        100
                    )
                    .Like(new JsonObject { ["grade"] = "A" })
            ),
            (
                "validFrom",
                Shape.Time("In force from; now when left out.").Like("2026-11-22T10:00:00Z")
            ),
            (
                "validUntil",
                Shape
                    .Time("In force until; by the group's default when left out.")
                    .Like("2028-11-22T10:00:00Z")
            ),
            ("send", Shape.Flag("Whether its link is mailed to the recipient.").Default(false)),
            (
                "language",
                Shape
                    .Text("Language of that mail, such as de; the group's when left out.", 35, 2)
                    .Matching("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
                    .Like("de")
            ),
            Parts.ResponseFormat,
            Parts.IdempotencyKey,
            Parts.ApprovalId
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("credential", Shape.Answer("The credential.", CredentialViews.Members).Needed()),
            (
                "sending",
                Shape.Answer(
                    "What became of mailing its link, if that was asked for.",
                    (
                        "state",
                        Shape.Word("Whether it is on its way.", "queued", "refused").Needed()
                    ),
                    ("code", Shape.Said("Why it is not.")),
                    ("message", Shape.Said("The same in a sentence, and what to do."))
                )
            )
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        if (given.Flag("send") && given.Inside("recipient").Text("email") is null)
            yield return new("recipient.email", "is needed for send");
        if (given.Text("language") is not null && !given.Flag("send"))
            yield return new(
                "language",
                "is the language of the mail; give send: true with it, or leave it out"
            );
        if (given.Time("validFrom") >= given.Time("validUntil"))
            yield return new("validUntil", "must be later than validFrom");
    }

    private protected override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var recipient = given.Inside("recipient");
        var credential = await api.Credentials.Issue(
            new NewCredential
            {
                GroupId = given.Needed("groupId"),
                Recipient = new NewRecipient
                {
                    Name = recipient.Needed("name"),
                    Email = recipient.Text("email"),
                    ExternalId = recipient.Text("externalId"),
                    Did = recipient.Text("did"),
                },
                Subject = given.Object("claims"),
                ValidFrom = given.Time("validFrom"),
                ValidUntil = given.Time("validUntil"),
            },
            given.Key,
            cancellation
        );
        JsonObject? sending = null;
        if (given.Flag("send"))
            (credential, sending) = await Send(credential, given, api, cancellation);
        return Written.Done(
            Said.Object(
                (
                    "credential",
                    CredentialViews.Of(credential, given.IsDetailed, Written.Largest - 2048)
                ),
                ("sending", sending)
            )
        );
    }

    // The credential exists whatever becomes of its mail, so a refusal of the mail is part of the answer.
    private static async Task<(Credential, JsonObject)> Send(
        Credential credential,
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        try
        {
            var sent = await api.Credentials.Distribute(
                credential.Id,
                given.Text("language"),
                given.Key is { } key ? KeyOfMail(key) : null,
                cancellation
            );
            return (sent, Said.Object(("state", "queued")));
        }
        catch (VidimusException failure)
        {
            return (
                credential,
                Said.Object(
                    ("state", "refused"),
                    ("code", failure.Code),
                    ("message", Refusals.Of(failure).Text)
                )
            );
        }
    }

    // A digest, since a key of the caller's own with something appended could be another of its keys.
    private static string KeyOfMail(string key) =>
        $"mail-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
}

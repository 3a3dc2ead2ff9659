using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Credentials;

/// <summary>Verifies a credential of any issuer, in whatever form it is at hand.</summary>
public sealed class VerifyCredential : ApiTool
{
    // About 660 KB of a file; larger ones do not fit into a message.
    private const int LongestFile = 900_000;
    private const int LongestText = 500_000;
    private const int LongestReason = 1000;

    /// <inheritdoc/>
    public override string Name => "verifyCredential";

    /// <inheritdoc/>
    public override string Title => "Verify a credential";

    /// <inheritdoc/>
    public override string Description =>
        "Says whether a credential is genuine and in force: its signature, issuer, status, dates, schema and record, check by check, with one verdict (valid, valid_test, invalid, unverifiable). "
        + "Takes a credential of any issuer as exactly one of id, link, json, jwt or file. "
        + "A verdict of valid_test is a genuine test credential, which attests nothing; unverifiable means that something could not be reached or is not supported, not that the credential is false. "
        + "Changes nothing. For a credential of another issuer its link, keys and status list are fetched from there.";

    /// <inheritdoc/>
    public override string Scope => "credentials:verify";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override bool OpenWorld => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ExactlyOne { get; } =
    ["id", "link", "json", "jwt", "file"];

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            ("id", Parts.CredentialId("Id or UUID of a credential of this server.")),
            (
                "link",
                Parts.Link("Verify link, or the https address of a credential of any issuer.")
            ),
            (
                "json",
                Shape.Either(
                    "The credential itself in JSON, with its proof: as an object, or as text, which keeps every character as it was.",
                    Shape.Free("The credential as an object.", 200),
                    Shape.Text("The credential as text.", LongestText, 2)
                )
            ),
            (
                "jwt",
                Shape
                    .Text("The credential as a signed token: vc+jwt or SD-JWT.", LongestText)
                    .Matching("^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_~.-]+$")
            ),
            (
                "file",
                Shape
                    .Text(
                        "A file in base64: a PNG or SVG picture with a credential baked in, or a credential as text.",
                        LongestFile
                    )
                    .Matching("^[A-Za-z0-9+/]+={0,2}$")
            ),
            Parts.ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            (
                "verdict",
                Shape.Word("The answer.", "valid", "valid_test", "invalid", "unverifiable").Needed()
            ),
            (
                "reasons",
                Shape
                    .ListOf(
                        "Why it is not plainly valid, as words such as revoked, expired or signature_invalid; empty when it is.",
                        Shape.Said("A reason.")
                    )
                    .Needed()
            ),
            (
                "checks",
                Shape
                    .ListOf(
                        "Each check.",
                        Shape.Answer(
                            "A check.",
                            (
                                "name",
                                Shape.Said("What was checked, such as proof or status.").Needed()
                            ),
                            (
                                "outcome",
                                Shape
                                    .Word(
                                        "How it went: unknown where it could not be told, skipped where it does not apply.",
                                        "pass",
                                        "fail",
                                        "unknown",
                                        "skipped"
                                    )
                                    .Needed()
                            ),
                            Untrusted.Shape(
                                (
                                    "reason",
                                    Shape.Said("Why, in a sentence that can quote the credential.")
                                )
                            )
                        )
                    )
                    .Needed()
            ),
            ("checkedAt", Shape.Time("When it was checked.").Needed()),
            ("verificationId", Shape.Said("Id of this verification (detailed).")),
            ("mode", Shape.Word("Whether it is a real one or a test.", "live", "test")),
            ("credentialId", Shape.Said("Its id where it is this server's, cred_….")),
            ("state", Shape.Said("Where it stands, for a credential of this server.")),
            ("validFrom", Shape.Time("In force from.")),
            ("validUntil", Shape.Time("In force until.")),
            ("issuedAt", Shape.Time("When it was issued.")),
            Untrusted.Shape(
                ("summary", Shape.Said("The answer as a sentence for people.")),
                ("name", Shape.Said("Its name.")),
                ("achievement", Shape.Said("What it attests.")),
                ("recipientName", Shape.Said("Who has it.")),
                ("issuerName", Shape.Said("The name its issuer gives itself.")),
                (
                    "issuerId",
                    Shape.Said(
                        "The issuer's DID or address; the check issuer says whether it is right."
                    )
                ),
                ("otherId", Shape.Said("The id that another issuer gave it.")),
                ("documents", Shape.Given("Where the signed credential can be had (detailed)."))
            ),
            Untrusted.Omitted
        );

    private protected override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var asked = given.Arguments;
        Verification found;
        if (given.Text("id") is { } id)
            found = await api.Verifications.ById(id, cancellation);
        else if (given.Text("link") is { } link)
            found = await api.Verifications.ByLink(link, cancellation);
        else if (given.Text("jwt") is { } jwt)
            found = await api.Verifications.ByJwt(jwt, cancellation);
        else if (given.Text("file") is { } file)
        {
            var bytes = new byte[file.Length];
            if (!Convert.TryFromBase64String(file, bytes, out var length))
                return Refusals.Arguments(
                    Name,
                    [new("file", "must be base64, with padding and without line breaks")]
                );
            found = await api.Verifications.ByFile(bytes.AsMemory(0, length), cancellation);
        }
        else if (given.Text("json") is { } text)
        {
            if (!IsJson(text))
                return Refusals.Arguments(Name, [new("json", "must be a JSON object")]);
            found = await api.Verifications.ByJson(text, cancellation);
        }
        else
            found = await api.Verifications.ByJson(
                asked.GetProperty("json").GetRawText(),
                cancellation
            );
        return Written.Done(Fitting(Answer(found, given.IsDetailed)));
    }

    /// <summary>A sentence about a huge document can be huge itself; the words and outcomes of the checks always stay.</summary>
    private static JsonObject Fitting(JsonObject answer)
    {
        if (Written.Size(answer) <= Written.Largest)
            return answer;
        foreach (var check in answer["checks"]!.AsArray())
            check!.AsObject().Remove(Untrusted.Name);
        return Written.Fitting(answer, Written.Largest);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonObject Answer(Verification v, bool detailed)
    {
        var c = v.Credential;
        var isOwn = c?.Uuid is not null;
        return Said.Object(
            ("verdict", Said.Word<Verdict>(v.Verdict)),
            ("reasons", new JsonArray([.. v.Reasons.Take(50).Select(Said.Text)])),
            ("checks", new JsonArray([.. v.Checks.Take(100).Select(Check)])),
            ("checkedAt", Said.Time(v.CheckedAt)),
            ("verificationId", detailed ? v.Id : null),
            ("mode", Said.Word(v.Mode)),
            ("credentialId", isOwn ? c!.Id : null),
            ("state", Said.Word(c?.State)),
            ("validFrom", Said.Time(c?.ValidFrom)),
            ("validUntil", Said.Time(c?.ValidUntil)),
            ("issuedAt", Said.Time(c?.IssuedAt)),
            (
                Untrusted.Name,
                Said.Object(
                    ("summary", Said.Text(v.Summary)),
                    ("name", Said.Text(c?.Name)),
                    ("achievement", Said.Text(c?.Achievement)),
                    ("recipientName", Said.Text(c?.RecipientName)),
                    ("issuerName", Said.Text(c?.Issuer?.Name)),
                    ("issuerId", Said.Text(c?.Issuer?.Id)),
                    ("otherId", isOwn ? null : Said.Text(c?.Id)),
                    ("documents", detailed ? Said.Whole(v.DocumentUrls) : null)
                )
            )
        );
    }

    private static JsonObject Check(VerificationCheck check) =>
        Said.Object(
            ("name", check.Name),
            ("outcome", Said.Word<CheckOutcome>(check.Outcome)),
            (Untrusted.Name, Said.OrNull(("reason", Said.Text(Short(check.Reason)))))
        );

    private static string? Short(string? reason) =>
        reason is { Length: > LongestReason } ? $"{reason[..LongestReason]}…" : reason;
}

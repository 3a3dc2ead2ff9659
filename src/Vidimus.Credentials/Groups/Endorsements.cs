using System.Runtime.InteropServices;
using System.Text.Json;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Credentials.Groups;

/// <summary>
/// Endorsements of an achievement or its issuer (Open Badges 3.0, section B.1.11), signed by others. They are verified
/// when they are saved, so that a credential never carries one that was forged or is about something else.
/// </summary>
internal sealed class Endorsements(
    Verifier verifier,
    VidimusDb db,
    CurrentCaller caller,
    AccessOptions options
)
{
    private const int LargestBytes = 16_384;

    /// <summary>What is wrong with the endorsements of an achievement; <paramref name="groupId"/> is null for a group to be.</summary>
    public async Task<Problem?> Refusal(
        string at,
        Achievement? achievement,
        string? groupId,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        var json = achievement?.Endorsements ?? [];
        for (var i = 0; i < json.Count; i++)
            await Check(
                fields,
                $"{at}.endorsements.{i}",
                Signed.Of(json[i]),
                groupId,
                cancellation
            );
        var jwts = achievement?.EndorsementJwts ?? [];
        for (var i = 0; i < jwts.Count; i++)
            await Check(
                fields,
                $"{at}.endorsementJwts.{i}",
                Signed.Of(jwts[i]),
                groupId,
                cancellation
            );
        // Verifying looks into other tenants where an endorsement is by one of them.
        db.Enter(caller.Value.OrganizationId, caller.Value.Mode);
        return fields.Problem;
    }

    private async Task Check(
        Fields fields,
        string at,
        Signed signed,
        string? groupId,
        CancellationToken cancellation
    )
    {
        var wrong =
            signed.Unreadable
            ?? Shape(signed.Credential, signed.Jwt is null)
            ?? About(signed.Credential, groupId)
            ?? (signed.Jwt is null ? Embedding(signed.Credential) : null)
            ?? Verdict(
                signed.Jwt is { } jwt
                    ? await verifier.ByJwt(jwt, cancellation)
                    : await verifier.ByJson(signed.Credential, cancellation)
            );
        if (wrong is not null)
            fields.Wrong(at, wrong);
    }

    // What the JSON Schema of Open Badges 3.0 asks of an endorsement within a credential.
    private static string? Shape(JsonElement endorsement, bool embedded)
    {
        if (!Has(endorsement, "type", "EndorsementCredential"))
            return "must be an EndorsementCredential";
        if (
            endorsement.TryGetProperty("credentialSubject", out var subject) is false
            || subject.ValueKind != JsonValueKind.Object
            || !Has(subject, "type", "EndorsementSubject")
            || !Text(subject, "id", out _)
        )
            return "must have one credentialSubject of the type EndorsementSubject with an id";
        if (CredentialShape.Check(endorsement) is [var first, ..])
            return $"is not a verifiable credential: {first.Path}: {first.Reason}";
        if (
            CredentialShape.ModelOf(endorsement) != CredentialModel.V2
            || endorsement.GetProperty("@context")
                is not { ValueKind: JsonValueKind.Array } contexts
            || contexts.GetArrayLength() < 2
            || contexts[1].ValueKind != JsonValueKind.String
            || contexts[1].GetString() != CredentialDocument.BadgesContext
        )
            return $"must have the contexts {CredentialDocument.V2Context} and {CredentialDocument.BadgesContext}, in this order";
        if (!Text(endorsement, "id", out _) || !Text(endorsement, "name", out _))
            return "must have an id and a name";
        if (!Text(endorsement, "validFrom", out _))
            return "must have a validFrom";
        if (
            endorsement.TryGetProperty("issuer", out var issuer)
            && issuer.ValueKind == JsonValueKind.Object
            && !Has(issuer, "type", "Profile")
        )
            return "must have an issuer that is an id, or an object of the type Profile";
        return Lists(endorsement, embedded);
    }

    private static string? Lists(JsonElement endorsement, bool embedded)
    {
        if (
            embedded
            && !(
                endorsement.TryGetProperty("proof", out var proof)
                && proof.ValueKind == JsonValueKind.Array
            )
        )
            return "must have its proof in an array";
        foreach (var name in (string[])["credentialSchema", "termsOfUse"])
        {
            if (
                endorsement.TryGetProperty(name, out var list)
                && list.ValueKind != JsonValueKind.Array
            )
                return $"must have its {name} in an array";
        }
        return
            endorsement.TryGetProperty("credentialStatus", out var status)
            && (status.ValueKind != JsonValueKind.Object || !Text(status, "id", out _))
            ? "must have at most one credentialStatus, with an id"
            : null;
    }

    private string? About(JsonElement endorsement, string? groupId)
    {
        Text(endorsement.GetProperty("credentialSubject"), "id", out var subject);
        var issuer = Identities.Did(
            options.BaseUrl,
            caller.Value.OrganizationId,
            caller.Value.Mode
        );
        if (subject == issuer || (groupId is not null && subject == Achievements.Uri(groupId)))
            return null;
        return groupId is null
            ? $"must be about the issuer, {issuer}; one about the achievement can be added once the group is there"
            : $"must be about the achievement, {Achievements.Uri(groupId)}, or its issuer, {issuer}";
    }

    /// <summary>An endorsement must keep its meaning within a credential, or no proof over the graph can be made.</summary>
    private static string? Embedding(JsonElement endorsement)
    {
        var around = JsonElement.Parse(
            $$"""
            {"@context":["{{CredentialDocument.V2Context}}","{{CredentialDocument.BadgesContext}}"],
            "type":["VerifiableCredential","OpenBadgeCredential"],"endorsement":[{{endorsement.GetRawText()}}]}
            """
        );
        Span<byte> digest = stackalloc byte[32];
        return Rdfc.TryHash(around, ContextSet.Bundled, digest, out var problem)
            ? null
            : $"cannot be embedded in a credential: {problem!.Code}: {problem.Detail}";
    }

    private string? Verdict(Verification verification)
    {
        foreach (var check in verification.Checks)
        {
            var needed = check.Name is "proof" or "issuer" or "validity" or "schema";
            if (check.Outcome == "fail" || (needed && check.Outcome != "pass"))
                return $"cannot be accepted: {check.Reason}";
        }
        return verification.Mode is { } mode && mode != caller.Value.Mode
            ? $"is a {mode} credential, and this group is {caller.Value.Mode}"
            : null;
    }

    private static bool Has(JsonElement from, string name, string word) =>
        from.TryGetProperty(name, out var words)
        && words.ValueKind == JsonValueKind.Array
        && words
            .EnumerateArray()
            .Any(w => w.ValueKind == JsonValueKind.String && w.ValueEquals(word));

    private static bool Text(JsonElement from, string name, out string? text)
    {
        text =
            from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
                ? member.GetString()
                : null;
        return !string.IsNullOrEmpty(text);
    }

    /// <summary>An endorsement as given, read once by the rules of signed documents.</summary>
    private sealed record Signed(JsonElement Credential, string? Jwt, string? Unreadable)
    {
        public static Signed Of(JsonElement given) =>
            given.ValueKind != JsonValueKind.Object
                ? new(default, null, "must be a JSON object")
                : Read(JsonMarshal.GetRawUtf8Value(given), null);

        public static Signed Of(string? jwt)
        {
            if (jwt is null || jwt.Length > LargestBytes)
                return new(
                    default,
                    null,
                    $"must be a compact JWS of at most {LargestBytes} characters"
                );
            return Jws.TryParse(jwt, out var parsed, out var reason)
                ? Read(parsed!.Payload.Span, jwt)
                : new(default, null, $"is not a compact JWS: {reason}");
        }

        private static Signed Read(ReadOnlySpan<byte> json, string? jwt)
        {
            if (json.Length > LargestBytes)
                return new(default, null, $"must have at most {LargestBytes} bytes");
            return CredentialJson.TryParse(json, LargestBytes, out var credential, out var reason)
                ? new(credential, jwt, null)
                : new(default, null, $"cannot be read: {reason}");
        }
    }
}

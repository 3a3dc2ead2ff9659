using System.Text.Json;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.Verifying;

/// <summary>Reads out of a credential, ours or foreign, what verifying needs; never trusts that a member is there.</summary>
internal sealed class CredentialFacts(JsonElement credential)
{
    public JsonElement Json => credential;

    public string? Id => Text(credential, "id");

    public string? IssuerId =>
        Member(credential, "issuer") switch
        {
            { ValueKind: JsonValueKind.String } id => id.GetString(),
            { ValueKind: JsonValueKind.Object } issuer => Text(issuer, "id"),
            _ => null,
        };

    public string? IssuerName =>
        Member(credential, "issuer") is { ValueKind: JsonValueKind.Object } issuer
            ? Display(issuer, "name")
            : null;

    public string? Name => Display(credential, "name") ?? Achievement;

    public string? RecipientName => Subject is { } subject ? Display(subject, "name") : null;

    public string? Achievement =>
        Subject is { } subject
        && Member(subject, "achievement") is { ValueKind: JsonValueKind.Object } achievement
            ? Display(achievement, "name")
            : null;

    public bool HasStatus =>
        Member(credential, "credentialStatus") is { ValueKind: not JsonValueKind.Null };

    /// <summary>Begin of validity by VC 2.0, or by VC 1.1; false when there is one that cannot be read.</summary>
    public bool TryValidFrom(out DateTimeOffset? time) =>
        TryTime(["validFrom", "issuanceDate"], out time);

    /// <summary>End of validity by VC 2.0, or by VC 1.1; false when there is one that cannot be read.</summary>
    public bool TryValidUntil(out DateTimeOffset? time) =>
        TryTime(["validUntil", "expirationDate"], out time);

    /// <summary>True when the type of that name is among its types.</summary>
    public bool HasType(string name) =>
        Many(Member(credential, "type"))
            .Any(t => t.ValueKind == JsonValueKind.String && t.GetString() == name);

    /// <summary>Verification methods of all embedded proofs.</summary>
    public IEnumerable<string> VerificationMethods() =>
        Many(Member(credential, "proof"))
            .Where(p => p.ValueKind == JsonValueKind.Object)
            .Select(p => Text(p, "verificationMethod"))
            .OfType<string>()
            .Where(m => m.Length <= 2048);

    /// <summary>What keeps this from being a verifiable credential at all; null when nothing does.</summary>
    public string? Shape()
    {
        var contexts = Many(Member(credential, "@context")).ToList();
        if (
            contexts.Count == 0
            || contexts[0].ValueKind != JsonValueKind.String
            || contexts[0].GetString()
                is not (
                    "https://www.w3.org/ns/credentials/v2"
                    or "https://www.w3.org/2018/credentials/v1"
                )
        )
            return "Its first @context is not that of W3C verifiable credentials.";
        if (
            !Many(Member(credential, "type"))
                .Any(t =>
                    t.ValueKind == JsonValueKind.String && t.GetString() == "VerifiableCredential"
                )
        )
            return "Its type does not include VerifiableCredential.";
        if (string.IsNullOrEmpty(IssuerId))
            return "It names no issuer.";
        var subjects = Many(Member(credential, "credentialSubject")).ToList();
        return
            subjects.Count == 0
            || subjects.Any(s => s.ValueKind != JsonValueKind.Object || !s.EnumerateObject().Any())
            ? "It says nothing about a subject."
            : null;
    }

    private JsonElement? Subject =>
        Many(Member(credential, "credentialSubject"))
            .Where(s => s.ValueKind == JsonValueKind.Object)
            .Select(s => (JsonElement?)s)
            .FirstOrDefault();

    private bool TryTime(ReadOnlySpan<string> names, out DateTimeOffset? time)
    {
        time = null;
        foreach (var name in names)
        {
            if (Member(credential, name) is not { } member)
                continue;
            if (
                member.ValueKind != JsonValueKind.String
                || !Times.TryParse(member.GetString(), out var read)
            )
                return false;
            time = read;
            return true;
        }
        return true;
    }

    private static IEnumerable<JsonElement> Many(JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
            { } single => [single],
            _ => [],
        };

    private static string? Text(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // A text, a language value object, or the first of several (VC Data Model 2.0, section 11.1).
    private static string? Display(JsonElement from, string name)
    {
        var first = Many(Member(from, name)).Select(v => (JsonElement?)v).FirstOrDefault();
        return first switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Object } language => Text(language, "@value"),
            _ => null,
        };
    }

    private static JsonElement? Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member)
            ? member
            : null;
}

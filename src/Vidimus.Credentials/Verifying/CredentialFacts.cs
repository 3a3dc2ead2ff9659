using System.Text.Json;
using Vidimus.Proofs;

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
        Objects(credential, "proof")
            .Select(p => Text(p, "verificationMethod"))
            .OfType<string>()
            .Where(m => m.Length <= IssuerKeys.LongestMethod);

    public bool IsStatusList =>
        Texts(credential, "type").Contains(BitstringStatusListCredential.Type);

    public bool HasProof => Member(credential, "proof") is { ValueKind: not JsonValueKind.Null };

    /// <summary>Whether there is a member with something in it.</summary>
    public bool Has(string name) =>
        Many(Member(credential, name)).Any(v => v.ValueKind != JsonValueKind.Null);

    /// <summary>The objects of a member that holds one or a list of them.</summary>
    public IEnumerable<JsonElement> Objects(string name) => Objects(credential, name);

    public static IEnumerable<JsonElement> Objects(JsonElement from, string name) =>
        Many(Member(from, name)).Where(v => v.ValueKind == JsonValueKind.Object);

    /// <summary>The texts of a member that holds one or a list of them.</summary>
    public static IEnumerable<string> Texts(JsonElement from, string name) =>
        Many(Member(from, name))
            .Where(v => v.ValueKind == JsonValueKind.String)
            .Select(v => v.GetString()!);

    public static string? Text(JsonElement from, string name) =>
        Member(from, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static JsonElement? Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member)
            ? member
            : null;

    private JsonElement? Subject =>
        Objects("credentialSubject").Select(s => (JsonElement?)s).FirstOrDefault();

    private bool TryTime(ReadOnlySpan<string> names, out DateTimeOffset? time)
    {
        time = null;
        foreach (var name in names)
        {
            if (Member(credential, name) is not { } member)
                continue;
            if (
                member.ValueKind != JsonValueKind.String
                || !CredentialShape.TryReadTime(member.GetString()!, out var read)
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
}

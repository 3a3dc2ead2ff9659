using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>A credential as given, with what it is known by.</summary>
internal sealed record Given(
    string Form,
    string Text,
    JsonElement Credential,
    CredentialFacts Facts,
    DateTimeOffset ValidFrom
)
{
    // Open Badges 3.0, section 9: both after unescaping and without white space around them.
    public string Identity =>
        Multibase.EncodeBase64Url(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Plain(Facts.IssuerId!)}\n{Plain(Facts.Id!)}"))
        );

    public string Digest =>
        Multibase.EncodeBase64Url(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public static Result<Given> Read(byte[] bytes, string form)
    {
        var text = "";
        var payload = (ReadOnlyMemory<byte>)bytes;
        if (form == "jwt")
        {
            text = Encoding.UTF8.GetString(bytes).Trim();
            if (!Jws.TryParse(text, out var parsed, out var why))
                return CredentialProblems.NotAccepted.With($"It is not a compact JWS: {why}");
            payload = parsed!.Payload;
        }
        if (!CredentialJson.TryParse(payload.Span, Jws.MaxLength, out var json, out var reason))
            return CredentialProblems.NotAccepted.With($"It cannot be read: {reason}");
        if (form == "json")
            text = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(json));
        var facts = new CredentialFacts(json);
        if (facts.HasType(Enveloped.CredentialType))
            return CredentialProblems.NotAccepted.With(
                "It envelopes a token: send the token itself as text/plain."
            );
        if (Missing(facts, json) is { } missing)
            return CredentialProblems.NotAccepted.With(missing);
        facts.TryValidFrom(out var from);
        return new Given(form, text, json, facts, from!.Value);
    }

    private static string? Missing(CredentialFacts facts, JsonElement json)
    {
        if (CredentialShape.Check(json) is [var wrong, ..])
            return $"{wrong.Path}: {wrong.Reason}";
        if (!facts.HasType("OpenBadgeCredential") && !facts.HasType("AchievementCredential"))
            return "Its type includes neither OpenBadgeCredential nor AchievementCredential.";
        if (string.IsNullOrWhiteSpace(facts.Id) || facts.Id.Length > 2048)
            return "It has no id.";
        if (!facts.TryValidFrom(out var from) || from is null)
            return "It has no validFrom.";
        return
            json.GetProperty("credentialSubject").ValueKind == JsonValueKind.Object
            && facts.Achievement is not null
            ? null
            : "Its subject has no achievement with a name.";
    }

    private static string Plain(string uri) => Uri.UnescapeDataString(uri).Trim();
}

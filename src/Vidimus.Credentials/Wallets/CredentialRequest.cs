using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Wallets;

/// <summary>Reads what a wallet sends; members that are not known are passed over, as the specification has it.</summary>
internal static class CredentialRequest
{
    private const int Longest = 65_536;

    /// <summary>The body as one JSON object.</summary>
    public static async Task<Result<JsonElement>> ReadJsonElement(this HttpContext http)
    {
        if (
            http.Request.ContentType?.Split(';')[0]
                .Trim()
                .Equals("application/json", StringComparison.OrdinalIgnoreCase) != true
        )
            return WalletProblems.InvalidCredentialRequest.With(
                "The request is not application/json."
            );
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        if (body.Value!.Length > Longest)
            return PlatformProblems.BodyTooLarge.With(
                $"The request body has more than {Longest} bytes."
            );
        return CredentialJson.TryParse(body.Value, Longest, out var root, out var reason)
            ? root
            : WalletProblems.InvalidCredentialRequest.With(reason);
    }

    /// <summary>The format of the configuration asked for.</summary>
    public static Result<string> FormatOf(JsonElement request, WalletOfferRow offer)
    {
        if (request.TryGetProperty("credential_response_encryption", out _))
            return WalletProblems.InvalidEncryptionParameters;
        var byConfiguration = request.TryGetProperty("credential_configuration_id", out _);
        if (byConfiguration == request.TryGetProperty("credential_identifier", out _))
            return WalletProblems.InvalidCredentialRequest.With(
                "Exactly one of credential_configuration_id and credential_identifier is needed."
            );
        var id = Text(
            request,
            byConfiguration ? "credential_configuration_id" : "credential_identifier"
        );
        if (id is not null && WalletFormats.OfConfiguration(offer, id) is { } format)
            return format;
        return byConfiguration
            ? WalletProblems.UnknownCredentialConfiguration
            : WalletProblems.UnknownCredentialIdentifier;
    }

    /// <summary>The one key proof.</summary>
    public static Result<string> ProofOf(JsonElement request)
    {
        if (request.TryGetProperty("proof", out _))
            return Wrong("The member proof is of drafts; send proofs with one jwt.");
        if (
            !request.TryGetProperty("proofs", out var proofs)
            || proofs.ValueKind != JsonValueKind.Object
        )
            return Wrong("The member proofs is missing.");
        string[] kinds = [.. proofs.EnumerateObject().Select(p => p.Name).Take(3)];
        if (kinds is ["attestation"] or ["di_vp"])
            return Wrong(
                $"Proofs of the type {kinds[0]} are not taken here; the metadata names jwt alone."
            );
        if (
            kinds is not ["jwt"]
            || proofs.GetProperty("jwt") is not { ValueKind: JsonValueKind.Array } jwts
            || jwts.GetArrayLength() == 0
        )
            return Wrong("The member proofs must have exactly one member, jwt, with one proof.");
        if (jwts.GetArrayLength() > 1)
            return Wrong("One key at a time: the metadata has no batch_credential_issuance.");
        return jwts[0].ValueKind == JsonValueKind.String
            ? jwts[0].GetString()!
            : Wrong("The proof is not a text.");
    }

    public static string? Text(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static Problem Wrong(string message) => WalletProblems.InvalidProof.With(message);
}

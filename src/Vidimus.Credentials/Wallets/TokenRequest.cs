using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>A token request (OpenID4VCI 1.0, section 6.1).</summary>
/// <param name="GrantType">Always <c>urn:ietf:params:oauth:grant-type:pre-authorized_code</c>.</param>
/// <param name="PreAuthorizedCode">The code of the offer.</param>
/// <param name="TransactionCode">The digits that the person typed, where the offer asks for them.</param>
/// <param name="AuthorizationDetails">Configurations wanted (RFC 9396), as JSON; may be left out.</param>
public sealed record WalletTokenRequest(
    [property: JsonPropertyName("grant_type")] string? GrantType = null,
    [property: JsonPropertyName("pre-authorized_code")] string? PreAuthorizedCode = null,
    [property: JsonPropertyName("tx_code")] string? TransactionCode = null,
    [property: JsonPropertyName("authorization_details")] string? AuthorizationDetails = null
);

/// <summary>Reads a token request.</summary>
internal static class TokenRequest
{
    /// <summary>The form, with what this grant needs.</summary>
    public static async Task<Result<WalletTokenRequest>> Read(HttpContext http)
    {
        if (
            http.Request.ContentType?.StartsWith(
                "application/x-www-form-urlencoded",
                StringComparison.OrdinalIgnoreCase
            ) != true
        )
            return WalletProblems.InvalidRequest.With(
                "The request is not application/x-www-form-urlencoded."
            );
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body.Value!));
        if (form.Any(p => p.Value.Count > 1))
            return WalletProblems.InvalidRequest.With("A parameter is repeated.");
        // RFC 6749 section 3.2: a parameter without a value counts as left out.
        string? Value(string name) =>
            form.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text
                ? text
                : null;
        var request = new WalletTokenRequest(
            Value("grant_type"),
            Value("pre-authorized_code"),
            Value("tx_code"),
            Value("authorization_details")
        );
        return request switch
        {
            { GrantType: null } => WalletProblems.InvalidRequest.With("grant_type is missing."),
            { GrantType: not OfferForms.Grant } => WalletProblems.UnsupportedGrantType,
            { PreAuthorizedCode: null } => WalletProblems.InvalidRequest.With(
                "pre-authorized_code is missing."
            ),
            _ => request,
        };
    }

    /// <summary>What is granted where the wallet asked by authorization details (OpenID4VCI 1.0, section 5.1.1); null where it did not.</summary>
    public static Result<JsonArray?> DetailsOf(WalletOfferRow offer, string? asked)
    {
        if (asked is null)
            return (JsonArray?)null;
        if (Parse(asked) is not { Count: > 0 and <= 10 } details)
            return WalletProblems.InvalidAuthorizationDetails;
        var granted = new JsonArray();
        foreach (var detail in details)
        {
            if (
                detail is not JsonObject known
                || Text(known, "type") != "openid_credential"
                || Text(known, "credential_configuration_id") is not { } id
                || WalletFormats.OfConfiguration(offer, id) is null
            )
                return WalletProblems.InvalidAuthorizationDetails;
            granted.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["type"] = "openid_credential",
                        ["credential_configuration_id"] = id,
                        ["credential_identifiers"] = new JsonArray(id),
                    }
            );
        }
        return granted;
    }

    private static JsonArray? Parse(string asked)
    {
        try
        {
            return JsonNode.Parse(
                    asked,
                    documentOptions: new() { AllowDuplicateProperties = false }
                ) as JsonArray;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject at, string name) =>
        at[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Credentials.Verifying;

/// <summary>The claims of an SD-JWT VC under the names that a credential of the W3C model has for the same things.</summary>
internal static class SdJwtFacts
{
    public static CredentialFacts Of(JsonElement claims)
    {
        // VC-JOSE-COSE: the claims are the credential itself.
        if (CredentialFacts.Member(claims, "credentialSubject") is not null)
            return new(claims);
        var credential = new JsonObject { ["name"] = CredentialFacts.Text(claims, "vct") };
        if ((CredentialFacts.Text(claims, "id") ?? CredentialFacts.Text(claims, "jti")) is { } id)
            credential["id"] = id;
        if (CredentialFacts.Text(claims, "iss") is { } issuer)
            credential["issuer"] = issuer;
        var times = TokenTimes.Read(claims);
        Add(credential, "validFrom", times.From);
        Add(credential, "validUntil", times.Until);
        if (Name(claims) is { Length: > 0 } name)
            credential["credentialSubject"] = new JsonObject { ["name"] = name };
        return new(JsonSerializer.SerializeToElement(credential));
    }

    private static string? Name(JsonElement claims) =>
        CredentialFacts.Text(claims, "name")
        ?? string.Join(
            ' ',
            new[] { "given_name", "family_name" }
                .Select(n => CredentialFacts.Text(claims, n))
                .OfType<string>()
        );

    private static void Add(JsonObject credential, string name, DateTimeOffset? time)
    {
        if (time is { } given)
            credential[name] = given.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture
            );
    }
}

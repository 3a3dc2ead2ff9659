using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Reading;

namespace Vidimus.Credentials.Verifying;

/// <summary>The claims of an SD-JWT VC under the names that a credential of the W3C model has for the same things.</summary>
internal static class SdJwtFacts
{
    public static CredentialFacts Of(JsonElement claims)
    {
        // VC-JOSE-COSE: the claims are the credential itself.
        if (CredentialFacts.Member(claims, "credentialSubject") is not null)
            return new(claims);
        var id = CredentialFacts.Text(claims, "id") ?? CredentialFacts.Text(claims, "jti");
        // Beside an id of the credential a name is the credential's; otherwise it is a person's (OpenID Connect Core 5.1).
        var isNamed = id is not null && CredentialFacts.Text(claims, "name") is not null;
        var credential = new JsonObject
        {
            ["name"] =
                CredentialFacts.Text(claims, SdJwtClaimSet.Title)
                ?? CredentialFacts.Text(claims, isNamed ? "name" : "vct"),
        };
        if (id is not null)
            credential["id"] = id;
        if (CredentialFacts.Text(claims, "iss") is { } issuer)
            credential["issuer"] = issuer;
        var times = TokenTimes.Read(claims);
        Add(credential, "validFrom", times.From);
        Add(credential, "validUntil", times.Until);
        var subject = new JsonObject();
        if (Person(claims, isNamed) is { Length: > 0 } person)
            subject["name"] = person;
        if (CredentialFacts.Member(claims, "achievement") is { } achievement)
            subject["achievement"] = JsonSerializer.SerializeToNode(achievement);
        credential["credentialSubject"] = subject;
        return new(JsonSerializer.SerializeToElement(credential));
    }

    private static string Person(JsonElement claims, bool isNamed) =>
        CredentialFacts.Text(claims, "recipient_name")
        ?? (isNamed ? null : CredentialFacts.Text(claims, "name"))
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

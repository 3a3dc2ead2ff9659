using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Vidimus.Credentials.Issuing;

/// <summary>
/// How a credential names its recipient (Open Badges 3.0, section B.1.2: <c>id</c> or <c>identifier</c>). By DID where
/// one is given; else by a salted hash of the e-mail address, which shows the credential's owner and no other
/// credential of theirs; else by a URN of this credential alone.
/// </summary>
internal static class RecipientIdentity
{
    public static void Write(JsonObject subject, RecipientInput recipient, string? chosen)
    {
        var way =
            chosen
            ?? (
                recipient.Did is not null ? "did"
                : recipient.Email is not null ? "email"
                : "none"
            );
        if (way == "did")
            subject["id"] = recipient.Did;
        else if (way == "email" && recipient.Email is { } email)
            subject["identifier"] = new JsonArray(Hashed(email));
        else
            subject["id"] = $"urn:uuid:{RandomUuid()}";
    }

    // Open Badges 3.0, IdentityHash: SHA-256 over the address as given and the salt, in lower-case hexadecimal.
    private static JsonObject Hashed(string email)
    {
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(email + salt));
        return new JsonObject
        {
            ["type"] = "IdentityObject",
            ["identityHash"] = "sha256$" + Convert.ToHexStringLower(hash),
            ["identityType"] = "emailAddress",
            ["hashed"] = true,
            ["salt"] = salt,
        };
    }

    // RFC 9562, section 5.4: random, so that it tells neither time nor person.
    private static Guid RandomUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidimus.Client;

/// <summary>Reads a kept checkpoint, a compact JWS with ES256 (RFC 7515; RFC 7518, section 3.4), with the published key set.</summary>
internal static class CheckpointToken
{
    private const string Type = "vidimus-audit-checkpoint+jws";
    private const int Longest = 4096;

    public static AuditCheckpoint Read(string token, string? keySet)
    {
        if (keySet is null)
            throw new ArgumentException(
                "A checkpoint can only be compared with the key set of its server."
            );
        try
        {
            token = token.Trim();
            var parts = token.Split('.');
            if (token.Length > Longest || parts.Length != 3)
                throw new FormatException();
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            using var keys = JsonDocument.Parse(keySet);
            using var key = Key(keys.RootElement, Text(header.RootElement, "kid"));
            if (
                Text(header.RootElement, "alg") != "ES256"
                || Text(header.RootElement, "typ") != Type
                || !key.VerifyData(
                    Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
                    Base64Url.DecodeFromChars(parts[2]),
                    HashAlgorithmName.SHA256
                )
            )
                throw new FormatException();
            var root = payload.RootElement;
            return new()
            {
                OrganizationId = Text(root, "organizationId"),
                Number = root.GetProperty("number").GetInt64(),
                Hash = Text(root, "hash"),
                At = root.GetProperty("at").GetDateTimeOffset(),
                Token = token,
            };
        }
        catch (Exception e)
            when (e
                    is FormatException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or CryptographicException
            )
        {
            throw new ArgumentException("That is not a checkpoint which a key of the set signed.");
        }
    }

    private static ECDsa Key(JsonElement keySet, string id)
    {
        foreach (var key in keySet.GetProperty("keys").EnumerateArray())
        {
            if (Text(key, "kid") != id || Text(key, "crv") != "P-256")
                continue;
            return ECDsa.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new()
                    {
                        X = Base64Url.DecodeFromChars(Text(key, "x")),
                        Y = Base64Url.DecodeFromChars(Text(key, "y")),
                    },
                }
            );
        }
        throw new FormatException();
    }

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException();
}

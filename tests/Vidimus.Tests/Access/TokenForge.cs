using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Platform.Secrets;
using Vidimus.Testing;

namespace Vidimus.Tests.Access;

/// <summary>
/// Makes access tokens of any content, signed with the server's own key, which a defect or a thief would have to
/// provide. So each rule is seen to hold by itself and not only because the signature fails.
/// </summary>
internal sealed class TokenForge(ECDsa key, string keyId, Issuer issuer, Key client)
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        System.Globalization.NumberStyles.HexNumber,
        null
    );

    public ECDsa Key => key;

    public string KeyId => keyId;

    public string Header => $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{keyId}}"}""";

    public static async Task<TokenForge> Of(Issuer issuer, Key client)
    {
        var row = (
            await issuer.App.Query(
                "SELECT id, private_key FROM access_token_keys ORDER BY active_from DESC"
            )
        )[0];
        using var master = new MasterKeys(
            new Dictionary<string, byte[]>
            {
                ["first"] = Convert.FromBase64String(issuer.App.MasterKey),
            },
            "first"
        );
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(master.Decrypt((byte[])row[1]!, "access.token-key"), out _);
        return new(key, (string)row[0]!, issuer, client);
    }

    /// <summary>The claims of a good token; each may be replaced by JSON text, or left out with an empty one.</summary>
    public string Claims(params (string Name, string Json)[] changes)
    {
        var now = issuer.App.Clock.Now.ToUnixTimeSeconds();
        var claims = new Dictionary<string, string>
        {
            ["iss"] = $"\"{issuer.App.PublicUrl}\"",
            ["aud"] = $"\"{issuer.App.PublicUrl}\"",
            ["sub"] = $"\"{client.Id}\"",
            ["client_id"] = $"\"{client.Id}\"",
            ["org"] = $"\"{issuer.Id}\"",
            ["mode"] = "\"live\"",
            ["scope"] = "\"read\"",
            ["iat"] = $"{now}",
            ["exp"] = $"{now + 900}",
            ["jti"] = "\"jwt_1\"",
        };
        foreach (var (name, json) in changes)
            claims[name] = json;
        return "{"
            + string.Join(
                ',',
                claims.Where(c => c.Value.Length > 0).Select(c => $"\"{c.Key}\":{c.Value}")
            )
            + "}";
    }

    public string Sign(string? header = null, string? claims = null) =>
        SignBytes(Latin(header ?? Header), Latin(claims ?? Claims()));

    /// <summary>Signs bytes as they are, in the lower of the two forms of a signature.</summary>
    public string SignBytes(byte[] header, byte[] claims)
    {
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{input}.{Base64Url.EncodeToString(Low(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256)))}";
    }

    /// <summary>The other form of a signature, which verifies as well.</summary>
    public static byte[] Other(byte[] signature)
    {
        var s = (
            Order - new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true)
        ).ToByteArray(isUnsigned: true, isBigEndian: true);
        var other = new byte[64];
        signature.AsSpan(0, 32).CopyTo(other);
        s.CopyTo(other, 64 - s.Length);
        return other;
    }

    private static byte[] Low(byte[] signature) =>
        new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true) <= Order / 2
            ? signature
            : Other(signature);

    // Latin-1, so that a test can put any byte into a claim.
    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}

using System.Buffers.Text;
using System.Numerics;
using System.Text;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Damage to compact tokens, between dots and between tildes.</summary>
internal sealed class TokenDamage(string original, params string[] others)
{
    private static readonly string[] Odd =
    [
        "\ud800",
        "\u200b",
        "\ufeff",
        "\u0430",
        "\uff0e",
        "\0",
        "\n",
        " ",
        "=",
        "+",
        "/",
        ".",
        "..",
        "~",
        "~~",
        "%2e",
    ];

    private static readonly string[] Headers =
    [
        """{"alg":"none"}""",
        """{"alg":"None"}""",
        """{"alg":""}""",
        """{"alg":"HS256"}""",
        """{"alg":"eddsa"}""",
        """{"alg":["EdDSA"]}""",
        """{"alg":"EdDSA","crit":["x"],"x":1}""",
        """{"alg":"EdDSA","b64":false,"crit":["b64"]}""",
        """{"alg":"EdDSA","zip":"DEF"}""",
        """{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}""",
        "{}",
        "[]",
        "null",
        "",
    ];

    private readonly Dictionary<string, JsonDamage> json = [];

    internal string Of(Random random)
    {
        var damaged = random.Next(4) switch
        {
            0 => Encoding.Latin1.GetString(
                ByteDamage.Of(Encoding.Latin1.GetBytes(original), random)
            ),
            1 => Tildes(random),
            _ => Replaced(original, random),
        };
        if (random.Next(10) == 0)
        {
            var at = random.Next(damaged.Length + 1);
            damaged = damaged.Insert(at, Odd[random.Next(Odd.Length)]);
        }
        return damaged;
    }

    /// <summary>Disclosures and tokens of an SD-JWT taken away, doubled, moved; one of another in their place.</summary>
    private string Tildes(Random random)
    {
        var parts = original.Split('~').ToList();
        if (parts.Count == 1)
        {
            return Dots(original, random);
        }
        var at = random.Next(parts.Count);
        var other = others.Length > 0 ? others[random.Next(others.Length)].Split('~') : [.. parts];
        switch (random.Next(6))
        {
            case 0:
                parts.RemoveAt(at);
                break;
            case 1:
                parts.Insert(random.Next(parts.Count + 1), parts[at]);
                break;
            case 2:
                var swap = random.Next(parts.Count);
                (parts[at], parts[swap]) = (parts[swap], parts[at]);
                break;
            case 3:
                parts[at] = other[random.Next(other.Length)];
                break;
            case 4:
                parts.Insert(at, other[random.Next(other.Length)]);
                break;
            default:
                parts[at] = Segment(parts[at], random);
                break;
        }
        return string.Join('~', parts);
    }

    private string Replaced(string token, Random random)
    {
        var parts = token.Split('~');
        var at = random.Next(parts.Length);
        parts[at] = parts[at].Contains('.', StringComparison.Ordinal)
            ? Dots(parts[at], random)
            : Segment(parts[at], random);
        return string.Join('~', parts);
    }

    private string Dots(string token, Random random)
    {
        var parts = token.Split('.').ToList();
        var at = random.Next(parts.Count);
        switch (random.Next(9))
        {
            case 0:
                parts[0] = Encode(Headers[random.Next(Headers.Length)]);
                break;
            case 1:
                parts[^1] = "";
                break;
            case 2:
                parts[^1] = Malleable(parts[^1]);
                break;
            case 3:
                parts.RemoveAt(at);
                break;
            case 4:
                parts.Insert(at, parts[random.Next(parts.Count)]);
                break;
            case 5 when others.Length > 0:
                var other = others[random.Next(others.Length)].Split('~')[0].Split('.');
                parts[at] = other[Math.Min(at, other.Length - 1)];
                break;
            case 6:
                return $$"""{"payload":"{{parts[1 % parts.Count]}}","protected":"{{parts[0]}}","signature":"{{parts[^1]}}"}""";
            default:
                parts[at] = Segment(parts[at], random);
                break;
        }
        return string.Join('.', parts);
    }

    /// <summary>A segment of base64url: its JSON damaged, or its letters written otherwise.</summary>
    private string Segment(string segment, Random random)
    {
        if (segment.Length == 0 || !Base64Url.IsValid(segment))
        {
            return segment + "A";
        }
        switch (random.Next(6))
        {
            case 0:
                return segment + new string('=', random.Next(1, 3));
            case 1:
                // The bits behind the last whole byte, which lenient readers do not look at.
                const string Letters =
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
                var last = Letters.IndexOf(segment[^1], StringComparison.Ordinal);
                return segment[..^1] + Letters[(last & 0x3E) | (~last & 1)];
            case 2:
                return segment.Replace('-', '+').Replace('_', '/') + " ";
        }
        var bytes = Base64Url.DecodeFromChars(segment);
        if (!Jcs.IsStrict(bytes, out _))
        {
            return Base64Url.EncodeToString(ByteDamage.Of(bytes, random));
        }
        lock (json)
        {
            if (!json.TryGetValue(segment, out var known))
            {
                json[segment] = known = new JsonDamage(bytes);
            }
            return Base64Url.EncodeToString(known.Of(random));
        }
    }

    /// <summary>The same signature with the order of the group added to S (RFC 8032 section 5.1.7), which careless verifiers accept.</summary>
    private static string Malleable(string signature)
    {
        if (
            !Base64Url.IsValid(signature)
            || Base64Url.DecodeFromChars(signature) is not { Length: 64 } bytes
        )
        {
            return signature;
        }
        return Base64Url.EncodeToString(Malleable(bytes));
    }

    internal static byte[] Malleable(byte[] signature)
    {
        var order =
            BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        byte[] changed = [.. signature[..32], .. s.ToByteArray(isUnsigned: true)];
        Array.Resize(ref changed, 64);
        return changed;
    }

    private static string Encode(string text) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

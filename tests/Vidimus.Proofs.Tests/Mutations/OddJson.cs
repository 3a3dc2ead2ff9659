using System.Globalization;
using System.Text;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Values, names and spellings that readers of JSON and JSON-LD have tripped over.</summary>
internal static class OddJson
{
    private const string Cred = "https://www.w3.org/2018/credentials#";

    internal static readonly IReadOnlyDictionary<string, string> Iris = new Dictionary<
        string,
        string
    >
    {
        ["id"] = "@id",
        ["type"] = "@type",
        ["issuer"] = Cred + "issuer",
        ["validFrom"] = Cred + "validFrom",
        ["validUntil"] = Cred + "validUntil",
        ["credentialStatus"] = Cred + "credentialStatus",
        ["credentialSubject"] = Cred + "credentialSubject",
        ["name"] = "https://schema.org/name",
        ["expires"] = "https://w3id.org/security#expiration",
        ["challenge"] = "https://w3id.org/security#challenge",
        ["verificationMethod"] = "https://w3id.org/security#verificationMethod",
        ["proofPurpose"] = "https://w3id.org/security#proofPurpose",
        ["achievement"] = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement",
    };

    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "1.0",
        "1e0",
        "01",
        "1.",
        ".5",
        "1e400",
        "-1e400",
        "1e-400",
        "NaN",
        "Infinity",
        "-",
        "123456789012345678901234567890",
        "9007199254740993",
        "\"\"",
        "\" \"",
        "\"1\"",
        "\"null\"",
        "[]",
        "{}",
        "[null]",
        "[[]]",
        "{\"\":1}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0000\"",
        "\"\ufeff\"",
        "\"\u200b\"",
        "\"@id\"",
        "\"_:b0\"",
        "\"https://a.example/\"",
        "\"urn:x\"",
        "\"did:key:z\"",
        "\"z\"",
        "\"u\"",
        "\"2099-01-01T00:00:00Z\"",
        "{\"@value\":null}",
        "{\"@id\":\"urn:x\"}",
        "{\"id\":null}",
        "{\"@list\":[]}",
        "{\"@set\":[]}",
        "{\"@graph\":[]}",
        "{\"@reverse\":{}}",
        "{\"__proto__\":1}",
        "'a'",
        "undefined",
        "/*x*/1",
        "\"a\nb\"",
        "\"VerifiableCredential\"",
        "\"eddsa-jcs-2022\"",
        "\"eddsa-rdfc-2022\"",
        "\"authentication\"",
        "\"assertionMethod\"",
    ];

    private static readonly string[] Members =
    [
        "\"@context\":null",
        "\"@context\":{}",
        "\"@context\":{\"@vocab\":\"https://www.w3.org/2018/credentials#\"}",
        "\"@context\":[]",
        "\"@context\":\"https://www.w3.org/ns/credentials/v2\"",
        "\"@context\":\"https://unknown.example/v1\"",
        "\"@type\":\"Other\"",
        "\"@id\":\"urn:x\"",
        "\"@graph\":[]",
        "\"@included\":[]",
        "\"@nest\":{}",
        "\"@reverse\":{}",
        "\"@index\":\"x\"",
        "\"@value\":1",
        "\"vc\":{}",
        "\"vp\":{}",
        "\"exp\":4102444800",
        "\"exp\":1e400",
        "\"nbf\":0",
        "\"iss\":\"did:x:y\"",
        "\"proof\":[]",
        "\"proof\":null",
        "\"validUntil\":null",
        "\"validUntil\":\"2099-01-01T00:00:00Z\"",
        "\"credentialStatus\":null",
        "\"credentialStatus\":[]",
        "\"_sd\":[]",
        "\"_sd_alg\":\"sha-512\"",
        "\"...\":\"x\"",
        "\"cnf\":{}",
        "\"expires\":null",
        "\"previousProof\":\"urn:x\"",
        "\"\":1",
        "\"\\ud800\":1",
        "\"unknownTerm\":1",
        "\"name\":\"Other\"",
        "\"id\":\"urn:other\"",
        "\"type\":\"Other\"",
        "\"domain\":\"x\"",
        "\"challenge\":\"x\"",
        "\"proofValue\":\"z1\"",
        "\"nonce\":\"x\"",
        "\"alg\":\"none\"",
        "\"crit\":[\"exp\"]",
        "\"b64\":false",
        "\"zip\":\"DEF\"",
        "\"jwk\":{}",
    ];

    private static readonly string[] LookAlikes =
    [
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u0301",
        "\u202e",
        "\u0430",
        "\uff45",
        "\u2028",
        "\\u0000",
        "\\ud83d",
    ];

    internal static string Value(Random random) => Values[random.Next(Values.Length)];

    internal static string Member(Random random) => Members[random.Next(Members.Length)];

    /// <summary>A string of JSON, quotation marks and all, changed by little.</summary>
    internal static string Variant(string quoted, Random random)
    {
        var text = quoted[1..^1];
        var at = random.Next(text.Length + 1);
        var changed = random.Next(7) switch
        {
            0 => text.ToUpperInvariant(),
            1 => text.Normalize(NormalizationForm.FormD),
            2 => " " + text,
            3 => text.Length > 0 ? text[..^1] : "x",
            4 => text + text,
            5 when text.Length > 0 => text.Remove(random.Next(text.Length), 1),
            _ => text.Insert(at, LookAlikes[random.Next(LookAlikes.Length)]),
        };
        return $"\"{changed}\"";
    }

    internal static string Name(string name, Random random) =>
        random.Next(6) switch
        {
            0 when Iris.TryGetValue(name, out var iri) => iri,
            1 => "@" + name,
            2 => name.ToUpperInvariant(),
            3 => Escaped(name, random),
            4 => Cred + name,
            _ => Variant($"\"{name}\"", random)[1..^1],
        };

    /// <summary>The same text with one letter as an escape.</summary>
    internal static string Escaped(string text, Random random)
    {
        if (text.Length == 0 || text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }
        var at = random.Next(text.Length);
        var code = ((int)text[at]).ToString(
            random.Next(2) == 0 ? "x4" : "X4",
            CultureInfo.InvariantCulture
        );
        return $"{text[..at]}\\u{code}{text[(at + 1)..]}";
    }

    internal static string Wrapped(string value, Random random) =>
        random.Next(11) switch
        {
            0 => $"[{value}]",
            1 => $"[{value},{value}]",
            2 => $"[[{value}]]",
            3 => $"[{value},null]",
            4 => $$"""{"@value":{{value}}}""",
            5 => $$"""{"@set":[{{value}}]}""",
            6 => $$"""{"@list":[{{value}}]}""",
            7 => $$"""{"id":{{value}}}""",
            8 => $$"""{"@id":{{value}}}""",
            9 => $$"""{"@graph":{{value}}}""",
            _ => $$"""{"@value":{{value}},"@type":"http://www.w3.org/2001/XMLSchema#dateTime"}""",
        };

    internal static string Space(Random random) =>
        random.Next(8) switch
        {
            0 => " ",
            1 => "\n",
            2 => "\t\r\n ",
            3 => "\u00a0",
            4 => "\ufeff",
            5 => "\f",
            6 => new string(' ', 5000),
            _ => "//x\n",
        };

    internal static string Deep(Random random)
    {
        var depth = random.Next(1, 4) switch
        {
            1 => random.Next(10, 40),
            2 => 1000,
            _ => 100_000,
        };
        return random.Next(2) == 0
            ? new string('[', depth) + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
    }

    internal static string Long(Random random)
    {
        var length = random.Next(4) == 0 ? 1 << 20 : 50_000;
        return random.Next(5) switch
        {
            0 => $"\"{new string('x', length)}\"",
            1 => $"\"a{new string('\u0301', length / 2)}\"",
            2 => new string('9', length),
            3 => "[" + string.Join(',', Enumerable.Repeat("1", length / 2)) + "]",
            _ => "{"
                + string.Join(',', Enumerable.Range(0, length / 20).Select(i => $"\"m{i}\":1"))
                + "}",
        };
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs;

namespace Vidimus.Benchmarks;

/// <summary>Signing and verifying one credential in process, beside the bare signature.</summary>
internal static class ProofBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static Task Run(Report report)
    {
        using var key = Ed25519PrivateKey.FromSeed(new byte[32]);
        var did = DidKey.FromEd25519(key.PublicKey.Span);
        var method = DidKey.VerificationMethod(did);
        var unsigned = Sample(did);
        var bare = Bare(report, key);

        foreach (var suite in Suites())
        {
            var options = new ProofOptions(method, Now) { Cryptosuite = suite };
            var bytes = JsonSerializer.SerializeToUtf8Bytes(
                DataIntegrity.Sign(unsigned, options, key)
            );
            var sign = Units.Time(() => DataIntegrity.Sign(unsigned, options, key));
            Compare(report, $"sign one, {suite}", sign, bare.Sign, 1.0);
            var verifying = new VerifyOptions((_, _) => KeyLookup.Found(key.PublicKey), Now);
            Demand(CredentialJson.TryParse(bytes, Jws.MaxLength, out var parsed, out _));
            Demand(DataIntegrity.Verify(parsed, verifying) is [{ Outcome: ProofOutcome.Pass }]);
            var verify = Units.Time(() => DataIntegrity.Verify(parsed, verifying));
            Compare(report, $"verify one, {suite}, parsed before", verify, bare.Verify, 1.2);
            var both = Units.Time(() =>
            {
                CredentialJson.TryParse(bytes, Jws.MaxLength, out var read, out _);
                DataIntegrity.Verify(read, verifying);
            });
            Compare(report, $"verify one, {suite}, from bytes", both, bare.Verify, 1.2);
        }
        Compare(
            report,
            "sign one, vc+jwt",
            Units.Time(() => VcJwt.Sign(unsigned, method, key)),
            bare.Sign,
            1.0
        );
        return Task.CompletedTask;
    }

    /// <summary>The suites that this build can sign with.</summary>
    private static IEnumerable<string> Suites() =>
        ((string[])["eddsa-rdfc-2022", "eddsa-jcs-2022"]).Where(name =>
            Cryptosuites.Find(name) is not null
        );

    private static (double Sign, double Verify) Bare(Report report, Ed25519PrivateKey key)
    {
        var message = new byte[64];
        var signature = key.Sign(message);
        var sign = Units.Time(() => key.Sign(message, signature));
        var verify = Units.Time(() => Ed25519.Verify(key.PublicKey.Span, message, signature));
        var openSsl = Units.Backend("OpenSSL")!;
        var plain = Units.Time(() => openSsl.Verify(key.PublicKey.Span, message, signature));
        report.Add(
            $"bare signature, {Ed25519.Backend}",
            $"{sign:0.0} µs",
            $"OpenSSL {Units.Signature:0.0} µs",
            Units.In(sign)
        );
        report.Add(
            $"bare verification, {Ed25519.Backend}",
            $"{verify:0.0} µs",
            $"OpenSSL {plain:0.0} µs",
            Units.In(verify)
        );
        return (sign, verify);
    }

    private static void Compare(
        Report report,
        string work,
        double measured,
        double bare,
        double most
    )
    {
        var over = measured - bare;
        report.Add(
            work,
            $"{measured:0.0} µs",
            $"bare {bare:0.0} µs",
            $"bare + {Units.In(over)}",
            $"bare + ≤ {most:0.0} u",
            over <= most * Units.Signature
        );
    }

    private static void Demand(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("What is measured does not verify.");
    }

    private static JsonObject Sample(string issuer) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                  "id": "https://trust.example.org/verify/cred_01m813pf6nee1tapptqkvqa7y1",
                  "type": ["VerifiableCredential", "OpenBadgeCredential"],
                  "name": "Safety Training",
                  "issuer": { "id": "{{issuer}}", "type": ["Profile"], "name": "Example School" },
                  "validFrom": "2026-01-01T00:00:00Z",
                  "credentialSubject": {
                    "type": ["AchievementSubject"],
                    "name": "Ada Example",
                    "achievement": {
                      "id": "urn:uuid:01a2023b-2f4b-775e-b346-dd2882bb29cd",
                      "type": ["Achievement"],
                      "achievementType": "Certificate",
                      "name": "Safety Training",
                      "description": "Two days of first aid.",
                      "criteria": { "narrative": "Attend two days and pass the final test." },
                      "tag": ["safety", "first aid"]
                    }
                  }
                }
                """
            )!
            .AsObject();
}

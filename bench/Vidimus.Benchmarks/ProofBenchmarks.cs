using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Benchmarks;

/// <summary>Signing, verifying and canonicalizing one credential in process, beside the bare signature of each back end.</summary>
internal static class ProofBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly string[] Suites =
    [
        DataIntegrity.EddsaRdfc2022,
        DataIntegrity.EddsaJcs2022,
    ];

    public static Task Run(Report report)
    {
        EachBackend(
            (backend, key) =>
            {
                var bare = Bare(report, backend, key);
                foreach (var suite in Suites)
                {
                    var work = new ProofWork(suite, key, SampleCredential.Small, Now);
                    Measure(report, $"{suite}, {backend.Name}", work, bare);
                }
                var sign = Units.Measure(JwtWork(key));
                Compare(report, $"sign one, vc+jwt, {backend.Name}", sign, bare.Sign, 1.0);
            }
        );
        using var first = Ed25519PrivateKey.FromSeed(new byte[32]);
        var bareOfFirst = BareCosts(Ed25519.Chosen, first);
        var full = new ProofWork(Suites[0], first, SampleCredential.Full, Now);
        Measure(report, $"{Suites[0]}, {Ed25519.Backend}, a full credential", full, bareOfFirst);
        Canonical(report, "a small credential", SampleCredential.Small, target: true);
        Canonical(report, "a full credential", SampleCredential.Full, target: false);
        return Task.CompletedTask;
    }

    private static Action JwtWork(Ed25519PrivateKey key)
    {
        var did = DidKey.FromEd25519(key.PublicKey.Span);
        var unsigned = SampleCredential.Small(did);
        var method = DidKey.VerificationMethod(did);
        return () => VcJwt.Sign(unsigned, method, key);
    }

    /// <summary>Does something with each Ed25519 library that is here in use.</summary>
    public static void EachBackend(Action<IEd25519Backend, Ed25519PrivateKey> act)
    {
        var usual = Ed25519.Chosen;
        try
        {
            foreach (var backend in Ed25519.Available)
            {
                Ed25519.Chosen = backend;
                using var key = Ed25519PrivateKey.FromSeed(new byte[32]);
                act(backend, key);
            }
        }
        finally
        {
            Ed25519.Chosen = usual;
        }
    }

    private static void Measure(
        Report report,
        string what,
        ProofWork work,
        (double Sign, double Verify) bare
    )
    {
        Compare(report, $"issue one, {what}", Units.Measure(work.Issue), bare.Sign, 1.0);
        Compare(
            report,
            $"verify one, {what}, parsed",
            Units.Measure(work.Verify),
            bare.Verify,
            1.2
        );
        Compare(
            report,
            $"verify one, {what}, from bytes",
            Units.Measure(work.VerifyBytes),
            bare.Verify,
            1.2
        );
    }

    private static (double Sign, double Verify) Bare(
        Report report,
        IEd25519Backend backend,
        Ed25519PrivateKey key
    )
    {
        var (sign, verify) = BareCosts(backend, key);
        report.Add($"bare signature, {backend.Name}", $"{sign:0.0} µs", "", Units.In(sign));
        report.Add($"bare verification, {backend.Name}", $"{verify:0.0} µs", "", Units.In(verify));
        return (sign, verify);
    }

    private static (double Sign, double Verify) BareCosts(
        IEd25519Backend backend,
        Ed25519PrivateKey key
    )
    {
        var message = new byte[64];
        var signature = key.Sign(message);
        return (
            Units.Time(() => key.Sign(message, signature)),
            Units.Time(() => backend.Verify(key.PublicKey.Span, message, signature))
        );
    }

    private static void Canonical(
        Report report,
        string what,
        Func<string, JsonObject> credential,
        bool target
    )
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(credential("did:example:issuer"));
        using var parsed = JsonDocument.Parse(bytes);
        var root = parsed.RootElement;
        Demand(Rdfc.Canonicalize(root, ContextSet.Bundled).Problem is null);
        var cost = Units.Measure(() => Rdfc.Canonicalize(root, ContextSet.Bundled));
        report.Add(
            $"canonical form of {what} (N-Quads and SHA-256)",
            cost.Text,
            $"{bytes.Length} bytes of JSON",
            Units.In(cost.Microseconds),
            target ? "≤ 0.5 u and ≤ 16 KB" : "",
            target ? cost.Microseconds <= 0.5 * Units.Signature && cost.Bytes <= 16 * 1024 : null
        );
        var general = Units.Measure(() => GeneralPath.Run(root));
        report.Add(
            $"canonical form of {what}, by the general path",
            general.Text,
            $"compiled path {cost.Microseconds:0.0} µs",
            Units.In(general.Microseconds)
        );
    }

    private static void Compare(Report report, string work, Cost measured, double bare, double most)
    {
        var over = measured.Microseconds - bare;
        report.Add(
            work,
            measured.Text,
            $"bare {bare:0.0} µs",
            $"bare + {Units.In(over)}",
            $"bare + ≤ {most:0.0} u",
            over <= most * Units.Signature
        );
    }

    public static void Demand(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("What is measured does not verify.");
    }
}

/// <summary>A document to its canonical form as if no context were compiled.</summary>
internal static class GeneralPath
{
    private static readonly RdfDataset Dataset = new();
    private static readonly Canonicalizer Canonicalizer = new();

    public static void Run(JsonElement document)
    {
        Dataset.Clear();
        CanonicalizationRun.ReadGenerally(document, ContextSet.Bundled.Memory, Dataset);
        Span<byte> digest = stackalloc byte[32];
        Canonicalizer.Hash(Canonicalizer.Run(Dataset, RdfcHash.Sha256), digest, RdfcHash.Sha256);
    }
}

/// <summary>Issuing and verifying one credential with one suite and one key.</summary>
internal sealed class ProofWork
{
    private readonly JsonObject _unsigned;
    private readonly ProofOptions _options;
    private readonly Ed25519PrivateKey _key;
    private readonly VerifyOptions _verifying;
    private readonly byte[] _signed;
    private readonly JsonElement _parsed;

    public ProofWork(
        string suite,
        Ed25519PrivateKey key,
        Func<string, JsonObject> credential,
        DateTimeOffset now
    )
    {
        var did = DidKey.FromEd25519(key.PublicKey.Span);
        (_key, _unsigned) = (key, credential(did));
        _options = new(DidKey.VerificationMethod(did), now) { Cryptosuite = suite };
        _verifying = new((_, _) => KeyLookup.Found(key.VerifyingKey), now);
        _signed = Signed();
        ProofBenchmarks.Demand(CredentialJson.TryParse(_signed, Jws.MaxLength, out _parsed, out _));
        ProofBenchmarks.Demand(
            DataIntegrity.Verify(_parsed, _verifying) is [{ Outcome: ProofOutcome.Pass }]
        );
    }

    public void Issue() => Signed();

    public void Verify() => DataIntegrity.Verify(_parsed, _verifying);

    public void VerifyBytes()
    {
        CredentialJson.TryParse(_signed, Jws.MaxLength, out var read, out _);
        DataIntegrity.Verify(read, _verifying);
    }

    private byte[] Signed() => DataIntegrity.SignToBytes(_unsigned, [_options], _key);
}

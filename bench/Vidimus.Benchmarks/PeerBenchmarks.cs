using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Proofs;

namespace Vidimus.Benchmarks;

/// <summary>
/// The libraries that most issuers use today, <c>@digitalbazaar/vc</c> and <c>jsonld</c> on Node, on the same credential
/// in the same run, both by processor time of the whole process.
/// </summary>
internal static class PeerBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static async Task Run(Report report)
    {
        if (
            Script() is not { } script
            || !Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "../node_modules"))
        )
        {
            report.Add("@digitalbazaar/vc", "not measured", "npm ci in interop/ installs it");
            return;
        }
        var peer = await Measure(script, SampleCredential.Small("did:example:issuer"));
        ProofBenchmarks.EachBackend(
            (backend, key) =>
            {
                Suite(report, peer, backend, key, DataIntegrity.EddsaRdfc2022, (20, 15));
                Suite(report, peer, backend, key, DataIntegrity.EddsaJcs2022, (null, null));
            }
        );
        var bundled = SampleCredential.Small("did:example:issuer");
        General(report, peer, "bundled contexts", bundled);
        var own = SampleCredential.Small("did:example:issuer");
        own["@context"]!
            .AsArray()
            .Add(
                (JsonNode)
                    new JsonObject { ["ownTerm"] = "https://school.example.org/terms#ownTerm" }
            );
        own["ownTerm"] = "own value";
        General(report, peer, "a context of its own", own);
    }

    private static void Suite(
        Report report,
        Dictionary<string, double> peer,
        IEd25519Backend backend,
        Ed25519PrivateKey key,
        string suite,
        (int? Issue, int? Verify) target
    )
    {
        var work = new ProofWork(suite, key, SampleCredential.Small, Now);
        Compare(
            report,
            $"issue one, {suite}, {backend.Name}",
            Units.OfProcess(work.Issue),
            ("@digitalbazaar/vc", peer[$"issue {suite}"]),
            target.Issue
        );
        Compare(
            report,
            $"verify one from bytes, {suite}, {backend.Name}",
            Units.OfProcess(work.VerifyBytes),
            ("@digitalbazaar/vc", peer[$"verify {suite}"]),
            target.Verify
        );
    }

    private static void General(
        Report report,
        Dictionary<string, double> peer,
        string what,
        JsonObject credential
    )
    {
        using var parsed = JsonDocument.Parse(credential.ToJsonString());
        var root = parsed.RootElement;
        Compare(
            report,
            $"canonical form by the general path, {what}",
            Units.OfProcess(() => GeneralPath.Run(root)),
            ("jsonld and rdf-canonize", peer[$"canonize {what}"]),
            5
        );
    }

    private static void Compare(
        Report report,
        string work,
        double ours,
        (string Name, double Microseconds) peer,
        int? target
    )
    {
        var times = peer.Microseconds / ours;
        report.Add(
            $"{work}, beside {peer.Name}",
            $"{1_000_000 / ours:#,0} per CPU-second",
            $"{peer.Name} {1_000_000 / peer.Microseconds:#,0} ({peer.Microseconds:#,0} µs)",
            $"{times:0} × the peer",
            target is { } least ? $"≥ {least} ×" : "",
            target is { } needed ? times >= needed : null
        );
    }

    private static async Task<Dictionary<string, double>> Measure(
        string script,
        JsonObject credential
    )
    {
        using var node = Process.Start(
            new ProcessStartInfo("node")
            {
                ArgumentList = { script },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await node.StandardInput.WriteAsync(credential.ToJsonString());
        node.StandardInput.Close();
        var text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return node.ExitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, double>>(text)!
            : throw new InvalidOperationException("The peer failed.");
    }

    private static string? Script()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            var file = Path.Combine(folder.FullName, "interop/support/peer.mjs");
            if (File.Exists(file))
                return file;
        }
        return null;
    }
}

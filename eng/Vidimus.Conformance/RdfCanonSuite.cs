using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Conformance;

/// <summary>The suite of RDF Dataset Canonicalization, <c>w3c/rdf-canon</c>.</summary>
internal static class RdfCanonSuite
{
    public static void Run(string path, Report report)
    {
        var tests = Path.Combine(path, "tests");
        using var manifest = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(tests, "manifest.jsonld"))
        );
        foreach (var test in manifest.RootElement.GetProperty("entries").EnumerateArray())
        {
            var type = test.GetProperty("type")
                .GetString()!
                .Replace("rdfc:RDFC10", "", StringComparison.Ordinal);
            var watch = Stopwatch.StartNew();
            var why = Check(tests, test, type);
            if (watch.ElapsedMilliseconds > 100)
            {
                Console.WriteLine($"slow: {test.GetProperty("id")} {watch.ElapsedMilliseconds} ms");
            }

            if (why is null)
            {
                report.Passed(type);
            }
            else
            {
                report.Failed(
                    type,
                    test.GetProperty("id").GetString()!,
                    test.GetProperty("name").GetString()!,
                    why
                );
            }
        }
    }

    private static string? Check(string tests, JsonElement test, string type)
    {
        var hash =
            test.TryGetProperty("hashAlgorithm", out var named) && named.ValueEquals("SHA384")
                ? RdfcHash.Sha384
                : RdfcHash.Sha256;
        var dataset = new RdfDataset();
        var blanks = NQuadsParser.Parse(
            File.ReadAllText(Path.Combine(tests, test.GetProperty("action").GetString()!)),
            dataset
        );
        var canonicalizer = new Canonicalizer();
        try
        {
            var output = Encoding.UTF8.GetString(canonicalizer.Run(dataset, hash));
            if (type == "NegativeEvalTest")
            {
                return "was canonicalized";
            }

            var expected = File.ReadAllText(
                Path.Combine(tests, test.GetProperty("result").GetString()!)
            );
            return type == "EvalTest"
                ? (output == expected ? null : $"got\n{output}")
                : CheckMap(canonicalizer, blanks, expected);
        }
        catch (JsonLdException e)
        {
            return type == "NegativeEvalTest" ? null : e.Message;
        }
    }

    private static string? CheckMap(
        Canonicalizer canonicalizer,
        IReadOnlyDictionary<string, int> blanks,
        string expected
    )
    {
        using var map = JsonDocument.Parse(expected);
        foreach (var entry in map.RootElement.EnumerateObject())
        {
            var label = $"c14n{canonicalizer.Labels[blanks["_:" + entry.Name]]}";
            if (label != entry.Value.GetString())
            {
                return $"{entry.Name} became {label}";
            }
        }

        return null;
    }
}

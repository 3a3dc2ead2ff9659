using System.Text;
using System.Text.Json;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Conformance;

/// <summary>The suites of JSON-LD 1.1 API, <c>w3c/json-ld-api</c>: expand and toRdf.</summary>
internal static class JsonLdSuite
{
    private const string Base = "https://w3c.github.io/json-ld-api/tests/";

    public static void Run(string path, string suite, Report report)
    {
        var tests = Path.Combine(path, "tests");
        var contexts = new ContextSet(Documents(tests).ToList());
        using var manifest = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(tests, $"{suite}-manifest.jsonld"))
        );
        foreach (var test in manifest.RootElement.GetProperty("sequence").EnumerateArray())
        {
            var option = test.TryGetProperty("option", out var stated) ? stated : default;
            if (
                Text(option, "specVersion") == "json-ld-1.0"
                || Text(option, "processingMode") == "json-ld-1.0"
            )
            {
                report.Left(suite);
                continue;
            }

            var why = Check(tests, contexts, test, option, suite);
            if (why is null)
            {
                report.Passed(suite);
            }
            else
            {
                report.Failed(
                    suite,
                    test.GetProperty("@id").GetString()!,
                    test.GetProperty("name").GetString()!,
                    why
                );
            }
        }
    }

    private static IEnumerable<ContextDocument> Documents(string tests)
    {
        foreach (
            var file in Directory.EnumerateFiles(tests, "*.jsonld", SearchOption.AllDirectories)
        )
        {
            JsonElement? root = null;
            try
            {
                root = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
            }
            catch (JsonException)
            {
                // Some inputs of the suite are broken on purpose; they are no contexts.
            }

            if (root is { } element)
            {
                yield return new ContextDocument(
                    Base + Path.GetRelativePath(tests, file).Replace('\\', '/'),
                    element
                );
            }
        }
    }

    private static string? Text(JsonElement option, string name) =>
        option.ValueKind == JsonValueKind.Object && option.TryGetProperty(name, out var value)
            ? value.GetString()
            : null;

    private static string? Check(
        string tests,
        ContextSet contexts,
        JsonElement test,
        JsonElement option,
        string suite
    )
    {
        var expectedError = test.TryGetProperty("expectErrorCode", out var code)
            ? code.GetString()
            : null;
        var positive = test.TryGetProperty("expect", out var expect)
            ? Path.Combine(tests, expect.GetString()!)
            : null;
        try
        {
            var expanded = Expand(tests, contexts, test, option);
            if (suite == "expand")
            {
                return expectedError is not null ? "no error"
                    : ExpandedJson.Same(ExpandedJson.Of(expanded), File.ReadAllText(positive!))
                        ? null
                    : $"got {ExpandedJson.Of(expanded).ToJsonString()}";
            }

            var direction = Text(option, "rdfDirection") switch
            {
                "i18n-datatype" => RdfDirection.I18nDatatype,
                "compound-literal" => RdfDirection.CompoundLiteral,
                _ => RdfDirection.None,
            };
            var generalized =
                option.ValueKind == JsonValueKind.Object
                && option.TryGetProperty("produceGeneralizedRdf", out _);
            var dataset = new RdfDataset();
            new RdfEmitter(
                dataset,
                new Work(),
                new RdfOptions(false, direction, generalized)
            ).Document(expanded);
            if (expectedError is not null)
            {
                return "no error";
            }

            var got = Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256));
            var want = positive is null ? got : Canonical(File.ReadAllText(positive));
            return got == want ? null : $"got\n{got}want\n{want}";
        }
        catch (JsonLdException e)
        {
            return e.Problem.Code == expectedError
                ? null
                : $"{e.Message} (expected {expectedError ?? "no error"})";
        }
    }

    private static List<object> Expand(
        string tests,
        ContextSet contexts,
        JsonElement test,
        JsonElement option
    )
    {
        var input = test.GetProperty("input").GetString()!;
        var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(tests, input))).RootElement;
        var baseUrl = Text(option, "base") ?? Base + input;
        LinkedDataSource source = document;
        if (Text(option, "expandContext") is { } file)
        {
            var context = JsonDocument
                .Parse(File.ReadAllText(Path.Combine(tests, file)))
                .RootElement;
            source = source with { Context = context.GetProperty("@context") };
        }

        var work = new Work();
        var processor = new ContextProcessor(contexts.Memory, work, safe: false);
        return new Expander(processor, work, false, baseUrl).Document(
            source,
            ActiveContext.Initial(baseUrl)
        );
    }

    private static string Canonical(string nquads)
    {
        var dataset = new RdfDataset();
        NQuadsParser.Parse(nquads, dataset);
        return Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256));
    }
}

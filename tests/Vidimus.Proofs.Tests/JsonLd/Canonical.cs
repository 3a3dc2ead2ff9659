using System.Text;
using System.Text.Json;
using Vidimus.Proofs.JsonLd;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>Both ways from a document to canonical N-Quads, as text.</summary>
internal static class Canonical
{
    public static string ByPublicDoor(string json)
    {
        using var document = JsonDocument.Parse(json);
        var result = Rdfc.Canonicalize(document.RootElement, ContextSet.Bundled);
        return result.Problem is { } problem
            ? $"{problem.Code}: {problem.Detail}"
            : Encoding.UTF8.GetString(result.NQuads.Span);
    }

    public static string ByGeneralPath(LinkedDataSource source, ContextSet? contexts = null)
    {
        try
        {
            var dataset = new RdfDataset();
            CanonicalizationRun.ReadGenerally(
                source,
                (contexts ?? ContextSet.Bundled).Memory,
                dataset
            );
            return Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256));
        }
        catch (JsonLdException e)
        {
            return e.Problem.ToString();
        }
    }

    public static string ByGeneralPath(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ByGeneralPath(document.RootElement);
    }

    /// <summary>Null when the compiled path leaves the document to the general one.</summary>
    public static string? ByCompiledPath(LinkedDataSource source)
    {
        var dataset = new RdfDataset();
        return new CompiledReader().TryRead(source, ContextSet.Bundled.Memory, dataset)
            ? Encoding.UTF8.GetString(new Canonicalizer().Run(dataset, RdfcHash.Sha256))
            : null;
    }

    public static string? ByCompiledPath(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ByCompiledPath(document.RootElement);
    }

    public static LinkedDataProblem? ProblemOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Rdfc.Canonicalize(document.RootElement, ContextSet.Bundled).Problem;
    }
}

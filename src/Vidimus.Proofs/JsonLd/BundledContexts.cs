using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Reads the contexts embedded by <c>eng/contexts</c>.</summary>
internal static class BundledContexts
{
    private const string Folder = "Vidimus.Proofs.Contexts/";

    public static ContextSet Read()
    {
        var manifest = Parse("manifest.json");
        return new ContextSet(
            manifest
                .EnumerateArray()
                .Select(entry => new ContextDocument(
                    entry.GetProperty("url").GetString()!,
                    Parse(entry.GetProperty("file").GetString()!)
                ))
        );
    }

    private static JsonElement Parse(string file)
    {
        using var stream =
            typeof(BundledContexts).Assembly.GetManifestResourceStream(Folder + file)
            ?? throw new InvalidOperationException(
                $"The bundled context {file} is missing from the assembly."
            );
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}

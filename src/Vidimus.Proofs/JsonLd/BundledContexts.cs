using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Reads the contexts embedded by <c>eng/contexts</c>.</summary>
internal static class BundledContexts
{
    private const string Folder = "Vidimus.Proofs.Contexts/";

    private static readonly Lazy<Dictionary<string, string>> LazyFiles = new(() =>
        Parse("manifest.json")
            .EnumerateArray()
            .ToDictionary(
                entry => entry.GetProperty("url").GetString()!,
                entry => entry.GetProperty("file").GetString()!,
                StringComparer.Ordinal
            )
    );

    /// <summary>Names of the embedded files by the addresses they are of.</summary>
    public static IReadOnlyDictionary<string, string> Files => LazyFiles.Value;

    public static ContextSet Read() =>
        new(Files.Select(file => new ContextDocument(file.Key, Parse(file.Value))));

    /// <summary>A context's text as it is published.</summary>
    public static byte[] Bytes(string file)
    {
        using var stream = Open(file);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static JsonElement Parse(string file)
    {
        using var stream = Open(file);
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    private static Stream Open(string file) =>
        typeof(BundledContexts).Assembly.GetManifestResourceStream(Folder + file)
        ?? throw new InvalidOperationException(
            $"The bundled context {file} is missing from the assembly."
        );
}

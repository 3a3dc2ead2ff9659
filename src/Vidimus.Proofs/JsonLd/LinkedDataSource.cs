using System.Text.Json;

namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// A document to read as linked data, possibly with small changes made on the way, so that nobody has to rebuild the JSON: a
/// credential without its proof, or a proof without its value under the credential's context.
/// </summary>
/// <param name="Element">The document, a JSON object.</param>
public readonly record struct LinkedDataSource(JsonElement Element)
{
    /// <summary>A member of the document's top level to leave out, such as <c>proof</c> or <c>proofValue</c>.</summary>
    public string? Without { get; init; }

    /// <summary>The value of <c>@context</c> to use when the document itself has none.</summary>
    public JsonElement? Context { get; init; }

    /// <summary>
    /// Whether everything must be called by the names that the contexts have for it. Proofs need it: a signature over statements would
    /// otherwise hold for a document in which a member was renamed and is no longer found by who reads it.
    /// </summary>
    public bool ByName { get; init; }

    /// <summary>Reads the document as it stands.</summary>
    public static implicit operator LinkedDataSource(JsonElement element) => new(element);

    /// <summary>Reads the document as it stands.</summary>
    public static LinkedDataSource FromJsonElement(JsonElement element) => new(element);
}

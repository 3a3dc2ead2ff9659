using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>Whether the credential has the form of one, and fits the schemas that it names.</summary>
internal sealed class SchemaCheck(Fetches fetches)
{
    private const int MostSchemas = 4;
    private const int MostSaid = 3;

    /// <summary>Starts fetching, so that it goes on while other things are checked.</summary>
    public void Prefetch(CredentialFacts facts, CancellationToken cancellation)
    {
        foreach (var url in Schemas(facts).Where(IsReadable).Select(Url).OfType<string>())
            _ = fetches.Get(url, FetchKind.Schema, cancellation);
    }

    public async Task Report(
        Case it,
        IReadOnlyList<ShapeViolation> shape,
        CancellationToken cancellation
    )
    {
        var parts = shape
            .Take(MostSaid)
            .Select(v => Partial.Wrong(v.Reason, "schema_mismatch"))
            .ToList();
        var named = 0;
        // A credential on our record was held to its schema when it was issued.
        foreach (var schema in it.OnRecord ? [] : Schemas(it.Facts))
        {
            named++;
            parts.Add(await One(schema, it.Facts.Json, cancellation));
        }
        if (!it.OnRecord && it.Facts.Objects("credentialSchema").Count() > MostSchemas)
            parts.Add(
                Partial.Open("It names more schemas than are looked at.", "schema_unsupported")
            );
        it.Findings.Worst(
            "schema",
            parts,
            named == 0
                ? "It has the form of a W3C verifiable credential."
                : "It has the form of a W3C verifiable credential and fits its schema."
        );
    }

    private async Task<Partial> One(
        JsonElement named,
        JsonElement credential,
        CancellationToken cancellation
    )
    {
        // Without an id it has no right form, which is said already.
        if (Url(named) is not { } url)
            return Partial.Right();
        if (!IsReadable(named))
            return Partial.Open(
                $"It names a schema of type '{Type(named)}', which is not supported.",
                "schema_unsupported"
            );
        var fetched = await fetches.Get(url, FetchKind.Schema, cancellation);
        if (fetched.Failure is { } failure)
            return Partial.Open(failure, "schema_unreachable");
        if (Pins(named) && !IsPinned(named, fetched.Body))
            return Partial.Wrong(
                "The schema is not the one that the issuer pinned.",
                "schema_mismatch"
            );
        if (
            !CredentialJson.TryParse(
                fetched.Body.Span,
                FetchKind.Schema.MostBytes,
                out var text,
                out var unreadable
            )
        )
            return Partial.Open($"The schema cannot be read: {unreadable}", "schema_unsupported");
        if (!JsonSchema.TryCompile(text, out var schema, out var why, out _))
            return Partial.Open($"The schema cannot be used: {why}", "schema_unsupported");
        var violations = schema.Validate(credential);
        return violations.Count == 0
            ? Partial.Right()
            : Partial.Wrong(
                "It does not fit its schema: "
                    + string.Join("; ", violations.Take(MostSaid).Select(Say))
                    + ".",
                "schema_mismatch"
            );
    }

    private static string Say(SchemaViolation violation) =>
        $"{(violation.Path.Length == 0 ? "the credential" : violation.Path)} {violation.Message}";

    private static IEnumerable<JsonElement> Schemas(CredentialFacts facts) =>
        facts.Objects("credentialSchema").Take(MostSchemas);

    // W3C Verifiable Credentials JSON Schema 1.0 section 2.1; Open Badges 3.0, 1EdTechJsonSchemaValidator2019.
    private static bool IsReadable(JsonElement schema) =>
        CredentialFacts
            .Texts(schema, "type")
            .Any(t => t is "JsonSchema" or "1EdTechJsonSchemaValidator2019");

    private static string? Url(JsonElement schema) => CredentialFacts.Text(schema, "id");

    private static string Type(JsonElement schema) =>
        CredentialFacts.Texts(schema, "type").FirstOrDefault() is { } type
            ? type[..Math.Min(type.Length, 60)]
            : "";

    private static bool Pins(JsonElement schema) =>
        CredentialFacts.Member(schema, "digestSRI") is not null
        || CredentialFacts.Member(schema, "digestMultibase") is not null;

    /// <summary>The same members and rules as a related resource's (VC Data Model 2.0 section 5.3).</summary>
    private static bool IsPinned(JsonElement schema, ReadOnlyMemory<byte> content) =>
        RelatedResourceCheck.Matches(schema, content);
}

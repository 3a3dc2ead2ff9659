using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// A compiled JSON Schema (draft 2020-12, Core and Validation), safe to make from strangers' schemas and to use on strangers'
/// values: no input or output, no remote references, bounded size, depth and work. Immutable, and safe on any thread.
/// </summary>
/// <remarks>
/// <para>Anything that could decide over a value and is not supported is refused when the schema is compiled, never ignored:
/// <c>unevaluatedProperties</c>, <c>unevaluatedItems</c>, <c>$dynamicRef</c>, references out of the document, <c>$id</c> below the
/// root, the array form of <c>items</c>. Names no draft defines are annotations (Core section 6.5), unless they differ from a
/// keyword only in case.</para>
/// <para><c>format</c> is asserted for date, date-time, time, duration, email, uri, uuid, ipv4 and ipv6, and an annotation
/// otherwise. Patterns are ECMAScript's (in Unicode mode) without looking around and
/// referring back; matching takes time linear in the text, and counts as work.</para>
/// </remarks>
public sealed class JsonSchema
{
    /// <summary>The largest schema in bytes of UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The most violations one validation lists.</summary>
    public const int MaxViolations = 50;

    private readonly SchemaNode root;

    private JsonSchema(SchemaNode root) => this.root = root;

    /// <summary>Compiles a schema. It keeps nothing of the caller's document.</summary>
    /// <param name="schema">An object or a boolean, declaring draft 2020-12, 2019-09, draft-07 or nothing.</param>
    /// <param name="compiled">The schema, ready for any number of validations.</param>
    /// <param name="reason">Why the schema is refused, a sentence for its author that names the keyword.</param>
    /// <param name="pointer">Where, as a JSON Pointer (RFC 6901); empty for the whole schema.</param>
    /// <returns>False when the schema is not strict JSON (RFC 7493), wrong, over a bound, or more than is supported.</returns>
    public static bool TryCompile(
        JsonElement schema,
        [NotNullWhen(true)] out JsonSchema? compiled,
        [NotNullWhen(false)] out string? reason,
        [NotNullWhen(false)] out string? pointer
    )
    {
        (compiled, reason, pointer) = (null, null, null);
        try
        {
            compiled = new JsonSchema(new SchemaCompiler(OwnCopy(schema)).Compile());
            return true;
        }
        catch (SchemaRefusedException refused)
        {
            (reason, pointer) = (refused.Message, refused.Place.Pointer());
            return false;
        }
    }

    /// <summary>
    /// Checks a value. An empty list means that it fits. A value that is not strict JSON (RFC 7493: duplicate names, lone
    /// surrogates, numbers outside a double, depth over 32), and one that takes more work than is allowed, never fits.
    /// </summary>
    public IReadOnlyList<SchemaViolation> Validate(JsonElement instance)
    {
        if (instance.ValueKind == JsonValueKind.Undefined)
        {
            return [new SchemaViolation("", "is missing")];
        }
        return Jcs.IsStrict(JsonMarshal.GetRawUtf8Value(instance), out var why)
            ? new SchemaRun().Validate(root, instance)
            : [new SchemaViolation("", $"cannot be checked: {why}")];
    }

    private static JsonElement OwnCopy(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Undefined)
        {
            throw new SchemaRefusedException("There is no schema.", SchemaPlace.Root);
        }
        var json = JsonMarshal.GetRawUtf8Value(schema);
        if (json.Length > MaxBytes)
        {
            throw new SchemaRefusedException(
                $"The schema is larger than {MaxBytes} bytes.",
                SchemaPlace.Root
            );
        }
        if (!Jcs.IsStrict(json, out var why))
        {
            throw new SchemaRefusedException(why, SchemaPlace.Root);
        }
        return JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = Jcs.MaxDepth });
    }
}

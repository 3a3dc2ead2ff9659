using System.Text.Json;
using Shouldly;

namespace Vidimus.Proofs.Tests.Schemas;

/// <summary>Schemas and values as they are written in tests.</summary>
internal static class Compiled
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    internal static JsonElement Json(string json) => JsonElement.Parse(json, Deep);

    internal static JsonSchema Schema(string json)
    {
        JsonSchema
            .TryCompile(Json(json), out var schema, out var reason, out _)
            .ShouldBeTrue(reason);
        return schema!;
    }

    internal static void ShouldFit(this string value, string schema) =>
        Schema(schema).Validate(Json(value)).ShouldBeEmpty();

    /// <summary>The violations, each as its path, a space and its message.</summary>
    internal static string[] Violations(string schema, string value) =>
        [
            .. Schema(schema)
                .Validate(Json(value))
                .Select(each => $"{each.Path} {each.Message}".Trim()),
        ];

    internal static void ShouldNotFit(this string value, string schema) =>
        Schema(schema).Validate(Json(value)).ShouldNotBeEmpty();

    internal static (string Reason, string Pointer) Refusal(string schema)
    {
        JsonSchema.TryCompile(Json(schema), out var compiled, out var reason, out var pointer);
        compiled.ShouldBeNull();
        return (reason.ShouldNotBeNull(), pointer.ShouldNotBeNull());
    }
}

using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Vidimus.Proofs.Tests.Properties;

/// <summary>Any strict JSON, small, with the letters and numbers that readers trip over.</summary>
internal static class JsonGenerator
{
    internal static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements(
            "",
            "a",
            "ä",
            "a\u0308",
            "\u0430",
            "織物",
            "😀",
            "\"",
            "\\",
            "/",
            "\u0000",
            "\u001f",
            "\u007f",
            "\u2028",
            "\ufeff",
            "\ufffe",
            "\uffff",
            "\ue000",
            "\U00010000",
            "]]>",
            "<![CDATA[",
            "&amp;",
            "\r\n",
            "@id",
            "__proto__"
        ),
        ArbMap.Default.GeneratorFor<string>().Select(Repaired)
    );

    internal static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Text.Select(text => (JsonNode?)JsonValue.Create(text)),
        ArbMap
            .Default.GeneratorFor<double>()
            .Where(double.IsFinite)
            .Select(number => (JsonNode?)JsonValue.Create(number)),
        ArbMap
            .Default.GeneratorFor<long>()
            .Select(number => (JsonNode?)JsonValue.Create((double)number)),
        Gen.Elements(true, false).Select(truth => (JsonNode?)JsonValue.Create(truth)),
        Gen.Constant((JsonNode?)null)
    );

    internal static readonly Gen<JsonObject> Objects = Object(3);

    internal static Gen<JsonObject> Object(int depth) =>
        from count in Gen.Choose(0, 5)
        from names in Text.ArrayOf(count)
        from values in Node(depth - 1).ArrayOf(count)
        select Of(names, values);

    private static Gen<JsonNode?> Node(int depth) =>
        depth == 0
            ? Scalar
            : Gen.OneOf(
                Scalar,
                Object(depth).Select(members => (JsonNode?)members),
                from count in Gen.Choose(0, 4)
                from items in Node(depth - 1).ArrayOf(count)
                select (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])
            );

    private static JsonObject Of(string[] names, JsonNode?[] values)
    {
        var made = new JsonObject();
        foreach (var (name, value) in names.Zip(values))
        {
            made[name] = value?.DeepClone();
        }
        return made;
    }

    /// <summary>The same JSON with the members of all objects in another order.</summary>
    internal static JsonNode? Shuffled(JsonNode? node, Random random) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(_ => random.Next())
                    .Select(member =>
                        KeyValuePair.Create(member.Key, Shuffled(member.Value, random))
                    )
            ),
            JsonArray items => new JsonArray([.. items.Select(item => Shuffled(item, random))]),
            _ => node?.DeepClone(),
        };

    /// <summary>Without halves of surrogate pairs, for which JSON has no strict form.</summary>
    internal static string Repaired(string? text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>Credentials as issuers write them, in all the ways the contexts allow.</summary>
internal static class CredentialGenerator
{
    internal const string V2 = "https://www.w3.org/ns/credentials/v2";

    /// <summary>Some writers escape everything beyond ASCII, some nothing that they need not.</summary>
    internal static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Examples = "https://www.w3.org/ns/credentials/examples/v2";

    internal static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements(
            "Hand weaving",
            "",
            " ",
            "a\"b\\c",
            "line\nline\r\t\b\f",
            "\u007f\u0001",
            "Grüße",
            "織物",
            "👩🏽‍🎓",
            "\u00a0\ufeff\u2028",
            "</script>"
        ),
        ArbMap.Default.GeneratorFor<string>().Where(s => s is not null && IsWellFormed(s))
    );

    internal static readonly Gen<string> Id = Gen.OneOf(
        Gen.Choose(1, 4).Select(n => $"urn:uuid:{n}"),
        Gen.Choose(1, 4).Select(n => $"https://badges.example/things/{n}?q=ü#part"),
        Gen.Choose(1, 4).Select(n => $"did:example:{n}")
    );

    internal static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Text.Select(s => (JsonNode?)JsonValue.Create(s)),
        Gen.Choose(-1000, 1000).Select(n => (JsonNode?)JsonValue.Create(n)),
        ArbMap
            .Default.GeneratorFor<double>()
            .Where(double.IsFinite)
            .Select(d => (JsonNode?)JsonValue.Create(d)),
        Gen.Elements(true, false).Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Elements("1.0", "-0", "1e21", "123456789012345678901", "2.50E+2", "1E-7")
            .Select(s => JsonNode.Parse(s)),
        Gen.Constant<JsonNode?>(null)
    );

    internal static readonly Gen<JsonNode?> Date = Gen.Choose(1, 28)
        .Select(d => (JsonNode?)JsonValue.Create($"2026-02-{d:00}T03:04:05Z"));

    internal static readonly Gen<JsonNode?> Alignment = Node(
        ["Alignment"],
        ("targetName", Scalar),
        ("targetUrl", Id.Select(Json)),
        ("targetType", Gen.Elements("CTDL", "CFItem").Select(Json))
    );

    private static readonly Gen<JsonNode?> Image = Gen.OneOf(
        Id.Select(Json),
        Node(["Image"], ("caption", Scalar))
    );

    private static readonly Gen<JsonNode?> Criteria = Gen.OneOf(
        Id.Select(Json),
        Node([], ("narrative", Scalar))
    );

    private static readonly Gen<JsonNode?> ResultDescription = Node(
        ["ResultDescription"],
        ("name", Scalar),
        ("allowedValue", Gen.Choose(0, 3).SelectMany(n => List(Text.Select(Json), n))),
        (
            "rubricCriterionLevel",
            Many(Node(["RubricCriterionLevel"], ("name", Scalar), ("points", Scalar)))
        )
    );

    private static readonly Gen<JsonNode?> Achievement = Node(
        ["Achievement"],
        ("name", Scalar),
        ("description", Scalar),
        ("criteria", Criteria),
        ("image", Image),
        ("alignment", Many(Alignment)),
        ("tag", Many(Scalar)),
        ("creditsAvailable", Scalar),
        ("resultDescription", Many(ResultDescription)),
        ("creator", Node(["Profile"], ("name", Scalar)))
    );

    private static readonly Gen<JsonNode?> Subject = Node(
        ["AchievementSubject"],
        ("achievement", Achievement),
        ("creditsEarned", Scalar),
        ("activityStartDate", Gen.Elements("2026-01-01").Select(Json)),
        (
            "result",
            Many(Node(["Result"], ("value", Scalar), ("resultDescription", Id.Select(Json))))
        ),
        ("identifier", Many(Node(["IdentityObject"], ("hashed", Scalar), ("identityHash", Scalar))))
    );

    /// <summary>Open Badges 3.0 credentials, and VC 2.0 credentials whose other properties fall under a vocabulary.</summary>
    public static readonly Gen<string> Credentials = Gen.OneOf(
        Credential(
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "OpenBadgeCredential",
            Subject
        ),
        Credential(
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
            "AchievementCredential",
            Subject
        ),
        Credential(
            Examples,
            "ExampleCredential",
            Node([], ("alumniOf", Scalar), ("degree.x", Scalar), ("n_1", Scalar))
        )
    );

    private static Gen<string> Credential(string context, string type, Gen<JsonNode?> subject) =>
        Node(
                ["VerifiableCredential", type],
                ("name", Scalar),
                (
                    "issuer",
                    Gen.OneOf(
                        Id.Select(Json),
                        Node(type[0] == 'E' ? [] : ["Profile"], ("name", Scalar))
                    )
                ),
                ("validFrom", Date),
                ("validUntil", Date),
                ("credentialSubject", Many(subject)),
                (
                    "evidence",
                    type[0] == 'E'
                        ? Gen.Constant<JsonNode?>(null)
                        : Many(Node(["Evidence"], ("narrative", Scalar), ("genre", Scalar)))
                ),
                (
                    "credentialStatus",
                    Many(
                        Node(
                            ["BitstringStatusListEntry"],
                            ("statusListIndex", Scalar),
                            ("statusListCredential", Id.Select(Json))
                        )
                    )
                )
            )
            .Select(node =>
            {
                var document = new JsonObject { ["@context"] = new JsonArray(V2, context) };
                foreach (var (name, value) in node!.AsObject())
                {
                    document[name] = value?.DeepClone();
                }

                // Always something to say: a document without a statement is another matter.
                document["type"] ??= "VerifiableCredential";
                return document.ToJsonString(document.Count % 2 == 0 ? Relaxed : null);
            });

    private static Gen<JsonNode?> Node(
        string[] types,
        params (string Name, Gen<JsonNode?> Value)[] properties
    ) =>
        from id in Gen.OneOf(Gen.Constant<string?>(null), Id.Select(i => (string?)i))
        from typed in Gen.Elements(true, true, true, false)
        from values in Gen.CollectToArray(
            properties,
            p => Gen.OneOf(p.Value, p.Value, Gen.Constant<JsonNode?>(null))
        )
        select Build(id, typed ? types : [], properties, values);

    private static JsonNode? Build(
        string? id,
        string[] types,
        (string Name, Gen<JsonNode?> Value)[] properties,
        JsonNode?[] values
    )
    {
        var node = new JsonObject();
        if (id is not null)
        {
            node["id"] = id;
        }

        if (types.Length > 0)
        {
            node["type"] =
                types.Length == 1 && id is null
                    ? types[0]
                    : new JsonArray(types.Select(t => (JsonNode?)t).ToArray());
        }

        // Without its type a node knows only what the outermost context says.
        for (var i = 0; i < properties.Length; i++)
        {
            var known =
                types.Length > 0
                || properties[i].Name
                    is "narrative"
                        or "name"
                        or "description"
                        or "image"
                        or "alignment"
                        or "alumniOf"
                        or "degree.x"
                        or "n_1";
            if (known && values[i] is { } value)
            {
                node[properties[i].Name] = value.DeepClone();
            }
        }

        return node;
    }

    internal static Gen<JsonNode?> Many(Gen<JsonNode?> item) =>
        Gen.OneOf(item, Gen.Choose(0, 3).SelectMany(n => List(item, n)));

    private static Gen<JsonNode?> List(Gen<JsonNode?> item, int count) =>
        item.ArrayOf(count)
            .Select(items => (JsonNode?)new JsonArray(items.Select(i => i?.DeepClone()).ToArray()));

    internal static JsonNode? Json(string value) => JsonValue.Create(value);

    private static bool IsWellFormed(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && !(char.IsSurrogatePair(value, i) && ++i > 0))
            {
                return false;
            }
        }

        return true;
    }
}

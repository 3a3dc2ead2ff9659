using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using static Vidimus.Proofs.Tests.JsonLd.CredentialGenerator;

namespace Vidimus.Proofs.Tests.JsonLd;

/// <summary>Documents of the kinds that Vidimus itself writes: what the compiled path is there for.</summary>
internal static class EmittedGenerator
{
    private const string Badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    private const string OwnTerms = "https://www.w3.org/ns/credentials/undefined-terms/v2";

    private static readonly Gen<JsonNode?> String = Text.Select(Json);
    private static readonly Gen<JsonNode?> Url = Id.Select(Json);

    private static readonly Gen<JsonNode?> Status = Whole(
        ("id", Maybe(Gen.Choose(0, 131_071).Select(n => Json($"https://a.example/status/1#{n}")))),
        ("type", Gen.Constant(Json("BitstringStatusListEntry"))),
        ("statusPurpose", Gen.Elements("revocation", "suspension", "message").Select(Json)),
        ("statusListIndex", Gen.Choose(0, 131_071).Select(n => Json($"{n}"))),
        ("statusListCredential", Gen.Constant(Json("https://a.example/status/1"))),
        ("statusSize", Maybe(Gen.Choose(2, 8).Select(n => (JsonNode?)n))),
        (
            "statusMessage",
            Maybe(
                Many(
                    Whole(
                        ("status", Gen.Choose(0, 9).Select(n => Json($"0x{n}"))),
                        ("message", String)
                    )
                )
            )
        ),
        ("statusReference", Maybe(Many(Url)))
    );

    private static readonly Gen<JsonNode?> Identity = Whole(
        ("type", Gen.Constant(Json("IdentityObject"))),
        ("hashed", Gen.Elements(true, false).Select(b => (JsonNode?)b)),
        ("identityHash", Gen.Choose(0, int.MaxValue).Select(n => Json($"sha256${n:x64}"))),
        ("identityType", Gen.Elements("emailAddress", "ext:x").Select(Json)),
        ("salt", Maybe(String))
    );

    private static readonly Gen<JsonNode?> ResultDescription = Whole(
        ("id", Url),
        ("type", Types("ResultDescription")),
        ("name", String),
        ("resultType", Gen.Elements("Percent", "LetterGrade", "Status").Select(Json)),
        ("allowedValue", Maybe(String.ArrayOf(2).Select(Array))),
        ("requiredValue", Maybe(String)),
        ("valueMin", Maybe(String)),
        ("valueMax", Maybe(String)),
        (
            "rubricCriterionLevel",
            Maybe(
                Many(Whole(("id", Url), ("type", Types("RubricCriterionLevel")), ("name", String)))
            )
        ),
        ("requiredLevel", Maybe(Url)),
        ("alignment", Maybe(Many(Alignment)))
    );

    private static readonly Gen<JsonNode?> Result = Whole(
        ("type", Types("Result")),
        ("resultDescription", Maybe(Url)),
        ("value", Maybe(String)),
        ("status", Maybe(Gen.Elements("Completed", "Enrolled", "Failed").Select(Json))),
        ("achievedLevel", Maybe(Url)),
        ("alignment", Maybe(Many(Alignment)))
    );

    private static readonly Gen<JsonNode?> Image = Whole(
        ("id", Url),
        ("type", Gen.Constant(Json("Image"))),
        ("caption", Maybe(String))
    );

    private static readonly Gen<JsonNode?> Achievement = Whole(
        ("id", Url),
        ("type", Types("Achievement")),
        ("achievementType", Gen.Elements("Certificate", "Badge", "ext:Own").Select(Json)),
        ("name", String),
        ("description", String),
        ("criteria", Whole(("id", Maybe(Url)), ("narrative", Maybe(String)))),
        ("image", Maybe(Image)),
        ("alignment", Maybe(Many(Alignment))),
        ("tag", Maybe(String.ArrayOf(2).Select(Array))),
        ("resultDescription", Maybe(Many(ResultDescription)))
    );

    /// <summary>Members that no context but the one for undefined terms gives a meaning.</summary>
    private static readonly Gen<JsonNode?> Own = Gen.OneOf(
        Scalar,
        Many(Scalar),
        Whole(("inner", Scalar), ("more", Many(Whole(("deep.er", Scalar)))))
    );

    private static readonly Gen<JsonNode?> Subject = Whole(
        ("id", Maybe(Url)),
        ("type", Types("AchievementSubject")),
        ("name", String),
        ("identifier", Maybe(Many(Identity))),
        ("result", Maybe(Many(Result))),
        ("achievement", Achievement),
        ("grade", Own),
        ("own-term_1", Own)
    );

    private static readonly Gen<JsonNode?> Evidence = Whole(
        ("id", Maybe(Url)),
        ("type", Types("Evidence")),
        ("name", Maybe(String)),
        ("narrative", Maybe(String)),
        ("genre", Maybe(String)),
        ("audience", Maybe(String))
    );

    private static readonly Gen<JsonNode?> Issuer = Whole(
        ("id", Url),
        ("type", Types("Profile")),
        ("name", String),
        ("url", Maybe(Url)),
        ("email", Maybe(String)),
        ("image", Maybe(Image))
    );

    public static readonly Gen<JsonObject> Credential = Whole(
            ("@context", Gen.Constant<JsonNode?>(new JsonArray(V2, Badges, OwnTerms))),
            ("id", Url),
            ("type", Types("VerifiableCredential", "OpenBadgeCredential")),
            ("name", String),
            ("description", Maybe(String)),
            ("image", Maybe(Image)),
            ("issuer", Issuer),
            ("validFrom", Date),
            ("validUntil", Maybe(Date)),
            ("credentialSubject", Subject),
            ("evidence", Maybe(Many(Evidence))),
            ("credentialStatus", Maybe(Many(Status))),
            (
                "credentialSchema",
                Maybe(
                    Many(
                        Whole(
                            ("id", Url),
                            ("type", Gen.Constant(Json("1EdTechJsonSchemaValidator2019")))
                        )
                    )
                )
            ),
            (
                "refreshService",
                Maybe(Whole(("id", Url), ("type", Gen.Constant(Json("1EdTechCredentialRefresh")))))
            ),
            ("termsOfUse", Maybe(Many(Whole(("id", Url), ("type", Types("AnyPolicy"))))))
        )
        .Select(node => node!.AsObject());

    public static readonly Gen<JsonObject> StatusList =
        from purpose in Gen.Elements("revocation", "suspension", "message")
        from revoked in Gen.Choose(0, BitstringStatusList.MinEntries - 1).ArrayOf()
        from until in Gen.Choose(1, 500)
        from timed in Gen.Elements(true, false)
        select Build(purpose, revoked, until, timed);

    public static readonly Gen<ProofOptions> Proof =
        from suite in Gen.Elements(
            DataIntegrity.EddsaRdfc2022,
            DataIntegrity.EddsaJcs2022,
            DataIntegrity.Ed25519Signature2020
        )
        from id in Gen.OneOf(Gen.Constant<string?>(null), Id.Select(i => (string?)i))
        from expires in Gen.Elements(null, (DateTimeOffset?)Samples.Now.AddYears(9))
        from purpose in Gen.Elements("assertionMethod", "authentication")
        from domain in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t))
        from challenge in Gen.OneOf(Gen.Constant<string?>(null), Text.Select(t => (string?)t))
        from previous in Gen.Choose(0, 2)
        select new ProofOptions(Samples.VerificationMethod, Samples.Created)
        {
            Cryptosuite = suite,
            Id = id,
            Expires = expires,
            ProofPurpose = purpose,
            Domain = domain,
            Challenge = challenge,
            // The forerunner's context knows no chains.
            PreviousProof =
                suite == DataIntegrity.Ed25519Signature2020
                    ? []
                    : [.. Enumerable.Range(1, previous).Select(n => $"urn:uuid:{n}")],
        };

    private static JsonObject Build(string purpose, int[] revoked, int until, bool timed)
    {
        var list = new BitstringStatusList(BitstringStatusList.MinEntries);
        foreach (var index in revoked)
        {
            list.Set(index, 1);
        }
        var options = new BitstringStatusListOptions(
            "https://a.example/status/1",
            "did:web:a.example",
            purpose,
            Samples.Now
        )
        {
            ValidUntil = timed ? Samples.Now.AddDays(until) : null,
            TimeToLive = timed ? TimeSpan.FromSeconds(until) : null,
        };
        return BitstringStatusListCredential.Build(options, list);
    }

    /// <summary>An object with all these members but those without a value.</summary>
    private static Gen<JsonNode?> Whole(params (string Name, Gen<JsonNode?> Value)[] members) =>
        Gen.CollectToArray(members, m => m.Value)
            .Select(values =>
            {
                var node = new JsonObject();
                for (var i = 0; i < members.Length; i++)
                {
                    if (values[i] is { } value)
                    {
                        node[members[i].Name] = value.DeepClone();
                    }
                }

                return (JsonNode?)node;
            });

    private static Gen<JsonNode?> Maybe(Gen<JsonNode?> value) =>
        Gen.OneOf(value, Gen.Constant<JsonNode?>(null));

    private static Gen<JsonNode?> Types(params string[] names) =>
        Gen.Constant((JsonNode?)Array([.. names.Select(Json)]));

    private static JsonNode? Array(JsonNode?[] items) =>
        new JsonArray([.. items.Select(i => i?.DeepClone())]);
}

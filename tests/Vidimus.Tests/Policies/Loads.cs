using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>Policies and loads of them as tests write them.</summary>
internal static class Loads
{
    public const string Path = "/v1/policy-imports";

    /// <summary>A policy with two codes and two blocks of criteria.</summary>
    public static JsonObject Policy(string? id, string title = "Continuous glucose monitoring")
    {
        var policy = new JsonObject
        {
            ["title"] = title,
            ["type"] = "LCD",
            ["jurisdictions"] = new JsonArray("JK", "J5"),
            ["effectiveDate"] = "2026-01-01",
            ["version"] = "R1",
            ["sourceUrl"] = "https://policies.example/L12345",
            ["sections"] = new JsonObject { ["indications"] = "For people with diabetes." },
            ["criteria"] = new JsonArray(
                Block("a", "indications", "The patient has diabetes."),
                Block("b", "limitations", "One sensor in ten days.")
            ),
            ["codes"] = new JsonArray(
                Code("E11.9", "ICD10CM", "covered"),
                Code("95250", "CPT", "requires_pa")
            ),
        };
        if (id is not null)
            policy["id"] = id;
        return policy;
    }

    public static JsonObject Block(string? id, string section, string text) =>
        new()
        {
            ["id"] = id,
            ["section"] = section,
            ["text"] = text,
            ["tags"] = new JsonArray("diabetes"),
        };

    public static JsonObject Code(string code, string system, string disposition) =>
        new()
        {
            ["code"] = code,
            ["system"] = system,
            ["disposition"] = disposition,
        };

    /// <summary>The policy with something else in it.</summary>
    public static JsonObject With(this JsonObject policy, Action<JsonObject> change)
    {
        var other = (JsonObject)policy.DeepClone();
        change(other);
        return other;
    }

    public static Task<Answer> Put(
        this VidimusApp app,
        Key key,
        string id,
        JsonNode policy,
        string? ifMatch = null
    ) =>
        app.Send(
            HttpMethod.Put,
            $"/v1/policies/{id}",
            key.Secret,
            policy.ToJsonString(),
            ifMatch is null ? [] : [("If-Match", ifMatch)]
        );

    /// <summary>Begins a load; <paramref name="more"/> begins with a comma.</summary>
    public static async Task<string> Start(
        this VidimusApp app,
        Key key,
        string kind = "policies",
        string source = "a-source",
        string more = ""
    ) => (await app.TryStart(key, kind, source, more: more)).Should(201).At("id")!;

    public static Task<Answer> TryStart(
        this VidimusApp app,
        Key key,
        string kind = "policies",
        string source = "a-source",
        string? fingerprint = null,
        string more = ""
    ) =>
        app.Post(
            Path,
            key.Secret,
            $$"""{"source":"{{source}}","kind":"{{kind}}","fingerprint":"{{fingerprint ?? Guid.NewGuid().ToString("N")}}"{{more}}}"""
        );

    public static Task<Answer> Batch(
        this VidimusApp app,
        Key key,
        string id,
        int number,
        params JsonNode[] records
    ) => app.BatchText(key, id, number, Body(records));

    public static Task<Answer> BatchText(
        this VidimusApp app,
        Key key,
        string id,
        int number,
        string body
    ) => app.Send(HttpMethod.Put, $"{Path}/{id}/batches/{number}", key.Secret, body);

    public static string Body(IEnumerable<JsonNode> records) =>
        $$"""{"records":[{{string.Join(',', records.Select(r => r.ToJsonString()))}}]}""";

    public static Task<Answer> Finish(
        this VidimusApp app,
        Key key,
        string id,
        string body = "{}"
    ) => app.Post($"{Path}/{id}/finish", key.Secret, body);

    /// <summary>A number among the counts of an import.</summary>
    public static long Count(this Answer import, string name) =>
        import.Json.GetProperty("counts").GetProperty(name).GetInt64();

    public static async Task<long> Number(
        this VidimusApp app,
        string sql,
        params (string, object)[] parameters
    ) =>
        Convert.ToInt64(
            (await app.Query(sql, parameters))[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>The changes of an organization's policy, oldest first: type, summary, details.</summary>
    public static async Task<(string Type, string Summary, JsonElement Details)[]> Changes(
        this VidimusApp app,
        Issuer issuer,
        string policy
    ) =>
        [
            .. (
                await app.Query(
                    "SELECT type, summary, details FROM policies_changes WHERE organization_id = @o AND policy_id = @p ORDER BY number",
                    ("@o", issuer.Id),
                    ("@p", policy)
                )
            ).Select(r =>
                ((string)r[0]!, (string)r[1]!, JsonDocument.Parse((string)r[2]!).RootElement)
            ),
        ];
}

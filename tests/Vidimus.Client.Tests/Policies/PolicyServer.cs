using System.Globalization;
using System.Text.Json.Nodes;
using Vidimus.Client.Tests.Cli;

namespace Vidimus.Client.Tests.Policies;

/// <summary>A server that takes imports: it remembers what came, and refuses records whose title or code holds <c>refuse</c>.</summary>
internal sealed class PolicyServer
{
    private const string Imports = "/v1/policy-imports";
    private readonly List<JsonObject> errors = [];
    private readonly string id = Samples.Id("pim_");
    private JsonObject asked = [];

    public PolicyServer(Stub stub)
    {
        stub.On($"POST {Imports}", (sent, _) => Task.FromResult(Start(sent)))
            .On($"GET {Imports}/{id}/errors", (sent, _) => Task.FromResult(Errors(sent)))
            .On(
                $"GET {Imports}/{id}",
                (_, _) => Task.FromResult(Stub.Json(Import("finished").ToJsonString()))
            )
            .On(
                $"POST {Imports}/{id}/cancel",
                (_, _) =>
                {
                    Cancelled = true;
                    return Task.FromResult(Stub.Json(Import("cancelled").ToJsonString()));
                }
            )
            .On($"GET {Imports}", (_, _) => Task.FromResult(List()))
            .On($"POST {Imports}/{id}/finish", (sent, _) => Task.FromResult(Finish(sent)));
        for (var i = 1; i <= 40; i++)
        {
            var batch = i;
            stub.On(
                $"PUT {Imports}/{id}/batches/{batch}",
                (sent, _) => Task.FromResult(Take(batch, sent))
            );
        }
    }

    public List<JsonObject> Records { get; } = [];

    public List<string> Fingerprints { get; } = [];

    public List<int> Batches { get; } = [];

    public int NextBatch { get; private set; } = 1;

    /// <summary>The batch at which the connection breaks; none when 0.</summary>
    public int BreaksAt { get; set; }

    public bool? RetireMissing { get; private set; }

    public int Finished { get; private set; }

    public bool Cancelled { get; private set; }

    /// <summary>Whether a record came of which nobody can tell what it is about.</summary>
    public bool Unclear { get; set; }

    public JsonObject Asked => asked;

    private HttpResponseMessage Start(Sent sent)
    {
        asked = JsonNode.Parse(sent.Body)!.AsObject();
        Fingerprints.Add((string)asked["fingerprint"]!);
        return Stub.Json(Import("running").ToJsonString(), NextBatch == 1 ? 201 : 200);
    }

    private HttpResponseMessage Take(int batch, Sent sent)
    {
        if (BreaksAt == batch)
            return Stub.Error(400, "BROKEN");
        var records = JsonNode.Parse(sent.Body)!["records"]!.AsArray();
        var wrong = new JsonArray();
        foreach (var record in records)
        {
            Records.Add(record!.DeepClone().AsObject());
            if (!record.ToJsonString().Contains("refuse", StringComparison.Ordinal))
                continue;
            var error = new JsonObject
            {
                ["row"] = Records.Count,
                ["id"] = (string?)record["id"],
                ["field"] = "title",
                ["message"] = "is refused",
            };
            errors.Add(error);
            wrong.Add(error.DeepClone());
        }
        Batches.Add(batch);
        NextBatch = batch + 1;
        return Stub.Json(
            new JsonObject
            {
                ["accepted"] = records.Count - wrong.Count,
                ["changed"] = records.Count - wrong.Count,
                ["unchanged"] = 0,
                ["errors"] = new JsonArray([.. wrong.Take(100).Select(e => e!.DeepClone())]),
                ["batch"] = batch,
                ["records"] = records.Count,
                ["created"] = records.Count - wrong.Count,
                ["refused"] = wrong.Count,
            }.ToJsonString()
        );
    }

    private HttpResponseMessage Finish(Sent sent)
    {
        RetireMissing = (bool?)JsonNode.Parse(sent.Body)!["retireMissing"];
        if (RetireMissing == true && Unclear)
            return Stub.Error(409, "POLICY_IMPORT_INCOMPLETE");
        Finished++;
        return Stub.Json(Import("finished").ToJsonString());
    }

    private HttpResponseMessage List() =>
        Stub.Json(
            new JsonObject
            {
                ["data"] = new JsonArray(Import("finished")),
                ["hasMore"] = false,
            }.ToJsonString()
        );

    private HttpResponseMessage Errors(Sent sent)
    {
        var at = sent.Query.Split("cursor=") is [_, var cursor]
            ? int.Parse(cursor, CultureInfo.InvariantCulture)
            : 0;
        var more = errors.Count > at + 100;
        return Stub.Json(
            new JsonObject
            {
                ["data"] = new JsonArray([.. errors.Skip(at).Take(100).Select(e => e.DeepClone())]),
                ["hasMore"] = more,
                ["nextCursor"] = more ? $"{at + 100}" : null,
            }.ToJsonString()
        );
    }

    private JsonObject Import(string state) =>
        new()
        {
            ["id"] = id,
            ["source"] = (string?)asked["source"],
            ["kind"] = (string?)asked["kind"],
            ["fingerprint"] = (string?)asked["fingerprint"],
            ["baseline"] = false,
            ["replaces"] = false,
            ["state"] = state,
            ["nextBatch"] = NextBatch,
            ["counts"] = new JsonObject
            {
                ["records"] = Records.Count,
                ["created"] = Records.Count - errors.Count,
                ["changed"] = 0,
                ["unchanged"] = 0,
                ["retired"] = 0,
                ["refused"] = errors.Count,
            },
            ["createdAt"] = Samples.Time,
            ["updatedAt"] = Samples.Time,
        };
}

using System.Text.Json.Nodes;

namespace Vidimus.Client.Tests;

/// <summary>Answers a batch as a server would: rows whose name holds <c>refuse</c> fail, the others are issued.</summary>
internal static class Batches
{
    public static HttpResponseMessage Answer(Sent sent)
    {
        var body = JsonNode.Parse(sent.Body)!;
        var rows = body["rows"]!.AsArray().Select((row, i) => Row(row!, i)).ToArray();
        var failed = rows.Count(r => (string)r["state"]! == "failed");
        return Stub.Json(
            new JsonObject
            {
                ["id"] = Samples.Id("bat_"),
                ["number"] = 1,
                ["groupId"] = (string)body["groupId"]!,
                ["total"] = rows.Length,
                ["accepted"] = rows.Length - failed,
                ["failed"] = failed,
                ["rows"] = new JsonArray([.. rows]),
                ["createdAt"] = Samples.Time,
            }.ToJsonString()
        );
    }

    private static JsonNode Row(JsonNode row, int index)
    {
        var refused = ((string)row["recipient"]!["name"]!).Contains("refuse");
        return new JsonObject
        {
            ["row"] = index,
            ["state"] = refused ? "failed" : "issued",
            ["credential"] = refused
                ? null
                : new JsonObject
                {
                    ["id"] = Samples.Id("cred_"),
                    ["uuid"] = Samples.Uuid,
                    ["verifyUrl"] = Samples.Url,
                    ["externalId"] = (string?)row["recipient"]!["externalId"],
                },
            ["error"] = refused
                ? new JsonObject
                {
                    ["code"] = "VALIDATION_ERROR",
                    ["message"] = "=cmd() is no name",
                    ["field"] = "recipient.name",
                }
                : null,
        };
    }
}

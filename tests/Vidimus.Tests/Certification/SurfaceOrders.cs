using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;

namespace Vidimus.Tests.Certification;

/// <summary>A server that may call receivers of this machine, for documents and webhooks.</summary>
public sealed class OrderingOnSqlite() : SharedApp(Engine.Sqlite)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = Listening.Settings,
        };
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class OrderingOnPostgres() : SharedApp(Engine.Postgres)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = Listening.Settings,
        };
}

/// <summary>Orders as Verdacert's clients submit them.</summary>
internal static class SurfaceOrders
{
    /// <summary>A place where documents are fetched.</summary>
    public static Receiver Documents() =>
        Receiver.Behaving(incoming =>
            incoming.Answer(
                200,
                Encoding.Latin1.GetString(SmallPdf.Of("Birth certificate of Ada Example")),
                ("Content-Type", "application/pdf")
            )
        );

    /// <summary>What is submitted for a fresh quote of the sample.</summary>
    public static async Task<JsonObject> Ready(VidimusApp app, string key, string documentUrl)
    {
        var quote = (await app.Post("/api/v1/quote", key, Verdacert.Sample)).Should(200);
        return new()
        {
            ["quoteId"] = quote.At("quoteId"),
            ["idempotencyKey"] = RandomNumberGenerator.GetHexString(24),
            ["echoedInput"] = JsonNode.Parse(Verdacert.Sample),
            ["documents"] = new JsonArray(new JsonObject { ["url"] = documentUrl }),
        };
    }

    /// <summary>Submits as it stands.</summary>
    public static Task<Answer> Submit(this VidimusApp app, string key, JsonObject order) =>
        app.Post("/api/v1/submit", key, order.ToJsonString());

    /// <summary>The same with a member set, or left out for null.</summary>
    public static JsonObject With(this JsonObject order, string member, JsonNode? value)
    {
        var changed = (JsonObject)order.DeepClone();
        if (value is null)
            changed.Remove(member);
        else
            changed[member] = value;
        return changed;
    }

    /// <summary>The signature that this secret gives, as that contract writes it.</summary>
    public static string Signature(string secret, Received received)
    {
        var time = received.Headers["x-verdacert-signature"].Split(',')[0]["t=".Length..];
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. received.Body];
        return $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <summary>The signatures that it carries.</summary>
    public static string[] Signatures(Received received) =>
        [.. received.Headers["x-verdacert-signature"].Split(',').Skip(1)];
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Vidimus.Platform.Outgoing;
using Vidimus.Testing;

namespace Vidimus.Tests.Webhooks;

/// <summary>Calls on webhook endpoints as tests make them.</summary>
internal static class Hooks
{
    public const string Path = "/v1/webhooks";

    /// <summary>A public address, where nothing is sent: events of this kind do not happen in these tests.</summary>
    public const string Url = "https://receiver.example/hooks/1";
    public const string Kind = "order.refunded";

    /// <summary>A body that makes an endpoint; <paramref name="more"/> begins with a comma.</summary>
    public static string Body(string more = "", string url = Url, string kind = Kind) =>
        $$"""{"url":{{JsonSerializer.Serialize(url)}},"events":["{{kind}}"]{{more}}}""";

    public static Task<Answer> TryMake(this VidimusApp app, Key key, string body) =>
        app.Post(Path, key.Secret, body);

    public static async Task<Answer> Make(this VidimusApp app, Key key, string more = "") =>
        (await app.TryMake(key, Body(more))).Should(201);

    public static async Task<string> MakeId(this VidimusApp app, Key key, string more = "") =>
        (await app.Make(key, more)).At("id")!;

    public static Task<Answer> Rotate(this VidimusApp app, Key key, string id, string? body) =>
        app.Post($"{Path}/{id}/rotate-secret", key.Secret, body);

    /// <summary>A secret of so many random bytes.</summary>
    public static string Secret(int bytes) =>
        $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes))}";

    /// <summary>Kinds of the facts about an object, oldest first.</summary>
    public static async Task<string[]> Facts(this VidimusApp app, string id) =>
        [
            .. (
                await app.Query(
                    "SELECT kind FROM platform_facts WHERE resource_id = @id ORDER BY id",
                    ("@id", id)
                )
            ).Select(row => (string)row[0]!),
        ];
}

/// <summary>A server as installed, with a name service that knows what the test says.</summary>
public abstract class HookedApp(Engine engine) : SharedApp(engine)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) => As(usual, "00:00:00.005");

    internal static AppOptions As(
        AppOptions usual,
        string step,
        params (string Name, string Value)[] more
    )
    {
        var settings = new Dictionary<string, string>
        {
            ["Outgoing:BlockedAnswerTime"] = step,
            ["Outgoing:OwnEndpoints:0"] = "own.example",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return usual with { Names = new HookNames(), Settings = settings };
    }
}

/// <summary>On SQLite.</summary>
public sealed class HookedOnSqlite() : HookedApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class HookedOnPostgres() : HookedApp(Engine.Postgres);

/// <summary>Names of hosts; those of receivers lead to a public address, at which nobody of ours listens.</summary>
internal sealed class HookNames : IResolver
{
    public Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken cancellation)
    {
        IReadOnlyList<IPAddress> addresses = host switch
        {
            "receiver.example" or "other.example" or "own.example" =>
            [
                IPAddress.Parse("198.51.99.1"),
            ],
            "private.example" or "localhost" or "x.localhost" or "intranet" => [IPAddress.Loopback],
            "ten.example" => [IPAddress.Parse("10.1.2.3")],
            "metadata.example" => [IPAddress.Parse("169.254.169.254")],
            // One public address beside a private one does not help, whichever comes first.
            "mixed.example" => [IPAddress.Parse("198.51.99.1"), IPAddress.Loopback],
            "dexim.example" => [IPAddress.IPv6Loopback, IPAddress.Parse("198.51.99.1")],
            _ => throw new SocketException((int)SocketError.HostNotFound),
        };
        return Task.FromResult(addresses);
    }
}

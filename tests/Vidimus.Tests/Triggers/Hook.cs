using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Triggers;

/// <summary>A trigger as the test that made it knows it, and a sender that has its secret.</summary>
internal sealed record Hook(Programme Programme, string Id, string Secret, JsonElement Auth)
{
    /// <summary>A trigger that issues to whom an event names, once for each of its ids, by a secret in a header.</summary>
    public const string Plain =
        """{"name":"A trigger","action":"issue","auth":{"type":"header"},"mapping":{"recipient.name":"$.name","recipient.email":"$.email","recipient.externalId":"$.person"},"repeatKey":"$.id"}""";

    public VidimusApp App => Programme.App;

    public string Path => $"/v1/groups/{Programme.GroupId}/triggers/{Id}";

    public static string File(string name) =>
        System.IO.File.ReadAllText(
            System.IO.Path.Combine(AppContext.BaseDirectory, "golden", "triggers", name)
        );

    /// <summary>Makes a trigger by the programme's own key, or another's.</summary>
    public static async Task<Hook> Make(
        Programme programme,
        string body = Plain,
        Action<JsonObject>? change = null,
        Key? by = null
    )
    {
        var request = JsonNode.Parse(body)!.AsObject();
        change?.Invoke(request);
        var made = (
            await programme.App.Post(
                $"/v1/groups/{programme.GroupId}/triggers",
                (by ?? programme.Key).Secret,
                request.ToJsonString()
            )
        ).Should(201);
        var secret = made.At("secret") ?? (string)request["secret"]!;
        Output.Plant("secret of a trigger", secret);
        return new(programme, made.At("id")!, secret, made.Json.GetProperty("auth"));
    }

    /// <summary>Posts an event as its right sender does.</summary>
    public Task<Answer> Send(string body, VidimusApp? node = null) =>
        Post(body, Headers(body), node);

    public Task<Answer> Post(string body, (string, string)[] headers, VidimusApp? node = null)
    {
        // Ids of one moment have no order, and the clock stands still.
        App.Clock.Step(TimeSpan.FromMilliseconds(2));
        return (node ?? App).Post($"/v1/triggers/{Id}", null, body, headers);
    }

    /// <summary>The headers that show who sends, made as the senders' documents say and not by the server's own code.</summary>
    public (string, string)[] Headers(string body, TimeSpan late = default)
    {
        var header = Auth.GetProperty("header").GetString()!;
        if (Auth.GetProperty("type").GetString() == "header")
            return [(header, Secret)];
        var time = (App.Clock.Now + late)
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var signed =
            Auth.GetProperty("payload").GetString() == "{body}" ? body : $"v0:{time}:{body}";
        var mac = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Secret),
            Encoding.UTF8.GetBytes(signed)
        );
        var text =
            Auth.GetProperty("encoding").GetString() == "hex"
                ? Convert.ToHexStringLower(mac)
                : Convert.ToBase64String(mac);
        var prefix = Auth.TryGetProperty("prefix", out var given) ? given.GetString() : "";
        return Auth.TryGetProperty("timestampHeader", out var timestamp)
            ? [(header, prefix + text), (timestamp.GetString()!, time)]
            : [(header, prefix + text)];
    }

    /// <summary>State and reason of each event, the first first.</summary>
    public async Task<IReadOnlyList<string>> Events() =>
        [
            .. (await List())
                .Select(e =>
                    $"{e.GetProperty("state").GetString()} {e.GetProperty("reason").GetString()}".Trim()
                )
                .Reverse(),
        ];

    public async Task<IReadOnlyList<JsonElement>> List(string query = "") =>
        [
            .. (await Programme.Get($"{Path}/events?limit=100{query}"))
                .Should(200)
                .Json.GetProperty("data")
                .EnumerateArray(),
        ];

    /// <summary>Moves the clock on until what waits has come to something else.</summary>
    public async Task Until(string state, TimeSpan step)
    {
        for (var tries = 0; ; tries++)
        {
            if ((await List($"&state={state}")).Count > 0)
                return;
            tries.ShouldBeLessThan(100, string.Join(", ", await Events()));
            App.Clock.Jump(step);
            await Task.Delay(50);
        }
    }
}

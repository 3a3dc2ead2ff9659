using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vidimus.Testing;

/// <summary>The stand-in for Stripe (<c>interop/support/stripe.mjs</c>), in a process of its own, and its ledger.</summary>
public sealed class StripeStandIn : IAsyncDisposable
{
    private const string SecretKey = "sk_test_stand_in_0123456789abcdef";
    private const string SigningSecret = "whsec_stand_in_0123456789abcdef";
    private static readonly SocketsHttpHandler Sockets = new() { UseProxy = false };
    private readonly HttpClient _http = new(Sockets, disposeHandler: false)
    {
        Timeout = TimeSpan.FromSeconds(30),
    };
    private readonly string _state = Path.GetTempFileName();
    private Process? _process;
    private string _port = "0";

    private StripeStandIn() => File.Delete(_state);

    /// <summary>Settings of a server that pays through it.</summary>
    public Dictionary<string, string> Settings =>
        new()
        {
            ["Certification:Payment:Kind"] = "stripe",
            ["Certification:Payment:SecretKey"] = SecretKey,
            ["Certification:Payment:WebhookSecret"] = SigningSecret,
            ["Certification:Payment:ApiUrl"] = $"http://127.0.0.1:{_port}",
            ["Certification:Payment:CallTimeout"] = "00:00:00.400",
        };

    /// <summary>False where there is no Node; never in CI, where that is a failure.</summary>
    public static bool CanRun => HasNode || Environment.GetEnvironmentVariable("CI") is not null;

    /// <summary>Starts it.</summary>
    public static async Task<StripeStandIn> Start()
    {
        Output.Plant("Stripe's secret key", SecretKey);
        Output.Plant("Stripe's signing secret", SigningSecret);
        var standIn = new StripeStandIn();
        await standIn.Run();
        return standIn;
    }

    /// <summary>Starts it again where it was, with all that it had charged, after it died.</summary>
    public async Task Run()
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (
            var argument in (string[])
                [
                    Path.Combine(Root(), "interop/support/stripe.mjs"),
                    "--port",
                    _port,
                    "--state",
                    _state,
                    "--secret-key",
                    SecretKey,
                    "--signing-secret",
                    SigningSecret,
                    "--no-delivery",
                ]
        )
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        var line = await _process.StandardOutput.ReadLineAsync();
        var url = new Uri(JsonDocument.Parse(line!).RootElement.GetProperty("url").GetString()!);
        _port = $"{url.Port}";
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has died of a switch.</summary>
    public Task Died() => _process!.WaitForExitAsync();

    /// <summary>Tells it what to do at the next calls that fit, such as <c>POST /v1/refunds</c>; a star stands for a part of a path.</summary>
    public Task Switch(string at, string what, int times = 1) =>
        Control(
            HttpMethod.Post,
            "switch",
            new
            {
                at,
                what,
                times,
            }
        );

    /// <summary>What it is asked beside Stripe's API.</summary>
    public async Task<JsonElement> Control(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{_port}/_/{path}");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
    }

    /// <summary>A call of its API by the secret key: for what the operator does in Stripe's dashboard.</summary>
    public async Task<JsonElement> Api(string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"http://127.0.0.1:{_port}/v1/{path}"
        );
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {SecretKey}");
        request.Content = new FormUrlEncodedContent(
            form.Select(f => KeyValuePair.Create(f.Name, f.Value))
        );
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
    }

    /// <summary>What was charged for an order and given back of it, and in how many charges.</summary>
    public async Task<(long Charged, long Refunded, int Charges)> Ledger(string order)
    {
        var ledger = await Control(HttpMethod.Get, "ledger");
        return ledger.GetProperty("orders").TryGetProperty(order, out var of)
            ? (
                of.GetProperty("charged").GetInt64(),
                of.GetProperty("refunded").GetInt64(),
                of.GetProperty("charges").GetInt32()
            )
            : (0, 0, 0);
    }

    /// <summary>Its events so far of this kind, as they would be sent, the newest last.</summary>
    public async Task<string[]> Events(string kind) =>
        [
            .. (await Control(HttpMethod.Get, "events"))
                .EnumerateArray()
                .Where(e => e.GetProperty("type").GetString() == kind)
                .Select(e => e.GetRawText()),
        ];

    /// <summary>Sends an event to a server as Stripe would, signed at this time.</summary>
    public static async Task<Answer> Send(
        VidimusApp app,
        string body,
        DateTimeOffset? at = null,
        string? header = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/stripe/events")
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type",
            "application/json; charset=utf-8"
        );
        request.Headers.TryAddWithoutValidation(
            "Stripe-Signature",
            header ?? Sign(body, at ?? app.Clock.GetUtcNow())
        );
        return await app.Send(request);
    }

    /// <summary>Stripe's signature of a body.</summary>
    public static string Sign(string body, DateTimeOffset at, string secret = SigningSecret)
    {
        var time = at.ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes($"{time}.{body}")
        );
        return $"t={time},v1={Convert.ToHexStringLower(signature)}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await Kill();
        _process?.Dispose();
        _http.Dispose();
        File.Delete(_state);
    }

    private static bool HasNode { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "node")));

    private static string Root()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vidimus.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The repository was not found.");
    }
}

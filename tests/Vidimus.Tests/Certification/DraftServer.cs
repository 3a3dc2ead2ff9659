using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>A stand-in for a service that drafts, in a process of its own.</summary>
public sealed class DraftServer : IDisposable
{
    public const string Key = "PLANTED-service-key";
    private readonly Process _process;
    private readonly HttpClient _http;

    private DraftServer(Process process, Uri url) =>
        (_process, _http, Url) = (process, new HttpClient { BaseAddress = url }, url);

    public Uri Url { get; }

    public static async Task<DraftServer> Start()
    {
        var start = new ProcessStartInfo(
            "node",
            [Path.Combine(Root(), "interop", "support", "drafts.mjs"), "--key", Key]
        )
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        using var told = JsonDocument.Parse(line.ShouldNotBeNull("node did not start"));
        return new(process, new Uri(told.RootElement.GetProperty("url").GetString()!));
    }

    /// <summary>What the next requests are answered.</summary>
    public async Task Next(string answers)
    {
        using var content = new StringContent(answers, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri("/_/next", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What was asked about documents that hold this text, or all.</summary>
    public async Task<JsonElement[]> Calls(string about = "")
    {
        using var calls = JsonDocument.Parse(
            await _http.GetStringAsync(new Uri("/_/calls", UriKind.Relative))
        );
        return
        [
            .. calls
                .RootElement.EnumerateArray()
                .Where(c => c.GetRawText().Contains(about, StringComparison.Ordinal))
                .Select(c => c.Clone()),
        ];
    }

    public void Dispose()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Vidimus.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}

/// <summary>A server that has drafts made by the stand-in.</summary>
public abstract class DraftingApp(Engine engine) : SharedApp(engine), IAsyncLifetime
{
    private DraftServer? _service;

    public DraftServer Service => _service!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        _service = await DraftServer.Start();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeAsync();
        _service?.Dispose();
    }

    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Certification:Drafts:Endpoint"] = new Uri(Service.Url, "/v1").ToString(),
                ["Certification:Drafts:Model"] = "sample-model",
                ["Certification:Drafts:ApiKey"] = DraftServer.Key,
                ["Certification:Drafts:Languages:0"] = "ar",
                ["Certification:Drafts:Languages:1"] = "fa",
                ["Certification:Drafts:MostAttempts"] = "2",
                ["Certification:Drafts:MostPages"] = "3",
                ["Certification:Drafts:TimeoutSeconds"] = "5",
            },
        };
}

public sealed class DraftingOnSqlite() : DraftingApp(Engine.Sqlite);

public sealed class DraftingOnPostgres() : DraftingApp(Engine.Postgres);

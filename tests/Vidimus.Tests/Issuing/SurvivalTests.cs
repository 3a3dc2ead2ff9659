using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>The built server in a process of its own, which can be killed.</summary>
internal sealed class KillableServer : IAsyncDisposable
{
    public const string OperatorToken = "operator-token-of-a-server-process";
    private readonly Dictionary<string, string> _settings;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private Process? _process;
    private readonly StringBuilder _said = new();

    public KillableServer(
        string folder,
        string? connectionString = null,
        params (string Name, string Value)[] settings
    )
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Url = new($"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Output.Plant("master key", masterKey);
        Output.Plant("operator token", OperatorToken);
        _settings = new()
        {
            ["VIDIMUS_MasterKey"] = $"first:{masterKey}",
            ["VIDIMUS_Operator__TokenDigest"] = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(OperatorToken))
            ),
            ["VIDIMUS_Database__Folder"] = folder,
            ["VIDIMUS_Database__ConnectionString"] = connectionString ?? "",
            ["VIDIMUS_PublicUrl"] = Url.GetLeftPart(UriPartial.Authority),
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };
        foreach (var (name, value) in settings)
            _settings[name] = value;
    }

    public Uri Url { get; }

    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(
            Path.GetFullPath(
                Path.Combine(
                    AppContext.BaseDirectory,
                    "../../Vidimus.Server/debug/Vidimus.Server.dll"
                )
            )
        );
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add($"http://127.0.0.1:{Url.Port}");
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); ; )
        {
            _process.HasExited.ShouldBeFalse(Said());
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), Said());
            try
            {
                if ((await _http.GetAsync(new Uri(Url, "/health/live"))).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(50);
        }
    }

    private void Hear(string? line)
    {
        lock (_said)
            _said.AppendLine(line);
    }

    private string Said()
    {
        lock (_said)
            return _said.ToString();
    }

    /// <summary>Ends it at once, as a power cut would: SIGKILL.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
        Output.NoteLines("server", Said());
    }

    /// <summary>Stops it where it stands (<c>STOP</c>), or lets it go on from there (<c>CONT</c>).</summary>
    public async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public Task<JsonElement> Get(string path, string key) =>
        Send(new(HttpMethod.Get, new Uri(Url, path)), key);

    public Task<JsonElement> Post(
        string path,
        string? key,
        string body,
        string? idempotencyKey = null
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path))
        {
            Content = VidimusApp.Json(body),
        };
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return Send(request, key);
    }

    private async Task<JsonElement> Send(HttpRequestMessage message, string? key)
    {
        using var request = message;
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        using var response = await _http.SendAsync(request);
        var answer = await Answer.Read(response);
        (answer.Status is >= 200 and < 300).ShouldBeTrue(answer.Text);
        return answer.Json;
    }

    /// <summary>Makes an organization and a group; answers the key and the group's id.</summary>
    public async Task<(string Key, string GroupId)> NewProgramme()
    {
        var made = await Post("/v1/organizations", OperatorToken, """{"name":"Example Academy"}""");
        var key = made.GetProperty("firstKey").GetProperty("secret").GetString()!;
        return (
            key,
            (await Post("/v1/groups", key, """{"name":"First Aid"}"""))
                .GetProperty("id")
                .GetString()!
        );
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class SurvivalTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task What_a_client_was_told_is_issued_survives_the_servers_sudden_death(
        Engine engine
    )
    {
        Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-test-").FullName;
        var database = engine == Engine.Postgres ? await PostgresServer.CreateDatabase() : null;
        try
        {
            await using var server = new KillableServer(folder, database);
            await server.Start();
            var (key, group) = await server.NewProgramme();
            var told = new List<string>();
            for (var round = 0; round < 3; round++)
            {
                var rows = string.Join(
                    ',',
                    Enumerable
                        .Range(0, 100)
                        .Select(i =>
                            $$$"""{"recipient":{"name":"Person {{{i}}}","externalId":"p-{{{i}}}"}}"""
                        )
                );
                if (round == 1)
                {
                    var list = await server.Post(
                        "/v1/credentials/batch",
                        key,
                        $$"""{"groupId":"{{group}}","rows":[{{rows}}]}"""
                    );
                    told.AddRange(
                        list.GetProperty("rows")
                            .EnumerateArray()
                            .Select(r => r.GetProperty("credential").GetProperty("id").GetString()!)
                    );
                }
                else
                {
                    // Several at once, so that the death falls among the writes of others.
                    var flood = Enumerable
                        .Range(0, 24)
                        .Select(_ => Try(server, key, group))
                        .ToList();
                    told.Add((await (await Task.WhenAny(flood)))!);
                    server.Kill();
                    told.AddRange((await Task.WhenAll(flood)).OfType<string>());
                }
                server.Kill();
                await server.Start();
                foreach (var id in told.Distinct())
                    (await server.Post("/v1/verifications", null, $$"""{"id":"{{id}}"}"""))
                        .GetProperty("verdict")
                        .GetString()
                        .ShouldBe("valid", id);
            }
            told.Distinct().Count().ShouldBeGreaterThanOrEqualTo(102);
        }
        finally
        {
            if (database is not null)
                await PostgresServer.DropDatabase(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Id of an issued credential, or null when the server died before it answered.</summary>
    private static async Task<string?> Try(KillableServer server, string key, string group)
    {
        try
        {
            return (
                await server.Post(
                    "/v1/credentials",
                    key,
                    $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
                )
            )
                .GetProperty("id")
                .GetString();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}

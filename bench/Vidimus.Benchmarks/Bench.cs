using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vidimus.Testing;

namespace Vidimus.Benchmarks;

/// <summary>A Vidimus under load on a fresh database, with a key and a group.</summary>
internal sealed partial class Bench : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _connectionString;

    private Bench(string folder, string connectionString, ServerProcess server)
    {
        _folder = folder;
        _connectionString = connectionString;
        Server = server;
    }

    public ServerProcess Server { get; private set; }

    public string Key { get; private set; } = "";

    public string GroupId { get; private set; } = "";

    public static async Task<Bench> Start(
        Engine engine = Engine.Sqlite,
        params (string Name, string Value)[] more
    )
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-bench-").FullName;
        var connection = engine == Engine.Postgres ? await PostgresServer.CreateDatabase() : "";
        var bench = new Bench(
            folder,
            connection,
            await ServerProcess.StartVidimus(folder, connection, more)
        );
        bench.Key = await bench.FirstKey();
        var group = await bench.Post(
            "/v1/groups",
            """{"name":"Safety Training","description":"Two days of first aid.","achievement":{"criteria":{"narrative":"Attend two days and pass the final test."},"tags":["safety"]}}"""
        );
        bench.GroupId = group.GetProperty("id").GetString()!;
        // The first credential makes the issuer's key.
        await bench.Issue();
        return bench;
    }

    /// <summary>Its database, for what only lies there.</summary>
    public Store Store => new(_folder, _connectionString.Length > 0 ? _connectionString : null);

    /// <summary>The engines that are here.</summary>
    public static IEnumerable<Engine> Here =>
        Engines.All.Where(e => e != Engine.Postgres || PostgresServer.WhyNot is null);

    /// <summary>Starts the server once more on the same data.</summary>
    public async Task Restart()
    {
        await Server.DisposeAsync();
        Server = await ServerProcess.StartVidimus(_folder, _connectionString);
    }

    public HttpRequestMessage Get(string path, string? key = null, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.Url, path));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    public HttpRequestMessage PostOf(
        string path,
        byte[] body,
        AuthenticationHeaderValue? authorization
    )
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Url, path))
        {
            Content = content,
        };
        request.Headers.Authorization = authorization;
        return request;
    }

    public AuthenticationHeaderValue Bearer => new("Bearer", Key);

    public Task<JsonElement> Post(string path, string body) => Post(path, body, Bearer);

    public async Task<JsonElement> Post(
        string path,
        string body,
        AuthenticationHeaderValue authorization
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            Timeout = TimeSpan.FromMinutes(5),
        };
        using var answer = await http.SendAsync(
            PostOf(path, Encoding.UTF8.GetBytes(body), authorization)
        );
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            throw new InvalidOperationException(
                $"{path} answered {(int)answer.StatusCode}: {text}"
            );
        return JsonDocument.Parse(text).RootElement;
    }

    public byte[] NewCredential(int number) =>
        Encoding.UTF8.GetBytes(
            $$$"""{"groupId":"{{{GroupId}}}","recipient":{"name":"Ada Example {{{number}}}","email":"ada{{{number}}}@example.org"},"subject":{"grade":"A","hours":16}}"""
        );

    /// <summary>Issues one credential and answers its id.</summary>
    public async Task<string> Issue() =>
        (await Post("/v1/credentials", Encoding.UTF8.GetString(NewCredential(0))))
            .GetProperty("id")
            .GetString()!;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (_connectionString.Length > 0)
            await PostgresServer.DropDatabase(_connectionString);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> FirstKey()
    {
        var file = Path.Combine(_folder, "first-keys.txt");
        for (var i = 0; i < 200; i++)
        {
            if (
                File.Exists(file)
                && LiveKey().Match(await File.ReadAllTextAsync(file)) is { Success: true } found
            )
                return found.Value;
            await Task.Delay(50);
        }
        throw new InvalidOperationException("The server wrote no first keys.");
    }

    [GeneratedRegex("vdm_live_[A-Za-z0-9_]+", RegexOptions.None, 1000)]
    private static partial Regex LiveKey();
}

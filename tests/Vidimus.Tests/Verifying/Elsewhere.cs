using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Vidimus.Testing;

namespace Vidimus.Tests.Verifying;

/// <summary>Another server on this machine, with the documents that a test puts there; it remembers who asked for what.</summary>
internal sealed class Elsewhere
{
    private static readonly Lazy<Elsewhere> Shared = new(() => new());

    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _places = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly string _address;
    private int _number;

    private Elsewhere()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var host = builder.Build();
        host.Run(Answer);
        host.Start();
        _address = $"http://127.0.0.1:{new Uri(host.Urls.First()).Port}";
    }

    public static Elsewhere Here => Shared.Value;

    public int Port => new Uri(_address).Port;

    /// <summary>Puts a document at a new address.</summary>
    public string Put(string body, string type = "application/json", string? cache = null) =>
        Put(Encoding.UTF8.GetBytes(body), type, cache);

    public string Put(byte[] body, string type, string? cache = null, int status = 200) =>
        Put(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            if (cache is not null)
                http.Response.Headers.CacheControl = cache;
            await http.Response.Body.WriteAsync(body);
        });

    public string Put(Func<HttpContext, Task> behave)
    {
        var path = NewPath();
        _places[path] = behave;
        return _address + path;
    }

    /// <summary>Puts another document at an address that is there already.</summary>
    public void Replace(string url, string body) =>
        _places[new Uri(url).AbsolutePath] = http => http.Response.WriteAsync(body);

    /// <summary>Serves what stands at one address at another.</summary>
    public void Move(string from, string to) =>
        _places[new Uri(to).AbsolutePath] = _places[new Uri(from).AbsolutePath];

    /// <summary>An address for a document that has to name it.</summary>
    public string Reserve() => _address + NewPath();

    public int Asked(string url) => _asked.GetValueOrDefault(new Uri(url).AbsolutePath);

    private string NewPath() => $"/{Interlocked.Increment(ref _number)}";

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        _asked.AddOrUpdate(path, 1, (_, before) => before + 1);
        if (_places.TryGetValue(path, out var behave))
            await behave(http);
        else
            http.Response.StatusCode = 404;
    }
}

/// <summary>A server that may fetch from this machine.</summary>
public abstract class ReachingApp(Engine engine) : SharedApp(engine)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Outgoing:AllowedNetworks:0"] = "127.0.0.0/8",
                ["Outgoing:AllowedNetworks:1"] = "::1/128",
                ["Outgoing:ExtraPorts:0"] = $"{Elsewhere.Here.Port}",
                ["Outgoing:BlockedAnswerTime"] = "00:00:00.050",
            },
        };
}

/// <summary>On SQLite.</summary>
public sealed class ReachingOnSqlite() : ReachingApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class ReachingOnPostgres() : ReachingApp(Engine.Postgres);

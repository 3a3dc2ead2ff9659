using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Testing;

/// <summary>How the nodes of a cluster differ from the usual.</summary>
public sealed record ClusterOptions
{
    /// <summary>Number of nodes; more than one only on PostgreSQL.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>What the nodes take for their database, when it is not the store itself: a proxy before it.</summary>
    public string? Through { get; init; }

    /// <summary>A PostgreSQL database of the test's own; null for a new one on the shared server.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Further settings, by their full name such as <c>Limits:RequestsPerMinute</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Further variables of their environment, by their whole name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        new Dictionary<string, string>();
}

/// <summary>Server processes on one database, with nothing else between or beside them.</summary>
public sealed class Cluster : IAsyncDisposable
{
    private readonly bool _ownDatabase;
    private readonly Dictionary<string, string> _settings;

    private Cluster(Store store, bool ownDatabase, ClusterOptions options)
    {
        Store = store;
        _ownDatabase = ownDatabase;
        OperatorToken = $"operator-{RandomNumberGenerator.GetHexString(40, lowercase: true)}";
        MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Output.Plant("operator token", OperatorToken);
        Output.Plant("master key", MasterKey);
        var ports = FreePorts(options.Nodes);
        _settings = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["VIDIMUS_MasterKey"] = $"first:{MasterKey}",
            ["VIDIMUS_Operator__TokenDigest"] = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(OperatorToken))
            ),
            ["VIDIMUS_Database__Folder"] = store.Folder,
            ["VIDIMUS_Database__ConnectionString"] =
                options.Through ?? store.ConnectionString ?? "",
            ["VIDIMUS_PublicUrl"] = $"http://localhost:{ports[0]}",
            ["VIDIMUS_Limits__RequestsPerMinute"] = "1000000",
        };
        foreach (var (name, value) in options.Settings)
            _settings[$"VIDIMUS_{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        foreach (var (name, value) in options.Environment)
            _settings[name] = value;
        Nodes = [.. ports.Select(port => new Node(port, _settings))];
    }

    /// <summary>Their database and data folder.</summary>
    public Store Store { get; }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The first node.</summary>
    public Node First => Nodes[0];

    /// <summary>The operator's token.</summary>
    public string OperatorToken { get; }

    /// <summary>Their master key as base64.</summary>
    public string MasterKey { get; }

    /// <summary>A cluster whose nodes do not run yet.</summary>
    public static async Task<Cluster> Make(Engine engine, ClusterOptions? options = null)
    {
        Engines.Demand(engine);
        options ??= new();
        var own = engine == Engine.Postgres && options.ConnectionString is null;
        return new(
            new(
                Directory.CreateTempSubdirectory("vidimus-test-").FullName,
                own ? await PostgresServer.CreateDatabase() : options.ConnectionString
            ),
            own,
            options
        );
    }

    /// <summary>A cluster whose nodes have all been started at once and are healthy.</summary>
    public static async Task<Cluster> Start(Engine engine, ClusterOptions? options = null)
    {
        var cluster = await Make(engine, options);
        try
        {
            await cluster.StartAll();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts every node at once and waits until all are healthy.</summary>
    public async Task StartAll()
    {
        foreach (var node in Nodes)
            node.Launch();
        await Task.WhenAll(Nodes.Select(n => n.Healthy()));
    }

    /// <summary>A command of the operator on their data; answers exit code, output and errors.</summary>
    public async Task<(int Code, string Output, string Errors)> Command(params string[] arguments)
    {
        await using var program = ServerProcess.Start(
            arguments,
            [.. _settings.Select(s => (s.Key, s.Value))]
        );
        return await program.End();
    }

    /// <summary>Another node on the same data, perhaps of another build or with another setting.</summary>
    public Node Another(string? program = null, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(_settings);
        foreach (var (name, value) in settings)
            all[$"VIDIMUS_{name.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        return new(FreePorts(1)[0], all, program);
    }

    /// <summary>Makes an organization with a group; answers its live admin key and the group's id.</summary>
    public async Task<(string Key, string GroupId)> NewProgramme()
    {
        var made = (
            await First.Post("/v1/organizations", OperatorToken, new { name = "Example Academy" })
        ).Should(201);
        var key = Key.Of(made.Json.GetProperty("firstKey")).Secret;
        Key.Of(made.Json.GetProperty("firstTestKey"));
        var group = (await First.Post("/v1/groups", key, new { name = "First Aid" })).Should(201);
        return (key, group.At("id")!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        if (_ownDatabase)
            await PostgresServer.DropDatabase(Store.ConnectionString!);
        Directory.Delete(Store.Folder, recursive: true);
    }

    // All at once, so that no two are the same.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable
            .Range(0, count)
            .Select(_ => new TcpListener(IPAddress.Loopback, 0))
            .ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToArray();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}

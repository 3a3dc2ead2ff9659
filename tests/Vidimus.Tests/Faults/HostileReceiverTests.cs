using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Faults;

/// <summary>A server process among receivers that mean it harm.</summary>
[Collection(nameof(Alone))]
public sealed class HostileReceiverTests
{
    /// <summary>What the process may grow by while twenty receivers flood it; each exchange is bounded by some tens of kilobytes.</summary>
    private const long Growth = 64L << 20;

    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private static readonly string Block = new('x', 64 * 1024);
    private static readonly string Bomb = Zeros();

    private static readonly Func<Incoming, Task>[] Behaviours =
    [
        // Tarpits: the head, and the body, a byte now and then.
        i => Flooding(i, "HTTP/1.1 200 OK\r\nX-Slow: ", "x", TimeSpan.FromMilliseconds(100)),
        i =>
            Flooding(i, Ok + "Content-Length: 100000\r\n\r\n", "x", TimeSpan.FromMilliseconds(100)),
        i => i.Silence(),
        // Endless; a gigabyte as announced; compressed from a gigabyte; in chunks with endless extensions.
        i => Flooding(i, Ok + "\r\n", Block),
        i => Flooding(i, Ok + "Content-Length: 1073741824\r\n\r\n", Block),
        i => Flooding(i, Ok + "Content-Encoding: gzip\r\n\r\n", Bomb),
        i => Flooding(i, Ok + "Transfer-Encoding: chunked\r\n\r\n1;", Block),
        // Heads: a hundred thousand headers, a status line of 64 KB, interim answers without end.
        i => Flooding(i, Ok, "X-Padding: 0123456789\r\n"),
        i => Flooding(i, "HTTP/1.1 200 " + Block, Block),
        i => Flooding(i, "", "HTTP/1.1 100 Continue\r\n\r\n"),
    ];

    [Fact]
    public async Task W7_S7_twenty_hostile_receivers_take_neither_memory_nor_anybodys_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process is read from /proc.");
        await using var good = Receiver.Answering();
        await using var trap = Receiver.Answering();
        await using var receivers = new Receivers();
        await using var cluster = await Cluster.Start(Engine.Sqlite, Options(trap));
        var (node, (key, group)) = (cluster.First, await cluster.NewProgramme());
        var hook = await Hook.Make(node, key, good, "credential.issued");
        for (var i = 0; i < 20; i++)
            await Issue(node, key, group, good, i + 1);
        var quiet = new List<double>();
        for (var i = 20; i < 40; i++)
            quiet.Add(await Issue(node, key, group, good, i + 1));
        for (var i = 0; i < 20; i++)
            await Hook.Make(
                node,
                key,
                receivers.Add(Receiver.Behaving(Behaviours[i % Behaviours.Length])),
                "credential.issued"
            );
        var before = node.Memory;

        var (beset, most) = (new List<double>(), 0L);
        var lasts = Stopwatch.StartNew();
        var patience = TimeSpan.FromSeconds(Long.Wanted ? 120 : 5);
        for (var n = 41; lasts.Elapsed < patience; n++)
        {
            beset.Add(await Issue(node, key, group, good, n));
            most = Math.Max(most, node.Memory);
            await Task.Delay(50);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"memory {before >> 20} MiB, then at most {most >> 20}; the good one within {quiet.Max():0.00} s, then {beset.Max():0.00}; {receivers.All.Sum(r => r.Count)} hostile exchanges"
        );
        receivers.All.ShouldAllBe(r => r.Count > 0);
        (most - before).ShouldBeLessThan(Growth);
        // Who waited for one of them would wait for its deadline.
        beset.Max().ShouldBeLessThan(3, $"quiet: {quiet.Max()}");
        trap.Count.ShouldBe(0, "a proxy that the environment names is not used");
        // Nothing that lasted longer than its deadline, nothing kept beyond its bound.
        (
            await cluster.Store.Query(
                "SELECT milliseconds, length(response) FROM webhooks_attempts WHERE milliseconds > 7000 OR length(response) > 16384"
            )
        ).ShouldBeEmpty();
        await Invariants.Hold(cluster.Store, null, hook);
    }

    private static ClusterOptions Options(Receiver trap)
    {
        var proxy = $"http://127.0.0.1:{trap.Port}";
        return new()
        {
            Settings = new Dictionary<string, string>(Receiver.Allowed)
            {
                ["Outgoing:TotalTimeout"] = "00:00:04",
            },
            Environment = new Dictionary<string, string>
            {
                ["HTTP_PROXY"] = proxy,
                ["http_proxy"] = proxy,
                ["HTTPS_PROXY"] = proxy,
                ["https_proxy"] = proxy,
                ["ALL_PROXY"] = proxy,
                ["all_proxy"] = proxy,
                ["NO_PROXY"] = "",
                ["no_proxy"] = "",
            },
        };
    }

    /// <summary>Issues, and answers after how many seconds the good receiver was told.</summary>
    private static async Task<double> Issue(
        Node node,
        string key,
        string group,
        Receiver good,
        int count
    )
    {
        var asked = Stopwatch.GetTimestamp();
        (
            await node.Post(
                "/v1/credentials",
                key,
                $$$"""{"groupId":"{{{group}}}","recipient":{"name":"Ada Example"}}"""
            )
        ).Should(201);
        await good.Wait(count);
        return Stopwatch.GetElapsedTime(asked).TotalSeconds;
    }

    private static async Task Flooding(
        Incoming incoming,
        string first,
        string then,
        TimeSpan pause = default
    )
    {
        await incoming.Send(first);
        await incoming.SendForever(then, pause);
    }

    /// <summary>Four megabytes of nothing in four kilobytes, as the bytes of a text; sent again and again it is a gigabyte soon.</summary>
    private static string Zeros()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(new byte[4 << 20]);
        return Encoding.Latin1.GetString(packed.ToArray());
    }
}

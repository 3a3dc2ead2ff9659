using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Benchmarks;

/// <summary>
/// Documents of 1 MB, each hashed, encrypted and on the disk before it is answered: uploaded, and fetched by a submission from a server on
/// this machine.
/// </summary>
internal static class DocumentBenchmarks
{
    private const int Size = 1_000_000;

    private static readonly (string, string)[] Settings =
    [
        ("VIDIMUS_Certification__Documents__UnattachedUploads", "1000000"),
        ("VIDIMUS_Certification__Documents__UnattachedBytes", "1000000000000"),
    ];

    public static async Task Upload(Report report)
    {
        var file = NewFile();
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine, Settings);
            using var load = new Load();
            var measured = await load.Run(
                bench.Server,
                _ =>
                {
                    var request = bench.PostOf("/v1/documents", file, bench.Bearer);
                    request.Content!.Headers.ContentType = new("application/pdf");
                    return request;
                },
                HttpStatusCode.Created
            );
            Tell(
                report,
                $"upload a document of 1 MB, {Load.Clients} clients, {engine}",
                measured,
                Passes
            );
        }
    }

    public static async Task Submit(Report report)
    {
        using var files = new FileServer(NewFile(), "application/pdf");
        var ceiling = await Ceiling(files.Url);
        foreach (var engine in Bench.Here)
        {
            await using var bench = await Bench.Start(engine, Settings);
            var quote = await bench.Post(
                "/v1/quotes",
                """{"sourceLanguage":"fa","useCase":"uscis","pageCount":2,"speedTier":"standard"}"""
            );
            var id = quote.TryGetProperty("quoteId", out var named)
                ? named.GetString()
                : quote.GetProperty("id").GetString();
            using var load = new Load();
            var measured = await load.Run(
                bench.Server,
                i => bench.PostOf("/v1/orders", Order(id!, files.Url, i), bench.Bearer),
                HttpStatusCode.Created,
                warmupRounds: Load.LongWarmupRounds
            );
            Tell(
                report,
                $"submit an order with a document of 1 MB by URL, {Load.Clients} clients, {engine}",
                measured,
                $"{Passes}; fetched, hashed, encrypted and flushed by bare Kestrel without a database {ceiling.RateText}, {ceiling.LatencyText}, {ceiling.CpuText}"
            );
        }
    }

    private static async Task<Loaded> Ceiling(Uri files)
    {
        await using var server = await ServerProcess.StartBareSubmit();
        using var load = new Load();
        return await load.Run(
            server,
            i =>
                new(HttpMethod.Post, new Uri(server.Url, "/v1/orders"))
                {
                    Content = new ByteArrayContent(Order("none", files, i)),
                },
            HttpStatusCode.Created
        );
    }

    private static byte[] Order(string quote, Uri files, int number) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"quoteId":"{{quote}}","idempotencyKey":"benchmark-{{number}}","documents":[{"url":"{{files}}{{number}}.pdf"}]}"""
            )
        );

    private static void Tell(Report report, string what, Loaded measured, string beside)
    {
        report.Failed(what, measured.Failed);
        report.Add(
            what,
            $"{measured.RateText}, {measured.LatencyText}",
            beside,
            $"{measured.CpuText}, {Units.In(measured.ServerCpuMicroseconds)} each",
            "p99 < 100 ms",
            measured.P99 < 100
        );
    }

    /// <summary>Processor time of the two passes that nothing can do without.</summary>
    private static string Passes => $"SHA-256 and AES-256-GCM of 1 MB {Measured.Value:0} µs";

    private static readonly Lazy<double> Measured = new(() =>
    {
        var bytes = RandomNumberGenerator.GetBytes(Size);
        var output = new byte[Size];
        var tag = new byte[16];
        var nonce = new byte[12];
        using var aes = new AesGcm(RandomNumberGenerator.GetBytes(32), 16);
        return Units.Time(() =>
        {
            _ = SHA256.HashData(bytes);
            aes.Encrypt(nonce, bytes, output, tag);
        });
    });

    private static byte[] NewFile()
    {
        var file = RandomNumberGenerator.GetBytes(Size);
        "%PDF-1.7\n"u8.CopyTo(file);
        return file;
    }
}

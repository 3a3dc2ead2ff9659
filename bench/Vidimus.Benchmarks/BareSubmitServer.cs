using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Vidimus.Benchmarks;

/// <summary>
/// The ceiling of a submission, in a process of its own: Kestrel with one endpoint that fetches the named file, hashes and encrypts it in
/// one pass, writes it and waits for the disk. No caller, no guard, no database, no order.
/// </summary>
internal static class BareSubmitServer
{
    private const int Frame = 64 * 1024;
    private const int Tag = 16;

    private sealed record Answer(string Sha256);

    public static async Task<int> Run(int port)
    {
        // Flushes block their threads: as many more as there are clients by default, so that none waits for a thread.
        ThreadPool.SetMinThreads(40, 40);
        using var http = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{port}");
        await using var app = builder.Build();
        app.MapGet("/health", () => Results.Ok());
        app.MapPost(
            "/v1/orders",
            async Task<IResult> (HttpContext context) =>
            {
                using var body = await JsonDocument.ParseAsync(context.Request.Body);
                var url = body.RootElement.GetProperty("documents")[0].GetProperty("url");
                var path = Path.Combine(Path.GetTempPath(), $"vidimus-bare-{Guid.NewGuid():N}");
                var sha256 = await Keep(http, new(url.GetString()!), path);
                // As many files would fill the disk; the server's are removed with its folder.
                File.Delete(path);
                return Results.Json(new Answer(sha256), statusCode: 201);
            }
        );
        await app.RunAsync();
        return 0;
    }

    private static async Task<string> Keep(HttpClient http, Uri url, string path)
    {
        using var answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        await using var source = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var aes = new AesGcm(RandomNumberGenerator.GetBytes(32), Tag);
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var plain = ArrayPool<byte>.Shared.Rent(Frame);
        var cipher = ArrayPool<byte>.Shared.Rent(Frame + Tag);
        var nonce = new byte[12];
        for (long frame = 0, at = 0; ; frame++)
        {
            var count = await source.ReadAtLeastAsync(plain.AsMemory(0, Frame), Frame, false);
            BitConverter.TryWriteBytes(nonce, frame);
            hash.AppendData(plain.AsSpan(0, count));
            aes.Encrypt(
                nonce,
                plain.AsSpan(0, count),
                cipher.AsSpan(0, count),
                cipher.AsSpan(count, Tag)
            );
            RandomAccess.Write(file, cipher.AsSpan(0, count + Tag), at);
            at += count + Tag;
            if (count < Frame)
                break;
        }
        RandomAccess.FlushToDisk(file);
        ArrayPool<byte>.Shared.Return(plain);
        ArrayPool<byte>.Shared.Return(cipher);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Testing;

namespace Vidimus.Tests.Certification;

/// <summary>An order of the sandbox that is certified.</summary>
internal sealed record SandboxOrder(
    string Id,
    string CertificateId,
    string Jws,
    string SourceSha256
);

/// <summary>Orders of the sandbox, from the quote to the result.</summary>
internal static class SandboxOrders
{
    /// <summary>Orders with this key, lets two minutes pass and fetches the result.</summary>
    public static async Task<SandboxOrder> Certified(VidimusApp app, string key)
    {
        var source = SmallPdf.Of("Source document", RandomNumberGenerator.GetHexString(8));
        var uploaded = (await app.Post("/v1/documents?name=source.pdf", key, Pdf(source))).Should(
            201
        );
        var quote = (await app.Post("/v1/quotes", key, Verdacert.Sample)).Should(201);
        var order = (
            await app.Post(
                "/v1/orders",
                key,
                new
                {
                    quoteId = quote.At("id"),
                    idempotencyKey = RandomNumberGenerator.GetHexString(20),
                    documents = new[] { new { documentId = uploaded.At("id") } },
                }
            )
        ).Should(201);
        var id = order.At("id")!;
        app.Advance(TimeSpan.FromSeconds(125));
        var result = (await app.Get($"/v1/orders/{id}/result", key)).Should(200);
        return new(
            id,
            result.At("certificate", "certificateId")!,
            result.At("certificate", "jws")!,
            Convert.ToHexStringLower(SHA256.HashData(source))
        );
    }

    /// <summary>A file as the body of an upload.</summary>
    public static HttpContent Pdf(byte[] file) =>
        new ByteArrayContent(file)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") },
        };
}

/// <summary>PDFs written by hand.</summary>
internal static class SmallPdf
{
    /// <summary>One page with these lines.</summary>
    public static byte[] Of(params string[] lines)
    {
        var content = string.Concat(
            lines.Select((line, i) => $"BT /F1 14 Tf 72 {760 - 20 * i} Td ({line}) Tj ET\n")
        );
        return Objects(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
            Stream("", content),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        );
    }

    /// <summary>These objects, numbered from 1, the first of which is the catalogue.</summary>
    public static byte[] Objects(params string[] objects)
    {
        var (file, offsets) = (new MemoryStream(), new List<long>());
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
        Write("%PDF-1.7\n");
        foreach (var body in objects)
        {
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }
        var table = file.Position;
        Write($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            Write($"{offset:0000000000} 00000 n \n");
        Write(
            $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
        );
        return file.ToArray();
    }

    /// <summary>A stream as an object.</summary>
    public static string Stream(string entries, string content) =>
        $"<< {entries} /Length {content.Length} >>\nstream\n{content}\nendstream";
}

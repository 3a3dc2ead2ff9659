using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>
/// Signs a document that has no proof yet straight to the bytes to be kept: written once, hashed from what was written, and the
/// proofs put behind it. The buffers are kept by the thread for its next document.
/// </summary>
internal sealed class SignedBytes
{
    private const int LargestKept = 1 << 20;

    [ThreadStatic]
    private static SignedBytes? kept;

    private readonly ArrayBufferWriter<byte> document = new(4096);
    private readonly ArrayBufferWriter<byte> proof = new(1024);
    private readonly ArrayBufferWriter<byte> proofs = new(1024);
    private readonly Utf8JsonWriter writer;

    private SignedBytes() =>
        writer = new Utf8JsonWriter(
            document,
            new JsonWriterOptions { Encoder = PlainJson.Options.Encoder, SkipValidation = true }
        );

    internal static byte[] Make(
        JsonObject unsecured,
        IReadOnlyList<ProofOptions> asked,
        Ed25519PrivateKey key
    )
    {
        var run = kept ?? new SignedBytes();
        kept = null;
        try
        {
            return run.Run(unsecured, asked, key);
        }
        finally
        {
            run.Clear();
            kept = run.document.Capacity <= LargestKept ? run : null;
        }
    }

    private byte[] Run(
        JsonObject unsecured,
        IReadOnlyList<ProofOptions> asked,
        Ed25519PrivateKey key
    )
    {
        Write(unsecured, document);
        using var parsed = JsonDocument.Parse(document.WrittenMemory);
        var digests = new DocumentDigests();
        foreach (var options in asked)
        {
            proof.ResetWrittenCount();
            Write(ProofConfiguration.Of(unsecured, options, DataIntegrity.SuiteOf(options)), proof);
            Sign(parsed.RootElement, options, key, digests);
        }
        return Join();
    }

    private void Sign(
        JsonElement whole,
        ProofOptions options,
        Ed25519PrivateKey key,
        DocumentDigests digests
    )
    {
        using var configuration = JsonDocument.Parse(proof.WrittenMemory);
        Span<byte> hash = stackalloc byte[64];
        LinkedDataSuite.HashToSign(
            whole,
            configuration.RootElement,
            options.Contexts,
            digests,
            hash
        );
        Span<byte> signature = stackalloc byte[Ed25519.SignatureLength];
        key.Sign(hash, signature);
        proofs.Write(proofs.WrittenCount == 0 ? "["u8 : ","u8);
        proofs.Write(proof.WrittenSpan[..^1]);
        proofs.Write(",\"proofValue\":\""u8);
        Multibase.WriteBase58(signature, proofs);
        proofs.Write("\"}"u8);
    }

    /// <summary>The document with its proofs as the last member.</summary>
    private byte[] Join()
    {
        var start = document.WrittenSpan[..^1];
        var name = start.Length > 1 ? ",\"proof\":"u8 : "\"proof\":"u8;
        var joined = new byte[start.Length + name.Length + proofs.WrittenCount + 2];
        start.CopyTo(joined);
        name.CopyTo(joined.AsSpan(start.Length));
        proofs.WrittenSpan.CopyTo(joined.AsSpan(start.Length + name.Length));
        "]}"u8.CopyTo(joined.AsSpan(joined.Length - 2));
        return joined;
    }

    private void Write(JsonObject node, ArrayBufferWriter<byte> target)
    {
        writer.Reset(target);
        node.WriteTo(writer);
        writer.Flush();
    }

    private void Clear()
    {
        document.ResetWrittenCount();
        proof.ResetWrittenCount();
        proofs.ResetWrittenCount();
    }
}

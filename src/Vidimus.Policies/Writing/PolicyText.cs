using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vidimus.Platform.Json;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// A policy's document as bytes: canonical, so that two that say the same have the same digest, and compressed for keeping.
/// </summary>
internal static class PolicyText
{
    /// <summary>Logic trees are deep: a body with a policy in it may be deeper than others.</summary>
    public const int Deepest = 64;

    /// <summary>As a policy is sent.</summary>
    public static readonly JsonSerializerOptions Wire = new(VidimusJson.Native)
    {
        MaxDepth = Deepest,
    };

    // What is not there is not written, so that members which documents get one day do not change the digests of old ones.
    private static readonly JsonSerializerOptions Canonical = new(Wire)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The canonical JSON of a document that <see cref="CanonicalDocument"/> has made canonical.</summary>
    public static byte[] Json(PolicyDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, Canonical);

    /// <summary>As <see cref="Json"/>, compressed.</summary>
    public static byte[] Pack(PolicyDocument document) => Pack(Json(document));

    /// <summary>Canonical JSON, compressed.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> json)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        if (!BrotliEncoder.TryCompress(json, packed, out var length, quality: 4, window: 18))
            throw new InvalidOperationException("A policy could not be compressed.");
        return packed[..length];
    }

    /// <summary>The document of an edition.</summary>
    public static PolicyDocument Unpack(byte[] content)
    {
        using var packed = new BrotliStream(
            new MemoryStream(content, writable: false),
            CompressionMode.Decompress
        );
        return JsonSerializer.Deserialize<PolicyDocument>(packed, Canonical)!;
    }

    /// <summary>SHA-256, in hex, of canonical JSON.</summary>
    public static string Digest(ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData(json));

    /// <summary>As above.</summary>
    public static string Digest(PolicyDocument document) => Digest(Json(document));
}

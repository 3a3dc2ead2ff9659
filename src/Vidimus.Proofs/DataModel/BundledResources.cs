using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs;

/// <summary>
/// Resources that are shipped, so that a credential that pins one by digest can be checked without a network. What is published
/// at their address may be the same in other bytes: see <see cref="PublishedResources"/>.
/// </summary>
public static class BundledResources
{
    /// <summary>The content of the resource at an address; null when it is not shipped.</summary>
    public static ReadOnlyMemory<byte>? Find(string url) =>
        BundledContexts.Files.TryGetValue(url, out var file) ? BundledContexts.Bytes(file) : null;
}

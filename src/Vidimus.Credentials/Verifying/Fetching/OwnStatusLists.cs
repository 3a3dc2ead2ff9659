using System.Text;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Ids;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Status lists of this server, which credentials that came by other ways name too: read from the record each time, without
/// a network and without a cache.
/// </summary>
internal sealed class OwnStatusLists(GetStatusList lists)
{
    /// <summary>Whether the address has the form of one of ours.</summary>
    public static bool MayBe(string url) => Parts(url) is not null;

    /// <summary>The list at this address as it stands now; null when the address is not one of ours.</summary>
    public async Task<byte[]?> Read(string url, CancellationToken cancellation)
    {
        if (Parts(url) is not var (id, form))
            return null;
        var list = await lists.Read(id, form, cancellation);
        // The list itself says at which address it is ours: one elsewhere with the same path is another's.
        return list.Problem is null && AddressOf(list.Value!.Bytes) == url
            ? list.Value.Bytes
            : null;
    }

    /// <summary>Whether this issuer has a list at this address here.</summary>
    public async Task<bool> IsOf(string url, string issuer, CancellationToken cancellation) =>
        await Read(url, cancellation) is { } list
        && CredentialJson.TryParse(list, list.Length, out var json, out _)
        && CredentialFacts.Text(json, "issuer") == issuer;

    private static (string Id, StatusListForm Form)? Parts(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.AbsolutePath.Split('/') is [.., "status", var id, var purpose]
        && NewId.TryGetUuid("stl", id, out _)
        && StatusListForms.Find(purpose, accept: "") is { } form
            ? (id, form)
            : null;

    private static string? AddressOf(byte[] list) =>
        list[0] == (byte)'{'
            ? CredentialJson.TryParse(list, list.Length, out var json, out _)
                ? CredentialFacts.Text(json, "id")
                : null
            : SecuredReader.TryOpen(Encoding.ASCII.GetString(list), out _, out var claims, out _)
                ? CredentialFacts.Text(claims, "sub")
                : null;
}

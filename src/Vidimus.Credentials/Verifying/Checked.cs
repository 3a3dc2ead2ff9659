using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>What a printed report needs beside the outcome: which bytes were checked, so that it can be held against them, and by whom.</summary>
/// <param name="Digest">SHA-256 of the bytes in hexadecimal; null where there were none.</param>
/// <param name="Server">Public address of the server that checked.</param>
/// <param name="IsPdf">Whether it came attached to a PDF, whose pages nobody signed.</param>
internal sealed record Checked(string? Digest, string Server, bool IsPdf = false)
{
    /// <summary>Version of this program.</summary>
    public static string Version { get; } =
        typeof(Checked)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>SHA-256 in hexadecimal of a stored document, by the digest on record; null where there is none.</summary>
    public static string? DigestOf(CredentialRow? row) =>
        row?.Digest is { } digest && Multibase.TryDecode(digest, out var bytes)
            ? Convert.ToHexStringLower(bytes)
            : null;

    /// <summary>
    /// SHA-256 in hexadecimal of what was given: the file, or the text as it was pasted. What was only named is known by its
    /// record, or not at all.
    /// </summary>
    public static string? DigestOf(Given given, Upload upload, CredentialRow? row) =>
        given switch
        {
            Given.Id or Given.Link => DigestOf(row),
            _ when upload.File is { } file => Convert.ToHexStringLower(SHA256.HashData(file)),
            _ when upload.Text is { } text => Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(text))
            ),
            _ => null,
        };
}

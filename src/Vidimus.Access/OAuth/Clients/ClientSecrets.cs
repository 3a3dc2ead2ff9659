using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>Secrets of confidential clients: 256 random bits, shown once; a digest is kept.</summary>
internal static class ClientSecrets
{
    public static string Make() =>
        "oas_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Digest(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Vidimus.Access.Leaks;

/// <summary>
/// The reporters' keys, as the settings name them. A report is signed as GitHub's secret scanning signs its own
/// ("Secret scanning partner program", docs.github.com): ECDSA P-256 with SHA-256 over the body as it was sent, the
/// signature in DER, in base64.
/// </summary>
internal sealed partial class LeakReporters
{
    private readonly Dictionary<string, (string Name, ECDsa Key)> _keys = new(
        StringComparer.Ordinal
    );

    /// <summary>Reads the keys; throws with what to do when one is none.</summary>
    public LeakReporters(LeakReportOptions options)
    {
        foreach (var key in options.Keys)
        {
            if (key.Identifier.Length == 0 || !Word().IsMatch(key.Name))
                throw new InvalidOperationException(
                    "Each of LeakReports:Keys needs an Identifier, and a Name of letters, digits, dots and hyphens."
                );
            if (!_keys.TryAdd(key.Identifier, (key.Name, Read(key))))
                throw new InvalidOperationException(
                    $"LeakReports:Keys names '{key.Identifier}' twice."
                );
        }
    }

    public bool IsEmpty => _keys.Count == 0;

    /// <summary>Name of the reporter who signed these bytes; null when nobody known did.</summary>
    public string? Signer(string? identifier, string? signature, byte[] body)
    {
        if (
            identifier is null
            || signature is null or { Length: > 256 }
            || !_keys.TryGetValue(identifier, out var reporter)
        )
            return null;
        var der = new byte[192];
        if (!Convert.TryFromBase64String(signature, der, out var length))
            return null;
        return reporter.Key.VerifyData(
            body,
            der.AsSpan(0, length),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        )
            ? reporter.Name
            : null;
    }

    /// <summary>A word that may stand in a fact: what a reporter calls kinds and sources, and nothing else.</summary>
    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$", RegexOptions.None, 100)]
    public static partial Regex Word();

    private static ECDsa Read(LeakReporterKey setting)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(setting.Pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw Wrong(setting, e);
        }
        return key.ExportParameters(false).Curve.Oid.Value == "1.2.840.10045.3.1.7"
            ? key
            : throw Wrong(setting, null);
    }

    private static InvalidOperationException Wrong(LeakReporterKey setting, Exception? inner) =>
        new(
            $"LeakReports:Keys: the Pem of '{setting.Identifier}' is no ECDSA P-256 public key; it must begin with -----BEGIN PUBLIC KEY-----.",
            inner
        );
}

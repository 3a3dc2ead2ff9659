using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Whether who presents credentials is whom they are about. Nothing is wrong when it is somebody else (VC Data Model 2.0, section
/// 4.13: a parent may hold a child's), so this never fails; but it must not be taken for granted either.
/// </summary>
internal static class SubjectCheck
{
    private const string Name = "subject";

    /// <param name="findings">Those of the presentation.</param>
    /// <param name="presenters">Identities whose keys signed the presentation, those of the holder it names if it names one.</param>
    /// <param name="credentials">The credentials as they stand in the presentation.</param>
    public static void Report(
        Findings findings,
        IReadOnlyCollection<string> presenters,
        IReadOnlyList<JsonElement> credentials
    )
    {
        if (credentials.Count == 0)
            return;
        if (presenters.Count == 0)
        {
            findings.Skip(Name, "Nobody is shown to present it.");
            return;
        }
        var named = credentials.Select(Subjects).Where(s => s.Length > 0).ToList();
        if (named.Count == 0)
            findings.Skip(Name, "No credential says by an id whom it is about.");
        else if (named.TrueForAll(ids => ids.Any(presenters.Contains)))
            findings.Pass(Name, "The holder is the one whom each credential is about.");
        else
            findings.Skip(
                Name,
                "The holder is not shown to be the one whom the credential is about."
            );
    }

    /// <summary>The ids of whom a credential is about; an empty id where that is not disclosed.</summary>
    private static string[] Subjects(JsonElement credential)
    {
        if (credential.ValueKind == JsonValueKind.String)
            return OfToken(credential.GetString()!.Trim());
        if (!SecuredReader.IsEnveloped(credential))
            return [.. Ids(credential)];
        return Enveloped.TryUnwrap(credential, Enveloped.CredentialType, out var inside, out _)
            ? OfToken(inside!.Token)
            : [];
    }

    private static string[] OfToken(string token)
    {
        var parts = token.Split('~', 2);
        if (!SecuredReader.TryOpen(parts[0], out _, out var payload, out _))
            return [];
        string[] ids = [.. Ids(payload)];
        if (ids.Length > 0 || parts.Length == 1)
            return ids;
        // RFC 7519 section 4.1.2. What an SD-JWT discloses beside its payload is not taken for its subject here.
        return [CredentialFacts.Text(payload, "sub") ?? ""];
    }

    private static IEnumerable<string> Ids(JsonElement credential) =>
        CredentialFacts
            .Objects(credential, "credentialSubject")
            .Select(s => CredentialFacts.Text(s, "id"))
            .OfType<string>();
}

using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>Whether the credential was revoked or suspended: ours by the record, foreign ones by the lists that they name.</summary>
internal sealed class StatusCheck(StatusLists lists, TimeProvider clock)
{
    private const int MostEntries = 8;

    /// <summary>Starts fetching, so that it goes on while other things are checked.</summary>
    public void Prefetch(CredentialFacts facts, CancellationToken cancellation)
    {
        foreach (var entry in facts.Objects("credentialStatus").Take(MostEntries))
        {
            if (
                IsBitstring(entry) && CredentialFacts.Text(entry, "statusListCredential") is { } url
            )
                lists.Prefetch(url, FetchKind.StatusList, cancellation);
        }
    }

    public static void Report(Findings findings, CredentialRow row)
    {
        if (row.RevokedAt is { } revoked)
        {
            var superseded = row.ReplacedBy is not null;
            var text = superseded
                ? "It was replaced by a corrected credential"
                : $"It was revoked: {row.RevocationReason}";
            findings.Fail(
                "status",
                $"{text} ({ValidityCheck.Day(revoked)}).",
                superseded ? ["revoked", "superseded"] : ["revoked"]
            );
        }
        else if (row.SuspendedAt is { } suspended)
            findings.Fail(
                "status",
                row.SuspensionReason is { } reason
                    ? $"It is suspended since {ValidityCheck.Day(suspended)}: {reason}."
                    : $"It is suspended since {ValidityCheck.Day(suspended)}.",
                "suspended"
            );
        else
            findings.Pass("status", "It is neither revoked nor suspended.");
    }

    /// <summary>The status by the entries of the credential and, of one in a token, by the token's own claim too.</summary>
    public async Task Report(Case it, JsonElement? claims, CancellationToken cancellation)
    {
        var inToken = claims is { } all ? CredentialFacts.Member(all, "status") : null;
        if (!it.Facts.Has("credentialStatus") && inToken is not null)
        {
            await ReportToken(it, claims!.Value, cancellation);
            return;
        }
        if (!it.Facts.Has("credentialStatus"))
        {
            it.Findings.Skip("status", "Its issuer gives no way to learn of a revocation.");
            return;
        }
        var entries = it.Facts.Objects("credentialStatus").ToList();
        var parts = new List<Partial>();
        foreach (var entry in entries.Take(MostEntries))
            parts.Add(await Entry(entry, it.Facts.IssuerId, cancellation));
        if (inToken is not null)
            parts.Add(
                TokenStatusReference.TryRead(claims!.Value, out var reference)
                    == StatusListError.None
                && reference is not null
                    ? await TokenEntry(reference, it.Facts.IssuerId, cancellation)
                    : Partial.Open(Unsupported("status"), "status_unsupported")
            );
        if (entries.Count is 0 or > MostEntries)
            parts.Add(
                Partial.Open(
                    "What it says about its status has not the right form.",
                    "status_unsupported"
                )
            );
        it.Findings.Worst("status", parts, Good(parts));
    }

    /// <summary>The status of an SD-JWT VC, by its <c>status</c> claim.</summary>
    public async Task ReportToken(Case it, JsonElement claims, CancellationToken cancellation)
    {
        var error = TokenStatusReference.TryRead(claims, out var reference);
        if (error != StatusListError.None)
            it.Findings.Unknown(
                "status",
                "What it says about its status has not the right form.",
                "status_unsupported"
            );
        else if (reference is not null)
        {
            var part = await TokenEntry(reference, it.Facts.IssuerId, cancellation);
            it.Findings.Worst("status", [part], Good([part]));
        }
        else if (CredentialFacts.Member(claims, "status") is not null)
            it.Findings.Unknown("status", Unsupported("status"), "status_unsupported");
        else
            it.Findings.Skip("status", "Its issuer gives no way to learn of a revocation.");
    }

    private async Task<Partial> Entry(
        JsonElement json,
        string? issuer,
        CancellationToken cancellation
    )
    {
        if (!IsBitstring(json))
            return Partial.Open(
                Unsupported(CredentialFacts.Texts(json, "type").FirstOrDefault() ?? ""),
                "status_unsupported"
            );
        if (!BitstringStatusEntry.TryRead(json, out var entry, out var malformed))
            return Partial.Wrong(malformed, "malformed");
        var found = await lists.Bitstring(entry!.ListCredential, cancellation);
        if (found.Failure is { } failure)
            return failure;
        if (found.Issuer != issuer)
            return OtherIssuer(found.Issuer);
        var lookup = BitstringStatusListCredential.Read(found.List!.Json, entry, clock.GetUtcNow());
        return lookup.Reading is not { } reading
            ? Partial.Open(lookup.Reason, "status_unverified")
            : Judge(entry, reading);
    }

    private async Task<Partial> TokenEntry(
        TokenStatusReference reference,
        string? issuer,
        CancellationToken cancellation
    )
    {
        var found = await lists.Token(reference.Uri, cancellation);
        if (found.Failure is { } failure)
            return failure;
        if (found.Issuer != issuer)
            return OtherIssuer(found.Issuer);
        var lookup = reference.Read(found.List!);
        return lookup.Reading switch
        {
            null => Partial.Open(lookup.Reason, "status_unverified"),
            { Value: TokenStatusTypes.Valid } => Partial.Right(),
            { Value: TokenStatusTypes.Invalid } => Revoked,
            { Value: TokenStatusTypes.Suspended } => Suspended,
            { Value: var value } => Partial.Wrong(
                $"Its issuer's status list marks it with a status that is not known here: {value}.",
                "status_set"
            ),
        };
    }

    private static Partial Revoked { get; } =
        Partial.Wrong("It was revoked, says its issuer's status list.", "revoked");

    private static Partial Suspended { get; } =
        Partial.Wrong("It is suspended, says its issuer's status list.", "suspended");

    private static Partial Judge(BitstringStatusEntry entry, StatusReading reading) =>
        (entry.Purpose, reading) switch
        {
            (_, { Invalidates: false, Valid: true }) => Partial.Right(),
            (StatusPurposes.Refresh, { Invalidates: false }) => Partial.Right(
                "Its issuer has a newer version of it."
            ),
            (_, { Invalidates: false }) => Partial.Right(
                $"Its issuer says about it: {Short(reading.Message ?? $"status {reading.Value}")}"
            ),
            (StatusPurposes.Revocation, _) => Revoked,
            (StatusPurposes.Suspension, _) => Suspended,
            _ => Partial.Wrong(
                $"Its issuer's status list marks it for '{Short(entry.Purpose)}'.",
                "status_set"
            ),
        };

    private static string Good(IEnumerable<Partial> parts) =>
        string.Join(
            ' ',
            parts
                .Select(p => p.Reason)
                .Where(r => r.Length > 0)
                .Prepend("It is neither revoked nor suspended.")
        );

    // Bitstring Status List 1.0 leaves open whose word counts; nothing here says that another's does.
    private static Partial OtherIssuer(string? signer) =>
        Partial.Open(
            $"The status list is signed by another than the credential's issuer: {Short(signer ?? "")}",
            "status_issuer_mismatch"
        );

    private static bool IsBitstring(JsonElement entry) =>
        CredentialFacts.Texts(entry, "type").Contains(BitstringStatusEntry.Type);

    private static string Unsupported(string type) =>
        $"It names a status of type '{Short(type)}', which is not supported.";

    private static string Short(string foreign) =>
        foreign.Length <= 120 ? foreign : foreign[..120] + "…";
}

using System.Globalization;
using System.Text.Json;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.VcApi;

/// <summary>What the record of a credential issued through the VC API says when it is verified here.</summary>
internal static class VcChecks
{
    /// <summary>Answers <c>record</c>, and <c>status</c> as far as it is the record's to tell; false when there is none.</summary>
    public static async Task<bool> Record(
        Findings findings,
        VidimusDb db,
        (string OrganizationId, string Mode) own,
        CredentialFacts facts,
        CancellationToken cancellation
    )
    {
        if (
            await VcRecords.Find(db, own.OrganizationId, own.Mode, facts.Json, cancellation)
            is not { } row
        )
            return false;
        findings.Pass("record", "The issuer's record has this very content.");
        if (row.RevokedAt is { } revoked)
            findings.Fail("status", $"It was revoked ({Day(revoked)}).", "revoked");
        else if (row.SuspendedAt is { } suspended)
            findings.Fail("status", $"It is suspended since {Day(suspended)}.", "suspended");
        else if (facts.Objects("credentialStatus").All(entry => IsOwn(entry, row)))
            findings.Pass("status", "It is neither revoked nor suspended.");
        // Else the caller has a list of its own, which is looked at like anybody's.
        return true;
    }

    private static bool IsOwn(JsonElement entry, VcRecordRow row) =>
        row.StatusListId is { } list
        && CredentialFacts.Text(entry, "statusListCredential") is { } url
        && url.Contains($"/status/{list}/", StringComparison.Ordinal);

    private static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.VcApi;

/// <summary>What the record of a credential issued through the VC API says when it is verified here.</summary>
internal static class VcChecks
{
    /// <summary>Answers <c>record</c> and <c>status</c> from the record; false when there is none.</summary>
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
        else
            findings.Pass("status", "It is neither revoked nor suspended.");
        return true;
    }

    private static string Day(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

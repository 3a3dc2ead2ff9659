using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Leaks;

/// <summary>
/// Takes reports of keys found in public, in the form of GitHub's secret scanning. Every key of ours among them is
/// suspended before the answer, with the access tokens made from it. A report acts on a key once: sent again, it changes
/// nothing.
/// </summary>
internal sealed class ReportLeaks(
    VidimusDb db,
    Commits commits,
    LeakReporters reporters,
    TimeProvider clock
)
{
    private const int MostFindings = 1000;
    private const int MostLookedUp = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/leak-reports",
                async (HttpContext http, ReportLeaks report) => (await report.Run(http)).Answer()
            )
            .Public("the reporter's signature over the body takes the place of a key")
            .Repeatable("the same report is recognised by its bytes and carried out once")
            .Accepts<LeakFinding[]>("application/json")
            .Produces<LeakVerdict[]>()
            .WithTags("Keys")
            .WithSummary("Report keys found in public")
            .WithName("reportLeaks");

    public async Task<Result<LeakVerdict[]>> Run(HttpContext http)
    {
        if (reporters.IsEmpty)
            return PlatformProblems.NotFound;
        var body = await http.ReadBytes();
        if (body.Problem is { } tooLarge)
            return tooLarge;
        var headers = http.Request.Headers;
        var reporter = reporters.Signer(
            headers["Github-Public-Key-Identifier"],
            headers["Github-Public-Key-Signature"],
            body.Value!
        );
        if (reporter is null)
            return AccessProblems.LeakReportUnsigned;
        var read = Bodies.Parse<LeakFinding?[]>(body.Value!, VidimusJson.Tolerant);
        if (read.Problem is { } malformed)
            return malformed;
        if (Check(read.Value!).Problem is { } wrong)
            return wrong;
        var findings = read.Value!.Select(f => (Finding: f!, Digest: KeyFormat.Digest(f!.Token!)))
            .ToArray();

        var found = await Find(findings, http.RequestAborted);
        var report = new Report(
            reporter,
            Convert.ToHexStringLower(SHA256.HashData(body.Value!)),
            http.RequestId()
        );
        var isNew = found.Count == 0;
        // A fact has one mode: a report of both states that of live keys where no test key sees it.
        foreach (var some in found.Values.GroupBy(k => (k.OrganizationId, k.Mode)))
        {
            var acted = await Act(report, some.Key, [.. some], findings);
            if (acted.Problem is { } failed)
                return failed;
            isNew |= acted.Value;
        }
        if (!isNew)
            return AccessProblems.LeakReportRepeated;
        return findings
            .Select(f => new LeakVerdict(
                f.Digest,
                f.Finding.Type ?? "",
                found.ContainsKey(f.Digest) ? "true_positive" : "false_positive"
            ))
            .ToArray();
    }

    private static Fields Check(LeakFinding?[] findings)
    {
        var fields = new Fields().Check(
            findings.Length is >= 1 and <= MostFindings,
            "(body)",
            $"must hold 1 to {MostFindings} findings"
        );
        for (var i = 0; i < Math.Min(findings.Length, MostFindings); i++)
        {
            fields.Check(
                findings[i]?.Token is { Length: >= 1 and <= 4096 },
                $"{i}.token",
                "must be a text of 1 to 4096 characters"
            );
            fields.Check(
                findings[i]?.Type is null or { Length: <= 200 },
                $"{i}.type",
                "must have at most 200 characters"
            );
        }
        return fields;
    }

    /// <summary>The keys among the findings, by digest.</summary>
    private async Task<Dictionary<string, KeyRow>> Find(
        (LeakFinding Finding, string Digest)[] findings,
        CancellationToken cancellation
    )
    {
        var digests = findings
            .Where(f => KeyFormat.IsWellFormed(f.Finding.Token!))
            .Select(f => f.Digest)
            .Distinct();
        var found = new Dictionary<string, KeyRow>(StringComparer.Ordinal);
        foreach (var some in digests.Chunk(MostLookedUp))
        {
            foreach (
                var key in await db.Across<KeyRow>()
                    .Where(k => some.Contains(k.Digest))
                    .ToListAsync(cancellation)
            )
                found[key.Digest] = key;
        }
        return found;
    }

    /// <summary>Suspends an organization's keys of one mode; true when the report was new for one of them.</summary>
    private Task<Result<bool>> Act(
        Report report,
        (string Organization, string Mode) of,
        KeyRow[] keys,
        (LeakFinding Finding, string Digest)[] findings
    ) =>
        // Once begun it is not given up for want of somebody who waits for the answer.
        commits.Commit<bool>(
            new(of.Organization, of.Mode, "reporter", report.Reporter, report.RequestId),
            async unit =>
            {
                var acted = false;
                foreach (var found in keys)
                {
                    var key = await unit.Db.Keys.SingleAsync(k => k.Id == found.Id);
                    if (await WasTaken(unit.Db, key.Id, report.Digest))
                        continue;
                    acted = true;
                    Suspend(unit, key, report, findings.First(f => f.Digest == key.Digest).Finding);
                }
                return acted;
            },
            CancellationToken.None
        );

    private static Task<bool> WasTaken(VidimusDb db, string keyId, string digest) =>
        db.LeakReports.AnyAsync(r => r.KeyId == keyId && r.Digest == digest);

    private void Suspend(Unit unit, KeyRow key, Report report, LeakFinding finding)
    {
        var now = clock.GetUtcNow();
        unit.Db.Add(
            new LeakReportRow
            {
                OrganizationId = key.OrganizationId,
                KeyId = key.Id,
                Digest = report.Digest,
                At = now,
            }
        );
        // Of one that is suspended already it must be seen as well why it must not simply be resumed.
        key.SuspendedAt ??= now;
        key.SuspendedReason = "leaked";
        key.LeakedAt ??= now;
        key.Version++;
        unit.State(LeakFact.Of(key.Id, report.Reporter, finding));
    }

    private sealed record Report(string Reporter, string Digest, string RequestId);
}

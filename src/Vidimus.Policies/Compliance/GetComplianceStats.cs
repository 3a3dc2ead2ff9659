using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Compliance;

/// <summary>How far an organization is with the changes of the last 30 days.</summary>
/// <param name="TotalChanges30d">Changes of the policies it reads.</param>
/// <param name="AcknowledgedCount">Those of them that it acknowledged.</param>
/// <param name="UnreviewedCount">Those that it did not.</param>
/// <param name="AcknowledgmentRate">The acknowledged ones in percent, 0 to 100 with one decimal; 100 where nothing changed.</param>
/// <param name="CriticalUnreviewed">Those not acknowledged that may alter what is paid: of codes or criteria, or a policy's end.</param>
public sealed record ComplianceStats(
    int TotalChanges30d,
    int AcknowledgedCount,
    int UnreviewedCount,
    double AcknowledgmentRate,
    int CriticalUnreviewed
);

/// <summary>Counts the changes of the last 30 days.</summary>
internal sealed class GetComplianceStats(
    VidimusDb db,
    CurrentCaller caller,
    PolicyLibrary library,
    DatabaseClock time
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/compliance/stats",
                async (HttpContext http, GetComplianceStats stats) =>
                    (await stats.Run(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<ComplianceStats>()
            .WithTags("Compliance")
            .WithSummary("Get how many changes of policies are acknowledged")
            .WithName("getComplianceStats");

    public async Task<Result<ComplianceStats>> Run(CancellationToken cancellation)
    {
        var since = await time.Now(db, cancellation) - ReadChanges.Window;
        return await Count(db, library.Of(caller.Value), since, cancellation);
    }

    /// <summary>Both counts in one statement: an acknowledgement that comes between two could make more than all.</summary>
    public static async Task<ComplianceStats> Count(
        VidimusDb db,
        string[] owners,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        var own = owners[0];
        var done = db.Across<AcknowledgementRow>();
        var counts = await ReadChanges
            .Of(db, owners)
            .Where(c => c.At >= since)
            .Select(c => new
            {
                c.Type,
                Done = done.Any(a => a.OrganizationId == own && a.Number == c.Number),
            })
            .GroupBy(c => new { c.Type, c.Done })
            .Select(g => new
            {
                g.Key.Type,
                g.Key.Done,
                Count = g.Count(),
            })
            .ToListAsync(cancellation);
        var total = counts.Sum(c => c.Count);
        var acknowledged = counts.Where(c => c.Done).Sum(c => c.Count);
        return new(
            total,
            acknowledged,
            total - acknowledged,
            total == 0 ? 100 : Math.Round(100.0 * acknowledged / total, 1),
            counts.Where(c => !c.Done && ReadChanges.Critical.Contains(c.Type)).Sum(c => c.Count)
        );
    }
}

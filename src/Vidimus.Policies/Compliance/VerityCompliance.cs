using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Compliance;

/// <summary>A change that was looked at, by Verity's names.</summary>
/// <param name="DiffId">Its number.</param>
/// <param name="Notes">What came of it, up to 500 characters; nothing about patients.</param>
public sealed record VerityAcknowledgeRequest(long? DiffId = null, string? Notes = null);

/// <summary>Changes that were looked at, by Verity's names.</summary>
/// <param name="DiffIds">Their numbers, 1 to 200.</param>
/// <param name="Notes">What came of it, up to 500 characters; nothing about patients.</param>
public sealed record VerityAcknowledgeManyRequest(
    IReadOnlyList<long>? DiffIds = null,
    string? Notes = null
);

/// <summary>That a change is acknowledged, by Verity's names.</summary>
/// <param name="Id">Number of the acknowledgement.</param>
/// <param name="Acknowledged">Always true.</param>
/// <param name="AlreadyAcked">True when it was before.</param>
public sealed record VerityAcknowledged(long Id, bool Acknowledged, bool AlreadyAcked);

/// <summary>What came of acknowledging several changes, by Verity's names.</summary>
/// <param name="Acknowledged">How many were acknowledged by this.</param>
/// <param name="AlreadyAcked">How many were before.</param>
/// <param name="Total">How many were asked for.</param>
public sealed record VerityAcknowledgedMany(int Acknowledged, int AlreadyAcked, int Total);

/// <summary>A change that nobody has acknowledged, by Verity's names.</summary>
/// <param name="DiffId">Its number.</param>
/// <param name="PolicyId">The policy that changed.</param>
/// <param name="PolicyTitle">Its title.</param>
/// <param name="PolicyType">What kind of policy it is.</param>
/// <param name="PayerName">Who pays by it, or null.</param>
/// <param name="ChangeType">What the change was.</param>
/// <param name="ChangeSummary">What changed, in a sentence.</param>
/// <param name="ChangedAt">When.</param>
public sealed record VerityUnreviewedChange(
    long DiffId,
    string PolicyId,
    string PolicyTitle,
    string PolicyType,
    string? PayerName,
    string ChangeType,
    string ChangeSummary,
    DateTimeOffset ChangedAt
);

/// <summary>How far an organization is with the changes of 30 days, by Verity's names.</summary>
/// <param name="TotalChanges30d">All.</param>
/// <param name="AcknowledgedCount">Those acknowledged.</param>
/// <param name="UnreviewedCount">Those not.</param>
/// <param name="AcknowledgmentRate">Percent, 0 to 100.</param>
/// <param name="CriticalUnreviewed">Those not acknowledged that may alter what is paid.</param>
public sealed record VerityComplianceStats(
    [property: System.Text.Json.Serialization.JsonPropertyName("total_changes_30d")]
        int TotalChanges30d,
    int AcknowledgedCount,
    int UnreviewedCount,
    double AcknowledgmentRate,
    int CriticalUnreviewed
);

/// <summary>The four operations of compliance as Verity's clients know them.</summary>
internal static class VerityCompliance
{
    private const string Tag = "Verity";

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapReads(routes);
        MapOne(routes);
        MapMany(routes);
    }

    private static void MapOne(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/compliance/ack",
                (HttpContext http, AcknowledgeChanges acknowledge, TimeProvider clock) =>
                    http.TakeSnake<
                        VerityAcknowledgeRequest,
                        ChangeAcknowledged,
                        VerityAnswer<VerityAcknowledged>
                    >(
                        a => a.AlreadyAcknowledged ? 200 : 201,
                        a =>
                            new(
                                true,
                                new(a.Id, a.Acknowledged, a.AlreadyAcknowledged),
                                http.Meta(clock)
                            ),
                        r => acknowledge.One(new(r.DiffId, r.Notes), http.RequestAborted, "diff_id")
                    )
            )
            .Needs(Scopes.ComplianceAck)
            .Accepts<VerityAcknowledgeRequest>("application/json")
            .Produces<VerityAnswer<VerityAcknowledged>>()
            .Produces<VerityAnswer<VerityAcknowledged>>(201)
            .WithTags(Tag)
            .WithSummary("Acknowledge a change of a policy (Verity form)")
            .WithName("verityAcknowledgeChange");

    private static void MapMany(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/v1/compliance/ack/bulk",
                (HttpContext http, AcknowledgeChanges acknowledge, TimeProvider clock) =>
                    http.TakeSnake<
                        VerityAcknowledgeManyRequest,
                        ChangesAcknowledged,
                        VerityAnswer<VerityAcknowledgedMany>
                    >(
                        a => a.Acknowledged == 0 ? 200 : 201,
                        a =>
                            new(
                                true,
                                new(a.Acknowledged, a.AlreadyAcknowledged, a.Total),
                                http.Meta(clock)
                            ),
                        r =>
                            acknowledge.Many(
                                new(r.DiffIds, r.Notes),
                                http.RequestAborted,
                                "diff_ids"
                            )
                    )
            )
            .Needs(Scopes.ComplianceAck)
            .Accepts<VerityAcknowledgeManyRequest>("application/json")
            .Produces<VerityAnswer<VerityAcknowledgedMany>>()
            .Produces<VerityAnswer<VerityAcknowledgedMany>>(201)
            .WithTags(Tag)
            .WithSummary("Acknowledge up to 200 changes of policies (Verity form)")
            .WithName("verityAcknowledgeChanges");

    private static void MapReads(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/compliance/unreviewed",
                (
                    HttpContext http,
                    ListUnreviewed list,
                    TimeProvider clock,
                    string? change_type,
                    string? cursor,
                    string? limit
                ) =>
                    http.OnceSnake(
                        200,
                        () => Unreviewed(http, list, clock, change_type, cursor, limit)
                    )
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityPage<VerityUnreviewedChange>>()
            .WithTags(Tag)
            .WithSummary("List changes of policies that nobody has acknowledged (Verity form)")
            .WithName("verityListUnreviewedChanges");
        routes
            .MapGet(
                "/api/v1/compliance/stats",
                (HttpContext http, GetComplianceStats stats, TimeProvider clock) =>
                    http.OnceSnake(200, () => Stats(http, stats, clock))
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<VerityAnswer<VerityComplianceStats>>()
            .WithTags(Tag)
            .WithSummary("Get how many changes of policies are acknowledged (Verity form)")
            .WithName("verityGetComplianceStats");
    }

    private static async Task<Result<VerityPage<VerityUnreviewedChange>>> Unreviewed(
        HttpContext http,
        ListUnreviewed list,
        TimeProvider clock,
        string? changeType,
        string? cursor,
        string? limit
    )
    {
        var found = await list.Run(changeType, cursor, limit, http.RequestAborted, "change_type");
        return found.InVerity(http, clock, limit, Show);
    }

    private static async Task<Result<VerityAnswer<VerityComplianceStats>>> Stats(
        HttpContext http,
        GetComplianceStats stats,
        TimeProvider clock
    )
    {
        var s = (await stats.Run(http.RequestAborted)).Value!;
        return new VerityAnswer<VerityComplianceStats>(
            true,
            new(
                s.TotalChanges30d,
                s.AcknowledgedCount,
                s.UnreviewedCount,
                s.AcknowledgmentRate,
                s.CriticalUnreviewed
            ),
            http.Meta(clock)
        );
    }

    private static VerityUnreviewedChange Show(UnreviewedChange c) =>
        new(
            c.ChangeId,
            c.PolicyId,
            c.PolicyTitle,
            c.PolicyType,
            c.PayerName,
            c.ChangeType,
            c.ChangeSummary,
            c.ChangedAt
        );
}

using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Compliance;

/// <summary>A change that was looked at.</summary>
/// <param name="ChangeId">Its number.</param>
/// <param name="Notes">What came of it, up to 500 characters; nothing about patients.</param>
public sealed record AcknowledgeChangeRequest(long? ChangeId = null, string? Notes = null);

/// <summary>Changes that were looked at.</summary>
/// <param name="ChangeIds">Their numbers, 1 to 200; one that stands there twice counts as done the second time.</param>
/// <param name="Notes">What came of it, the same for all, up to 500 characters; nothing about patients.</param>
public sealed record AcknowledgeChangesRequest(
    IReadOnlyList<long>? ChangeIds = null,
    string? Notes = null
);

/// <summary>That a change is acknowledged.</summary>
/// <param name="Id">Number of the acknowledgement.</param>
/// <param name="ChangeId">Number of the change.</param>
/// <param name="PolicyId">The policy that changed.</param>
/// <param name="Acknowledged">True: it is, now or since before.</param>
/// <param name="AlreadyAcknowledged">True when it was acknowledged before; nothing was written then.</param>
/// <param name="AcknowledgedAt">When.</param>
public sealed record ChangeAcknowledged(
    long Id,
    long ChangeId,
    string PolicyId,
    bool Acknowledged,
    bool AlreadyAcknowledged,
    DateTimeOffset AcknowledgedAt
);

/// <summary>What came of acknowledging several changes.</summary>
/// <param name="Acknowledged">How many were acknowledged by this.</param>
/// <param name="AlreadyAcknowledged">How many were before, or stood in the list before.</param>
/// <param name="Total">How many were asked for; what is missing to it is not found.</param>
/// <param name="NotFound">Numbers of which there is no change.</param>
public sealed record ChangesAcknowledged(
    int Acknowledged,
    int AlreadyAcknowledged,
    int Total,
    IReadOnlyList<long> NotFound
);

/// <summary>
/// Acknowledges changes for the caller's organization, each once: of two that acknowledge the same change at once, one does
/// it and the other is told that it is done.
/// </summary>
internal sealed class AcknowledgeChanges(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    PolicyLibrary library,
    DatabaseClock time
)
{
    public const int Most = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        const string path = "/v1/compliance/acknowledgements";
        routes
            .MapPost(
                path,
                (HttpContext http, AcknowledgeChanges acknowledge) =>
                    http.Take<AcknowledgeChangeRequest, ChangeAcknowledged>(
                        a => a.AlreadyAcknowledged ? 200 : 201,
                        r => acknowledge.One(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.ComplianceAck)
            .Accepts<AcknowledgeChangeRequest>("application/json")
            .Produces<ChangeAcknowledged>()
            .Produces<ChangeAcknowledged>(201)
            .WithTags("Compliance")
            .WithSummary("Acknowledge a change of a policy")
            .WithName("acknowledgeChange");
        routes
            .MapPost(
                $"{path}/bulk",
                (HttpContext http, AcknowledgeChanges acknowledge) =>
                    http.Take<AcknowledgeChangesRequest, ChangesAcknowledged>(
                        a => a.Acknowledged == 0 ? 200 : 201,
                        r => acknowledge.Many(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.ComplianceAck)
            .Accepts<AcknowledgeChangesRequest>("application/json")
            .Produces<ChangesAcknowledged>()
            .Produces<ChangesAcknowledged>(201)
            .WithTags("Compliance")
            .WithSummary("Acknowledge up to 200 changes of policies")
            .WithName("acknowledgeChanges");
    }

    /// <summary>One change; <paramref name="named"/> is what the caller's contract calls its number.</summary>
    public async Task<Result<ChangeAcknowledged>> One(
        AcknowledgeChangeRequest request,
        CancellationToken cancellation,
        string named = "changeId"
    )
    {
        var fields = new Fields().Check(request.ChangeId is not null, named, "is required");
        if (Notes(fields, request.Notes) is { } wrong)
            return wrong;
        var number = request.ChangeId!.Value;
        var known = await Known(db, library.Of(caller.Value), [number]);
        if (known.Count == 0)
            return PoliciesProblems.ChangeNotFound;
        return await writes.Commit<ChangeAcknowledged>(
            async unit =>
            {
                var made = await Acknowledge(unit, known, request.Notes);
                var row = made.Count == 1 ? made[0] : await Find(unit, number);
                return new ChangeAcknowledged(
                    row.Id,
                    row.Number,
                    row.PolicyId,
                    true,
                    made.Count == 0,
                    row.At
                );
            },
            cancellation
        );
    }

    /// <summary>Several changes; as above.</summary>
    public async Task<Result<ChangesAcknowledged>> Many(
        AcknowledgeChangesRequest request,
        CancellationToken cancellation,
        string named = "changeIds"
    )
    {
        var asked = request.ChangeIds ?? [];
        var fields = new Fields().Check(
            asked.Count is >= 1 and <= Most,
            named,
            $"must hold 1 to {Most} numbers of changes"
        );
        if (Notes(fields, request.Notes) is { } wrong)
            return wrong;
        long[] numbers = [.. asked.Distinct()];
        var known = await Known(db, library.Of(caller.Value), numbers);
        if (known.Count == 0)
            return new Fields().Wrong(named, "holds no number of a change that there is").Problem!;
        return await writes.Commit<ChangesAcknowledged>(
            async unit =>
            {
                var made = await Acknowledge(unit, known, request.Notes);
                var found = asked.Count(known.ContainsKey);
                return new ChangesAcknowledged(
                    made.Count,
                    found - made.Count,
                    asked.Count,
                    [.. numbers.Where(n => !known.ContainsKey(n))]
                );
            },
            cancellation
        );
    }

    private static Problem? Notes(Fields fields, string? notes)
    {
        fields.Text("notes", notes, 500, multiline: true);
        return fields.Problem
            ?? (
                PatientText.Holds(notes)
                    ? PoliciesProblems.PatientIdentifiers.With(field: "notes")
                    : null
            );
    }

    /// <summary>The changes of these numbers that concern the caller, with the policy of each.</summary>
    private static Task<Dictionary<long, string>> Known(
        VidimusDb db,
        string[] owners,
        long[] numbers
    ) =>
        ReadChanges
            .Of(db, owners)
            .Where(c => numbers.Contains(c.Number))
            .ToDictionaryAsync(c => c.Number, c => c.PolicyId);

    private static Task<AcknowledgementRow> Find(Unit unit, long number) =>
        unit.Db.Acknowledgements.AsNoTracking().SingleAsync(a => a.Number == number);

    /// <summary>
    /// Writes what is not acknowledged yet. Their own numbers are given under a lock, in the order of commits; whoever waited
    /// for it sees what was acknowledged meanwhile. Whose policies they are was decided when they were read: what the
    /// organization makes its own meanwhile it has looked at all the same.
    /// </summary>
    private async Task<IReadOnlyList<AcknowledgementRow>> Acknowledge(
        Unit unit,
        Dictionary<long, string> known,
        string? notes
    )
    {
        long[] numbers = [.. known.Keys];
        if ((await Missing(unit, numbers)).Length == 0)
            return [];
        var counter = await unit.Lock(
            new PolicyCounterRow { Name = "acknowledgements", Value = 0 }
        );
        var missing = await Missing(unit, numbers);
        if (missing.Length == 0)
            return [];
        var now = await time.Now(unit.Db, CancellationToken.None);
        var rows = missing
            .Order()
            .Select(
                (number, i) =>
                    new AcknowledgementRow
                    {
                        OrganizationId = unit.Author.OrganizationId,
                        Number = number,
                        Id = counter.Value + 1 + i,
                        PolicyId = known[number],
                        ActorKind = unit.Author.ActorKind,
                        ActorId = unit.Author.ActorId,
                        Notes = notes,
                        At = now,
                    }
            )
            .ToArray();
        counter.Value += rows.Length;
        unit.Db.Update(counter);
        unit.Db.AddRange(rows.AsEnumerable<object>());
        foreach (var row in rows)
            unit.State(
                new SimpleFact(
                    "compliance.acknowledged",
                    row.PolicyId,
                    ("changeId", row.Number.ToString(CultureInfo.InvariantCulture))
                )
            );
        return rows;
    }

    private static async Task<long[]> Missing(Unit unit, long[] numbers)
    {
        var done = await unit
            .Db.Acknowledgements.Where(a => numbers.Contains(a.Number))
            .Select(a => a.Number)
            .ToListAsync();
        return [.. numbers.Except(done)];
    }
}

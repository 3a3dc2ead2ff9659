using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Spending;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Issuing;

/// <summary>One row of a list.</summary>
/// <param name="Recipient">Who receives it.</param>
/// <param name="Subject">Members that stand on the credential.</param>
/// <param name="Custom">Members kept with it.</param>
/// <param name="ValidFrom">Begin of validity.</param>
/// <param name="ValidUntil">End of validity.</param>
/// <param name="Name">What stands at its top.</param>
/// <param name="Description">What it says further.</param>
public sealed record ListRow(
    RecipientInput? Recipient = null,
    JsonElement? Subject = null,
    JsonElement? Custom = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null,
    string? Name = null,
    string? Description = null
) : BadgeParts;

/// <summary>A list to be issued, or drafted.</summary>
/// <param name="GroupId">Group of all rows.</param>
/// <param name="Rows">1 to 1,000 rows.</param>
/// <param name="Draft">True to keep them as drafts.</param>
/// <param name="Distribute">True to send each issued one's link to its recipient by e-mail.</param>
public sealed record IssueListRequest(
    string? GroupId = null,
    IReadOnlyList<ListRow?>? Rows = null,
    bool? Draft = null,
    bool? Distribute = null
);

/// <summary>What became of a list.</summary>
/// <param name="Id">Its id, <c>bat_…</c>.</param>
/// <param name="Number">Its number within the organization.</param>
/// <param name="GroupId">Group of all rows.</param>
/// <param name="Total">Rows asked for.</param>
/// <param name="Accepted">Rows issued or drafted.</param>
/// <param name="Failed">Rows with an error.</param>
/// <param name="Rows">Each row's outcome, in order.</param>
/// <param name="CreatedAt">When it was done.</param>
public sealed record Batch(
    string Id,
    int Number,
    string GroupId,
    int Total,
    int Accepted,
    int Failed,
    IReadOnlyList<RowOutcome> Rows,
    DateTimeOffset CreatedAt
);

/// <summary>What became of a row.</summary>
/// <param name="Row">Its place in the list, from 0.</param>
/// <param name="State"><c>issued</c>, <c>draft</c> or <c>failed</c>.</param>
/// <param name="Credential">The credential, unless it failed.</param>
/// <param name="Error">What is wrong, if it failed.</param>
public sealed record RowOutcome(int Row, string State, RowCredential? Credential, RowError? Error);

/// <summary>A row's credential in short.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Uuid">The same id as a UUID.</param>
/// <param name="VerifyUrl">Where anyone can verify it; null for a draft.</param>
/// <param name="ExternalId">The caller's own id for the recipient.</param>
public sealed record RowCredential(string Id, string Uuid, string? VerifyUrl, string? ExternalId);

/// <summary>A row's error.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Field">The member at fault.</param>
public sealed record RowError(string Code, string Message, string? Field);

/// <summary>
/// Issues a list: every row is checked on its own, and all good rows are signed and saved in one transaction. A bad
/// row never stops the others; a list that was answered is there whole.
/// </summary>
internal sealed class IssueList(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    Issuance issuance,
    DistributeCredential distribution,
    IssueGate gate
)
{
    public const int MostRows = 1000;
    private const int MostTries = 3;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/credentials/batch",
                (HttpContext http, IssueList issue) =>
                    http.Take<IssueListRequest, Batch>(200, r => issue.Run(r, http.RequestAborted))
            )
            .Needs(Scopes.CredentialsIssue)
            .AcceptsLists()
            .Weighs(10)
            .Heavy()
            .Accepts<IssueListRequest>("application/json")
            .Produces<Batch>()
            .WithTags("Credentials")
            .WithSummary("Issue or draft a list of credentials")
            .WithName("issueList");
        routes
            .MapGet(
                "/v1/batches/{id}",
                async (HttpContext http, IssueList issue, string id) =>
                    (await issue.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<Batch>()
            .WithTags("Credentials")
            .WithSummary("Get what became of a list")
            .WithName("getBatch");
    }

    public async Task<Result<Batch>> Run(IssueListRequest request, CancellationToken cancellation)
    {
        var fields = new Fields()
            .Text("groupId", request.GroupId, 100, required: true)
            .Check(
                request.Rows is { Count: >= 1 and <= MostRows },
                "rows",
                $"must hold 1 to {MostRows} rows"
            );
        if (fields.Problem is { } wrong)
            return wrong;
        var draft = request.Draft == true;
        if (
            request.Distribute == true
            && !draft
            && await distribution.Refusal(cancellation) is { } unconfigured
        )
            return unconfigured;
        if (await GroupRules.Find(db, request.GroupId!, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound.With(field: "groupId");
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        return await Issue(
            group,
            request.Rows!,
            draft,
            request.Distribute == true,
            static (_, _) => Task.FromResult<Problem?>(null),
            cancellation
        );
    }

    /// <summary>Issues or drafts rows, with a further change to the same transaction where the caller has one.</summary>
    public async Task<Result<Batch>> Issue(
        GroupRow group,
        IReadOnlyList<ListRow?> rows,
        bool draft,
        bool distribute,
        Func<Unit, Batch, Task<Problem?>> also,
        CancellationToken cancellation
    )
    {
        SigningIdentity? identity = null;
        if (!draft)
        {
            var found = await issuance.IdentityOf(caller.Value, cancellation);
            if (found.Problem is { } noIdentity)
                return noIdentity;
            identity = found.Value;
        }
        for (var attempt = 1; ; attempt++)
        {
            var result = await Save(
                group,
                rows,
                identity,
                distribute && !draft,
                also,
                cancellation
            );
            if (result.Problem?.Type != PlatformProblems.Conflict || attempt == MostTries)
                return result;
        }
    }

    public async Task<Result<Batch>> Get(string id, CancellationToken cancellation)
    {
        if (await db.Batches.SingleOrDefaultAsync(b => b.Id == id, cancellation) is not { } row)
            return CredentialProblems.BatchNotFound;
        return Of(row, JsonSerializer.Deserialize<List<RowOutcome>>(row.Outcomes, Issuance.Json)!);
    }

    /// <summary>A group by its id or number.</summary>
    public Task<GroupRow?> FindGroup(string id, CancellationToken cancellation) =>
        GroupRules.Find(db, id, cancellation);

    private async Task<Result<Batch>> Save(
        GroupRow group,
        IReadOnlyList<ListRow?> rows,
        SigningIdentity? identity,
        bool distribute,
        Func<Unit, Batch, Task<Problem?>> also,
        CancellationToken cancellation
    )
    {
        var batchId = NewId.Create("bat", issuance.Clock);
        var now = issuance.Now;
        var schema = CredentialRules.SchemaOf(group);
        var known = await Issuance.Known(
            db,
            rows.Select(r => r?.Recipient?.ExternalId),
            cancellation
        );
        var positions = identity is null
            ? []
            : await issuance.Positions(caller.Value, rows.Count, cancellation);
        var outcomes = new List<RowOutcome>(rows.Count);
        var ready = new List<(Prepared Prepared, Asked Asked)>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i] ?? new();
            var asked = new Asked(
                row.Recipient,
                row.Subject,
                row.Custom,
                row.ValidFrom,
                row.ValidUntil,
                row.Name,
                row.Description,
                row.OrNull()
            );
            if (CredentialRules.Check(asked, group, schema, now) is { } refused)
            {
                outcomes.Add(
                    new(i, "failed", null, new(refused.Type.Code, refused.Message, refused.Field))
                );
                continue;
            }
            var external = asked.Recipient!.ExternalId;
            var prepared = issuance.Prepare(
                group,
                asked,
                external is null ? null : known.GetValueOrDefault(external),
                identity is null ? null : new(identity, positions[i]),
                new(BatchId: batchId)
            );
            // A second row for the same person gets the recipient that the first row made.
            if (external is not null)
                known.TryAdd(external, prepared.Recipient);
            ready.Add((prepared, asked));
            outcomes.Add(new(i, identity is null ? "draft" : "issued", Short(prepared), null));
        }
        var result = await writes.Commit<Batch>(
            async unit =>
            {
                var saved = await SaveAll(
                    unit,
                    batchId,
                    group,
                    ready,
                    outcomes,
                    identity,
                    distribute
                );
                return saved.Ok && await also(unit, saved.Value!) is { } refused ? refused : saved;
            },
            cancellation
        );
        if (result is { Ok: true, Replay: null } && identity is not null)
            Meters.CredentialsIssued.Add(result.Value!.Accepted);
        return result;
    }

    private async Task<Result<Batch>> SaveAll(
        Unit unit,
        string batchId,
        GroupRow group,
        List<(Prepared Prepared, Asked Asked)> ready,
        List<RowOutcome> outcomes,
        SigningIdentity? identity,
        bool distribute
    )
    {
        var now = issuance.Now;
        unit.State(new SimpleFact("batch.accepted", batchId, ("group", group.Id)));
        if (identity is not null)
            (ready, outcomes) = await Open(unit, group, ready, outcomes);
        if (identity is not null && ready.Count > 0)
        {
            string[] ids = [.. ready.Select(r => r.Prepared.Credential.Id)];
            var charged = await issuance.Charges.ChargeInOrder(unit, Billable.Issue, ids);
            if (charged is { Count: 0, Refused: { } tooDear })
                return tooDear;
            if (charged.Refused is { } beyond)
                (ready, outcomes) = Cut(ready, outcomes, charged.Count, beyond);
        }
        var row = new BatchRow
        {
            OrganizationId = group.OrganizationId,
            Id = batchId,
            Mode = group.Mode,
            Number = await unit.Db.NumberOfLastBatch(group.OrganizationId) + 1,
            GroupId = group.Id,
            Total = outcomes.Count,
            // External ids are the caller's words for a person: they stay with the recipient.
            Outcomes = JsonSerializer.Serialize(
                outcomes.Select(o =>
                    o with
                    {
                        Credential = o.Credential is { } c ? c with { ExternalId = null } : null,
                    }
                ),
                Issuance.Json
            ),
            CreatedAt = now,
        };
        unit.Db.Add(row);
        if (!await Issuance.SaveMany(unit, ready, identity is null ? null : Passed.Gates, now))
            return PlatformProblems.Conflict;
        foreach (var (prepared, _) in ready)
        {
            if (distribute && prepared.Recipient.Email is not null)
                await DistributeCredential.Ask(unit, prepared.Credential.Id, now);
        }
        if (identity is { PinsAddress: true })
            await unit.PinPublicUrl(identity.BaseUrl);
        return Of(row, outcomes);
    }

    /// <summary>The list without the rows that a gate does not let through; they fail, the others do not.</summary>
    private async Task<(List<(Prepared, Asked)>, List<RowOutcome>)> Open(
        Unit unit,
        GroupRow group,
        List<(Prepared Prepared, Asked Asked)> ready,
        List<RowOutcome> outcomes
    )
    {
        var closed = await gate.Check(
            unit,
            ready.Select(r => new AboutToIssue(
                group,
                r.Prepared.Recipient,
                r.Asked.Recipient!.Email,
                r.Prepared.Credential,
                r.Prepared.Input
            ))
        );
        var errors = ready
            .Zip(closed)
            .Where(r => r.Second is not null)
            .ToDictionary(
                r => r.First.Prepared.Credential.Id,
                // A row has no place for a hint, and what to do about it differs from gate to gate.
                r => new RowError(r.Second!.Type.Code, $"{r.Second.Message} {r.Second.Hint}", null)
            );
        return errors.Count == 0
            ? (ready, outcomes)
            : (
                [.. ready.Where(r => !errors.ContainsKey(r.Prepared.Credential.Id))],
                [
                    .. outcomes.Select(o =>
                        o.Credential is { } c && errors.TryGetValue(c.Id, out var error)
                            ? new(o.Row, "failed", null, error)
                            : o
                    ),
                ]
            );
    }

    /// <summary>The list without the rows that the key's cap has no room for; they fail, the ones before them do not.</summary>
    private static (List<(Prepared, Asked)>, List<RowOutcome>) Cut(
        List<(Prepared Prepared, Asked Asked)> ready,
        List<RowOutcome> outcomes,
        int count,
        Problem beyond
    )
    {
        var cut = ready.Skip(count).Select(r => r.Prepared.Credential.Id).ToHashSet();
        var error = new RowError(beyond.Type.Code, beyond.Message, null);
        return (
            ready[..count],
            [
                .. outcomes.Select(o =>
                    o.Credential is { } c && cut.Contains(c.Id)
                        ? new(o.Row, "failed", null, error)
                        : o
                ),
            ]
        );
    }

    private RowCredential Short(Prepared prepared)
    {
        NewId.TryGetUuid("cred", prepared.Credential.Id, out var uuid);
        var link = prepared.Credential.IssuedAt is null
            ? null
            : CredentialDocument.VerifyUrl(issuance.BaseUrl, prepared.Credential.Id);
        return new(prepared.Credential.Id, uuid.ToString(), link, prepared.Recipient.ExternalId);
    }

    private static Batch Of(BatchRow row, IReadOnlyList<RowOutcome> outcomes)
    {
        var failed = outcomes.Count(o => o.Error is not null);
        return new(
            row.Id,
            row.Number,
            row.GroupId,
            row.Total,
            row.Total - failed,
            failed,
            outcomes,
            row.CreatedAt
        );
    }
}

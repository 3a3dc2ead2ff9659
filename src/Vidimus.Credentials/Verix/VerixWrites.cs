using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Lifecycle;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verix;

/// <summary>Writes in Verix's shapes.</summary>
internal sealed class VerixWrites(
    IssueList issueList,
    Drafts drafts,
    DistributeCredential distribution
)
{
    /// <summary>Creates drafts, or issued credentials; one queue row for each accepted input, in order.</summary>
    public async Task<Result<VerixCreated>> Create(
        string groupId,
        VerixCreateRequest request,
        CancellationToken cancellation
    )
    {
        var rows = request.Inputs?.Select(i => i is null ? null : Row(i)).ToList();
        var done = await issueList.Run(
            new(groupId, rows, Draft: request.Issue != true, request.Distribute),
            cancellation
        );
        if (done.Problem is { } problem)
            return Renamed(problem);
        var batch = done.Value!;
        return new VerixCreated(
            batch.Number,
            [
                .. batch
                    .Rows.Where(r => r.Credential is not null)
                    .Select(r => new VerixQueued(Hex(r.Credential!.Uuid), r.Credential.ExternalId)),
            ],
            [
                .. batch
                    .Rows.Where(r => r.Error is not null)
                    .Select(r => new VerixInputError(r.Row, null, r.Error!.Code, r.Error.Message)),
            ]
        );
    }

    /// <summary>Changes drafts one by one, and issues them where asked; a refused one never stops the others.</summary>
    public async Task<Result<VerixUpdated>> Update(
        string groupId,
        VerixUpdateRequest request,
        CancellationToken cancellation
    )
    {
        if (request.Distribute == true && distribution.Refusal is { } unconfigured)
            return unconfigured;
        if (
            new Fields()
                .Check(
                    request.Inputs is { Count: >= 1 and <= IssueList.MostRows },
                    "inputs",
                    $"must hold 1 to {IssueList.MostRows} inputs"
                )
                .Problem is
            { } wrong
        )
            return wrong;
        var group = await issueList.FindGroup(groupId, cancellation);
        if (group is null)
            return CredentialProblems.GroupNotFound;
        var errors = new List<VerixInputError>();
        for (var i = 0; i < request.Inputs!.Count; i++)
        {
            var input = request.Inputs[i] ?? new();
            if (await Change(group, input, request, cancellation) is { } refused)
                errors.Add(new(i, input.CredentialUid, refused.Type.Code, refused.Message));
        }
        var number = await issueList.RecordChanges(
            group,
            request.Inputs.Count,
            errors.Count,
            cancellation
        );
        return number.Problem is { } unsaved
            ? unsaved
            : new VerixUpdated(number.Value, request.Inputs.Count - errors.Count, errors);
    }

    /// <summary>Deletes a draft; an issued credential is refused.</summary>
    public async Task<Result<VerixDone>> Delete(string id, CancellationToken cancellation)
    {
        var done = await drafts.Delete(id, cancellation);
        return done.Problem is { } problem
            ? problem
            : new VerixDone("OK", "The credential was deleted.");
    }

    private async Task<Problem?> Change(
        GroupRow group,
        VerixInput input,
        VerixUpdateRequest request,
        CancellationToken cancellation
    )
    {
        if (input.CredentialUid is not { Length: > 0 } uid)
            return new Fields().Wrong("credentialUid", "is required").Problem;
        if (!await drafts.BelongsTo(uid, group.Id, cancellation))
            return new(CredentialProblems.CredentialNotFound);
        var changes = new EditCredentialRequest(
            Given(input.Recipient),
            input.Subject is { } subject ? new(subject) : default,
            input.Custom is { } custom ? new(custom) : default,
            input.Credential?.ValidFrom is { } from ? new(from) : default,
            input.Credential?.ValidUntil is { } until ? new(until) : default,
            Given(input.Credential?.Name),
            Given(input.Credential?.Description)
        );
        var edited = await drafts.Edit(uid, changes, cancellation);
        if (edited.Problem is { } refused)
            return refused;
        if (request.Issue != true)
            return null;
        var issued = await drafts.Issue(uid, cancellation);
        return issued.Problem is null && request.Distribute == true
            ? (await distribution.Run(uid, cancellation)).Problem
            : issued.Problem;
    }

    private static Optional<T> Given<T>(T? value)
        where T : class => value is null ? default : new(value);

    private static ListRow Row(VerixInput input) =>
        new(
            input.Recipient,
            input.Subject,
            input.Custom,
            input.Credential?.ValidFrom,
            input.Credential?.ValidUntil,
            input.Credential?.Name,
            input.Credential?.Description
        );

    private static string Hex(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal);

    // Inputs are rows to the operation beneath.
    private static Problem Renamed(Problem problem) =>
        problem.Field == "rows"
            ? problem with
            {
                Field = "inputs",
                Message = problem.Message.Replace("rows", "inputs", StringComparison.Ordinal),
            }
            : problem;
}

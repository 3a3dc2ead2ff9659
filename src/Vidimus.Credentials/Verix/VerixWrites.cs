using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Lifecycle;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verix;

/// <summary>Writes in Verix's shapes, on the operations of every other door.</summary>
internal sealed class VerixWrites(
    IssueList issueList,
    Drafts drafts,
    ChangeDrafts changeDrafts,
    DistributeCredential distribution
)
{
    /// <summary>Creates drafts, or issued credentials.</summary>
    public async Task<Result<Batch>> Create(
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
        return done.Problem is { } problem ? Renamed(problem) : done;
    }

    /// <summary>One queue row for each accepted input, in order.</summary>
    public static VerixCreated Created(Batch batch) =>
        new(
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

    /// <summary>Changes drafts, and issues them where asked; a refused one never stops the others.</summary>
    public async Task<Result<ChangedDrafts>> Update(
        string groupId,
        VerixUpdateRequest request,
        CancellationToken cancellation
    )
    {
        if (
            request.Distribute == true
            && await distribution.Refusal(cancellation) is { } unconfigured
        )
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
        return await changeDrafts.Run(
            group,
            [.. request.Inputs!.Select(i => Change(i ?? new()))],
            new(request.Issue == true, request.Distribute == true),
            cancellation
        );
    }

    /// <summary>How many were carried out, and one row for each input that was refused.</summary>
    public static VerixUpdated Updated(ChangedDrafts done, VerixUpdateRequest request) =>
        new(
            done.Number,
            done.Changed,
            [
                .. done.Refused.Select(r => new VerixInputError(
                    r.Index,
                    request.Inputs![r.Index]?.CredentialUid,
                    r.Problem.Type.Code,
                    r.Problem.Message
                )),
            ]
        );

    /// <summary>Deletes a draft; an issued credential is refused.</summary>
    public Task<Result<bool>> Delete(string id, CancellationToken cancellation) =>
        drafts.Delete(id, cancellation);

    private static DraftChange Change(VerixInput input) =>
        new(
            input.CredentialUid,
            new(
                Given(input.Recipient),
                input.Subject is { } subject ? new(subject) : default,
                input.Custom is { } custom ? new(custom) : default,
                input.Credential?.ValidFrom is { } from ? new(from) : default,
                input.Credential?.ValidUntil is { } until ? new(until) : default,
                Given(input.Credential?.Name),
                Given(input.Credential?.Description)
            )
        );

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

using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Payments;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>
/// From a prepared submission to an order. Where nothing is charged now, that is one change. Where something is, the
/// submission and the reserved cap are saved first, then the charge is taken, then the order is saved: whoever dies in
/// between leaves a submission behind, which <see cref="SettleSubmission"/> brings to its end.
/// </summary>
internal sealed class PlaceOrder(
    Writes writes,
    IPayment payment,
    OrderWriter writer,
    SettleSubmission settle,
    DocumentVault vault,
    OrderGate gate
)
{
    public async Task<Result<SubmittedOrder>> Run(Submission mine, CancellationToken cancellation)
    {
        string? reference = null;
        if (mine.IsLive)
        {
            var prepared = await payment.Prepare(mine.Ask(), cancellation);
            if (prepared.Problem is { } unpayable)
                return await Drop(mine, unpayable);
            reference = prepared.Value;
        }
        if (reference is null)
            return await AtOnce(mine, cancellation);
        mine = mine with { PaymentReference = reference };
        var begun = await Begin(mine, cancellation);
        if (begun is not { Ok: true, Value: null })
        {
            // Nothing was taken, and now nothing can be.
            await payment.Withdraw(mine.Ask(), reference, CancellationToken.None);
            return begun.Problem is { } refused
                ? await Drop(mine, refused)
                : await Dropped(mine, begun.Value!);
        }
        return await Take(mine, reference);
    }

    private async Task<Result<SubmittedOrder>> AtOnce(
        Submission mine,
        CancellationToken cancellation
    )
    {
        var done = await WithTwinSeen(() =>
            writes.Commit<SubmittedOrder>(
                async unit =>
                {
                    if (await writer.Twin(unit, mine) is { } twin)
                        return twin;
                    if (await gate.Check(unit, mine) is { } closed)
                        return closed;
                    var documents = await writer.Documents(unit, mine);
                    if (documents.Problem is { } refused)
                        return refused;
                    // In the sandbox the order's age says when it is paid.
                    var made = await writer.Order(unit, mine, mine.IsLive, documents.Value!);
                    return await writer.Reserve(unit, mine) is { } tooDear ? tooDear : made;
                },
                cancellation
            )
        );
        if (done.Problem is { } problem)
            return await Drop(mine, problem);
        return done.Value!.Repeated ? await Dropped(mine, done.Value) : done;
    }

    /// <summary>Null when the submission is saved; otherwise the twin that was quicker, or the refusal.</summary>
    private Task<Result<SubmittedOrder?>> Begin(Submission mine, CancellationToken cancellation) =>
        WithTwinSeen(() =>
            writes.Commit<SubmittedOrder?>(
                async unit =>
                {
                    if (await writer.Twin(unit, mine) is { } twin)
                        return twin.Problem is { } other ? other : twin.Value;
                    if (await gate.Check(unit, mine) is { } closed)
                        return closed;
                    var documents = await writer.Documents(unit, mine);
                    if (documents.Problem is { } refused)
                        return refused;
                    await settle.Begin(unit, mine);
                    return await writer.Reserve(unit, mine) is { } tooDear
                        ? tooDear
                        : (SubmittedOrder?)null;
                },
                cancellation
            )
        );

    /// <summary>
    /// Looks once more where the cap was used up or a document is an order's: a twin on another node looks for its like, the
    /// quicker one is saved, and the other would be told that there is nothing left to spend, or that its document is taken.
    /// </summary>
    private static async Task<Result<T>> WithTwinSeen<T>(Func<Task<Result<T>>> save)
    {
        var saved = await save();
        var type = saved.Problem?.Type;
        return
            type == AccessProblems.SpendLimitExceeded || type == CertificationProblems.DocumentInUse
            ? await save()
            : saved;
    }

    // From here on the caller may go away: what was begun is brought to its end.
    private async Task<Result<SubmittedOrder>> Take(Submission mine, string reference)
    {
        var outcome = await settle.Confirm(mine, reference);
        switch (outcome.State)
        {
            case PaymentState.Paid:
            case PaymentState.Pending:
                return await settle.Finish(mine, paid: outcome.State is PaymentState.Paid);
            case PaymentState.Declined:
                await settle.Release(mine);
                return outcome.Refused ?? new(CertificationProblems.PaymentFailed);
            default:
                await settle.LetGo(mine);
                return CertificationProblems.PaymentUnavailable.With(
                    "The payment service did not say whether it took the charge; that is being found out, and nothing is taken twice."
                ) with
                {
                    RetryAfterSeconds = 5,
                };
        }
    }

    private async Task<Result<SubmittedOrder>> Drop(Submission mine, Problem refused)
    {
        await Discard(mine);
        return refused;
    }

    private async Task<Result<SubmittedOrder>> Dropped(Submission mine, SubmittedOrder twin)
    {
        await Discard(mine);
        return twin;
    }

    private async Task Discard(Submission mine)
    {
        foreach (var document in mine.Documents)
        {
            if (document.Staged is { } staged)
                await vault.Discard(staged);
        }
    }
}

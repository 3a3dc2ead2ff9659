using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>Looks whether something was submitted before under the same idempotency key, and what became of it.</summary>
internal sealed class FindSubmitted(
    VidimusDb db,
    OrderViews views,
    SettleSubmission settle,
    DatabaseClock time
)
{
    /// <summary>
    /// The order that was made of the same input; a conflict where the input was another; a request to come back while
    /// somebody is at it; null where there is nothing. What somebody left behind is settled here and now.
    /// </summary>
    public async Task<Result<SubmittedOrder>?> Find(
        SubmissionInput input,
        CancellationToken cancellation
    )
    {
        if (!await IsKnown(db, input.By, input.IdempotencyKey, cancellation))
            return null;
        if (await Order(input, cancellation) is { } order)
            return order;
        if (await Begun(input, cancellation) is not { } begun)
            // The one that was begun a moment ago may be an order by now.
            return await Order(input, cancellation);
        if (begun.InputDigest != input.Digest)
            return (Result<SubmittedOrder>)CertificationProblems.IdempotencyConflict;
        if (begun.LeaseUntil > await time.Now(db, cancellation))
            return (Result<SubmittedOrder>)InProgress();
        await settle.Recover(begun, cancellation);
        if (await Order(input, cancellation) is { } recovered)
            return recovered;
        if (await Begun(input, cancellation) is null)
            return null;
        return (Result<SubmittedOrder>)InProgress();
    }

    /// <summary>
    /// Whether anything was begun under this key: most often nothing was, and then this one statement is all that is asked. It sees one
    /// moment of both tables, and a submission goes in the change that makes its order: none is between the two.
    /// </summary>
    public static Task<bool> IsKnown(
        VidimusDb db,
        Submitter by,
        string idempotencyKey,
        CancellationToken cancellation
    )
    {
        var (kind, id) = (by.Kind, by.Id);
        return db
            .Orders.Where(o =>
                o.ActorKind == kind && o.ActorId == id && o.IdempotencyKey == idempotencyKey
            )
            .Select(o => o.Id)
            .Concat(
                db.Submissions.Where(s =>
                        s.ActorKind == kind && s.ActorId == id && s.IdempotencyKey == idempotencyKey
                    )
                    .Select(s => s.Id)
            )
            .AnyAsync(cancellation);
    }

    /// <summary>Where it is not known yet what becomes of a submission.</summary>
    public static Problem InProgress() =>
        new(CertificationProblems.SubmissionInProgress) { RetryAfterSeconds = 2 };

    private async Task<Result<SubmittedOrder>?> Order(
        SubmissionInput input,
        CancellationToken cancellation
    )
    {
        var row = await db
            .Orders.AsNoTracking()
            .SingleOrDefaultAsync(
                o =>
                    o.ActorKind == input.By.Kind
                    && o.ActorId == input.By.Id
                    && o.IdempotencyKey == input.IdempotencyKey,
                cancellation
            );
        if (row is null)
            return null;
        if (row.InputDigest != input.Digest)
            return (Result<SubmittedOrder>)CertificationProblems.IdempotencyConflict;
        return (Result<SubmittedOrder>)
            new SubmittedOrder(await views.Read(db, row, cancellation), Repeated: true);
    }

    private Task<SubmissionRow?> Begun(SubmissionInput input, CancellationToken cancellation) =>
        db
            .Submissions.AsNoTracking()
            .SingleOrDefaultAsync(
                s =>
                    s.ActorKind == input.By.Kind
                    && s.ActorId == input.By.Id
                    && s.IdempotencyKey == input.IdempotencyKey,
                cancellation
            );
}

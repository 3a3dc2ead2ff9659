using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Payments;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>
/// Brings submissions whose charge was begun to their end: to an order, or to nothing. Every step may be repeated and done by
/// several at once, since each removes the submission in the very change that makes the order or gives the cap back.
/// </summary>
internal sealed partial class SettleSubmission(
    Commits commits,
    PaymentKinds payments,
    OrderWriter writer,
    OrderViews views,
    SubmissionVault vault,
    ILogger<SettleSubmission> log
)
{
    /// <summary>How long whoever began it has for taking the charge and writing the order.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    // Well within the lease, so that nobody looks while the charge is being taken.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Inside the unit that reserves the cap: from here on the submission is brought to its end by somebody.</summary>
    public async Task Begin(Unit unit, Submission mine)
    {
        unit.Db.Add(await vault.Row(unit, mine, Lease));
        unit.State(new SimpleFact("submission.begun", mine.OrderId, ("key", mine.KeyId)));
    }

    /// <summary>Takes the charge; whatever goes wrong on the way is an outcome that nobody knows.</summary>
    public Task<PaymentOutcome> Confirm(Submission mine, string reference) =>
        Ask(mine, (payment, c) => payment.Confirm(mine.Ask(), reference, c));

    /// <summary>Makes the order of it, once, whoever is first.</summary>
    public Task<Result<SubmittedOrder>> Finish(Submission mine, bool paid) =>
        commits.Commit<SubmittedOrder>(
            mine.Author,
            async unit =>
            {
                var order = await unit
                    .Db.Orders.AsNoTracking()
                    .SingleOrDefaultAsync(o => o.Id == mine.OrderId);
                if (order is not null)
                    return new SubmittedOrder(
                        await views.Read(unit.Db, order, CancellationToken.None),
                        Repeated: false
                    );
                var row = await unit.Db.Submissions.SingleOrDefaultAsync(s => s.Id == mine.OrderId);
                if (row is null)
                    throw new InvalidOperationException(
                        $"The submission {mine.OrderId} was given up, and its charge is taken all the same."
                    );
                unit.Db.Remove(row);
                var documents = await unit
                    .Db.Documents.AsNoTracking()
                    .Where(d => d.OrderId == mine.OrderId)
                    .ToListAsync();
                return await writer.Order(unit, mine, paid, documents);
            },
            CancellationToken.None
        );

    /// <summary>Nothing was taken and nothing will be: as if it had never been submitted.</summary>
    public async Task Release(Submission mine)
    {
        var released = await commits.Commit<bool>(
            mine.Author,
            async unit =>
            {
                var row = await unit.Db.Submissions.SingleOrDefaultAsync(s => s.Id == mine.OrderId);
                if (row is null)
                    return false;
                unit.Db.Remove(row);
                await writer.Undo(unit, mine);
                unit.State(
                    new SimpleFact("submission.released", mine.OrderId, ("key", mine.KeyId))
                );
                return true;
            },
            CancellationToken.None
        );
        // Where somebody else was first, an order may have been made of it, whose documents these are.
        if (released is { Ok: true, Value: true })
            await vault.Discard(mine);
    }

    /// <summary>Nobody knows yet: whoever comes next looks.</summary>
    public Task LetGo(Submission mine) =>
        vault.Postpone(mine.Author.OrganizationId, mine.OrderId, TimeSpan.Zero);

    /// <summary>Finds out what became of a submission whose lease is over, and brings it to its end. Takes nothing.</summary>
    public async Task Recover(SubmissionRow row, CancellationToken cancellation)
    {
        var mine = vault.Open(row);
        var outcome = await Ask(
            mine,
            (payment, c) => payment.Look(mine.Ask(), mine.PaymentReference!, c)
        );
        // Whoever is late with taking it is too late once it is withdrawn.
        if (outcome.State is PaymentState.Untaken or PaymentState.Declined)
            outcome = await Ask(
                mine,
                (payment, c) => payment.Withdraw(mine.Ask(), mine.PaymentReference!, c)
            );
        cancellation.ThrowIfCancellationRequested();
        LogRecovered(log, mine.OrderId, mine.Author.OrganizationId, outcome.State);
        switch (outcome.State)
        {
            case PaymentState.Paid:
            case PaymentState.Pending:
                await Finish(mine, paid: outcome.State is PaymentState.Paid);
                break;
            case PaymentState.Declined:
                await Release(mine);
                break;
            default:
                var pause = TimeSpan.FromSeconds(5 * Math.Pow(2, Math.Min(row.Attempts, 7)));
                await vault.Postpone(
                    mine.Author.OrganizationId,
                    mine.OrderId,
                    pause < LongestPause ? pause : LongestPause
                );
                break;
        }
    }

    private async Task<PaymentOutcome> Ask(
        Submission mine,
        Func<IPayment, CancellationToken, Task<PaymentOutcome>> ask
    )
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            // In the form in which it was begun: the operator may have chosen another since, which knows nothing of this charge.
            return await ask(payments.Of(mine.PaymentKind), patience.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogUnknown(log, mine.OrderId, mine.Author.OrganizationId, e);
            return new(PaymentState.Unknown);
        }
    }

    [LoggerMessage(
        5101,
        LogLevel.Warning,
        "What became of the charge of {Order} of {Organization} is unknown; it is looked at again."
    )]
    private static partial void LogUnknown(
        ILogger logger,
        string order,
        string organization,
        Exception exception
    );

    [LoggerMessage(
        5102,
        LogLevel.Information,
        "The submission {Order} of {Organization} was left behind; its charge is {State}."
    )]
    private static partial void LogRecovered(
        ILogger logger,
        string order,
        string organization,
        PaymentState state
    );
}

using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Usage;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Spending;

/// <summary>How many actions of a list were charged, and why not the rest.</summary>
/// <param name="Count">The first so many were charged.</param>
/// <param name="Refused">Why the next one was not; null when all were.</param>
public sealed record Charged(int Count, Problem? Refused);

/// <summary>
/// Charges billable actions inside the transaction that makes them: a charge is there exactly when its action is. A key
/// with a cap spends up to it to the cent, whatever acts beside it on whatever node; a charge that was taken goes with
/// its transaction, so there is nothing left behind to release.
/// </summary>
public sealed class Charges
{
    private readonly Prices _prices;
    private readonly DatabaseClock _time;
    private readonly TimeProvider _clock;

    internal Charges(Prices prices, DatabaseClock time, TimeProvider clock) =>
        (_prices, _time, _clock) = (prices, time, clock);

    /// <summary>
    /// Charges one action, or answers why it may not be made; then the unit has to answer that. Comes last in a unit,
    /// since the key's spending is locked from here to the commit.
    /// </summary>
    public async Task<Problem?> Charge(Unit unit, string action, string resourceId) =>
        (await ChargeInOrder(unit, action, [resourceId])).Refused;

    /// <summary>As above, an action whose price was agreed before, such as an order at the price of its quote.</summary>
    public async Task<Problem?> Charge(Unit unit, string action, string resourceId, long cents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cents);
        return (await Charge(unit, action, [resourceId], cents)).Refused;
    }

    /// <summary>Charges as many of these actions, in their order, as the key's caps allow.</summary>
    public Task<Charged> ChargeInOrder(
        Unit unit,
        string action,
        IReadOnlyList<string> resourceIds
    ) => Charge(unit, action, resourceIds, _prices.Of(action));

    /// <summary>
    /// Takes back the charge of an action that did not come about, as if it had never been: the caps have room for it again,
    /// and usage does not count it. Not for what was done and is given back later: that was spent. In the name of who was
    /// charged; does nothing where there is no such charge, so it may be repeated.
    /// </summary>
    public Task Release(Unit unit, string action, string resourceId, DateTimeOffset since) =>
        Release(unit, action, resourceId, since, unit.Author.ClientId);

    /// <summary>As above, in whoever's name, for who acted through this client, or through none, when it was charged.</summary>
    public async Task Release(
        Unit unit,
        string action,
        string resourceId,
        DateTimeOffset since,
        string? clientId
    )
    {
        // Clocks of nodes differ by a little; and the index begins with the mode and the time.
        var earliest = since - TimeSpan.FromMinutes(10);
        var mode = unit.Author.Mode;
        var charge = await unit.Db.Charged.SingleOrDefaultAsync(c =>
            c.Mode == mode && c.At >= earliest && c.Action == action && c.ResourceId == resourceId
        );
        if (charge is null)
            return;
        if (charge is { Account: { } account, Cents: > 0 })
            (await unit.Share(account, () => KeySpend.Load(unit, account, _time))).GiveBack(charge);
        unit.Db.Remove(charge);
        unit.AddUp(UsageRow.Without(charge, clientId));
    }

    private async Task<Charged> Charge(
        Unit unit,
        string action,
        IReadOnlyList<string> resourceIds,
        long cents
    )
    {
        var author = unit.Author;
        var key = author.ActorKind == "key" ? author.ActorId : null;
        var facts = unit.Recall<KeyFacts>();
        var account = facts?.SpendAccount ?? key;
        // Test mode is never charged; what it makes is counted all the same.
        if (author.Mode != "live")
            cents = 0;
        var at = _clock.GetUtcNow();
        var charged = new Charged(resourceIds.Count, null);
        if (cents > 0 && key is not null && resourceIds.Count > 0)
        {
            if (facts?.Id != key)
                throw new InvalidOperationException("The caps of the key were not read.");
            var spend = await unit.Share(account!, () => KeySpend.Load(unit, account!, _time));
            charged = await spend.Take(unit, facts, cents, resourceIds.Count);
            at = spend.At;
            if (charged.Refused is not null)
                Meters.SpendRefusals.Add(1);
        }
        unit.AddAtEnd(
            resourceIds
                .Take(charged.Count)
                .Select(resource => new ChargeRow
                {
                    OrganizationId = author.OrganizationId,
                    Id = NewId.Create("chg", _clock),
                    Mode = author.Mode,
                    KeyId = key,
                    Account = account,
                    ActorKind = author.ActorKind,
                    ActorId = author.ActorId,
                    Action = action,
                    Tool = author.Tool,
                    Quantity = 1,
                    Cents = cents,
                    ResourceId = resource,
                    RequestId = author.RequestId,
                    Environment = facts?.Environment,
                    At = at,
                })
        );
        if (charged.Count > 0)
            unit.AddUp(UsageRow.Of(author, facts, action, charged.Count, cents, at));
        return charged;
    }
}

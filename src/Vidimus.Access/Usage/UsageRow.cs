using System.Globalization;
using Vidimus.Access.Keys;
using Vidimus.Access.Spending;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Usage;

/// <summary>
/// Sums of one day (UTC): requests, which nodes add every few seconds, and what was done and paid, which is added in the
/// transaction that does it. A part of the key that does not apply is empty: requests have no action, actions no route.
/// </summary>
internal sealed record UsageRow : IModeRow, ISumRow
{
    public required string OrganizationId { get; init; }
    public required string Mode { get; init; }

    /// <summary>As <c>2026-11-22</c>.</summary>
    public required string Day { get; init; }
    public string KeyId { get; init; } = "";

    /// <summary>The key's label of where it is used, as it was then.</summary>
    public string Environment { get; init; } = "";
    public string MemberId { get; init; } = "";

    /// <summary>The OAuth client.</summary>
    public string ClientId { get; init; } = "";
    public string Tool { get; init; } = "";

    /// <summary>Method and template, such as <c>GET /v1/credentials/{id}</c>; never a path.</summary>
    public string Route { get; init; } = "";

    /// <summary><c>2xx</c>, <c>3xx</c>, <c>5xx</c>, or the status itself where the caller was refused.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The billable action, such as <c>credential.issue</c>.</summary>
    public string Action { get; init; } = "";
    public long Requests { get; init; }

    /// <summary>Those of the requests that were refused or failed.</summary>
    public long Failures { get; init; }
    public long Actions { get; init; }
    public long Quantity { get; init; }
    public long Cents { get; init; }

    /// <summary>Some billable actions, each at this price.</summary>
    public static UsageRow Of(
        Author author,
        KeyFacts? key,
        string action,
        int actions,
        long cents,
        DateTimeOffset at
    ) =>
        new()
        {
            OrganizationId = author.OrganizationId,
            Mode = author.Mode,
            Day = at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            KeyId = author.ActorKind == "key" ? author.ActorId : "",
            MemberId = author.ActorKind == "member" ? author.ActorId : "",
            ClientId = author.ClientId ?? "",
            Environment = key?.Environment ?? "",
            Tool = author.Tool ?? "",
            Action = action,
            Actions = actions,
            Quantity = actions,
            Cents = checked(actions * cents),
        };

    /// <summary>Takes a charge back out of the sums that it was added to.</summary>
    public static UsageRow Without(ChargeRow charge, string? clientId) =>
        new()
        {
            OrganizationId = charge.OrganizationId,
            Mode = charge.Mode,
            Day = charge.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            KeyId = charge.ActorKind == "key" ? charge.ActorId : "",
            MemberId = charge.ActorKind == "member" ? charge.ActorId : "",
            ClientId = clientId ?? "",
            Environment = charge.Environment ?? "",
            Tool = charge.Tool ?? "",
            Action = charge.Action,
            Actions = -1,
            Quantity = -charge.Quantity,
            Cents = -charge.Cents,
        };

    string ISumRow.SumKey =>
        string.Join(
            '\n',
            OrganizationId,
            Mode,
            Day,
            KeyId,
            Environment,
            MemberId,
            ClientId,
            Tool,
            Route,
            Outcome,
            Action
        );

    bool ISumRow.AddsNothing => (Requests | Failures | Actions | Quantity | Cents) == 0;

    ISumRow ISumRow.Plus(ISumRow other)
    {
        var row = (UsageRow)other;
        return checked(
            this with
            {
                Requests = Requests + row.Requests,
                Failures = Failures + row.Failures,
                Actions = Actions + row.Actions,
                Quantity = Quantity + row.Quantity,
                Cents = Cents + row.Cents,
            }
        );
    }
}

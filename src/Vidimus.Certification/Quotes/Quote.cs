using System.Text.Json;
using Vidimus.Certification.Catalogue;
using Vidimus.Platform.Json;

namespace Vidimus.Certification.Quotes;

/// <summary>A price that binds until it expires.</summary>
/// <param name="Id"><c>q_…</c></param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Input">What is to be done, with every default filled in; an order repeats it as <c>echoedInput</c>.</param>
/// <param name="Lines">The items of the price.</param>
/// <param name="TotalCents">What it costs in all.</param>
/// <param name="Currency">In what, as ISO 4217 names it, in lower case.</param>
/// <param name="SlaHours">In how many hours after the order the result is there.</param>
/// <param name="PromisedDeliveryAt">When that is, for an order of this moment.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="ExpiresAt">Until when it binds.</param>
public sealed record Quote(
    string Id,
    string Mode,
    QuoteInput Input,
    IReadOnlyList<PriceLine> Lines,
    long TotalCents,
    string Currency,
    int SlaHours,
    DateTimeOffset PromisedDeliveryAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
)
{
    internal static Quote Of(QuoteRow row) =>
        new(
            row.Id,
            row.Mode,
            QuoteInput.Read(row.Input),
            JsonSerializer.Deserialize<PriceLine[]>(row.Lines, VidimusJson.Native)!,
            row.TotalCents,
            row.Currency,
            row.SlaHours,
            row.CreatedAt.AddHours(row.SlaHours),
            row.CreatedAt,
            row.ExpiresAt
        );
}

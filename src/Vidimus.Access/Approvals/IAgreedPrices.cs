using System.Text.Json;
using Vidimus.Access.Spending;

namespace Vidimus.Access.Approvals;

/// <summary>
/// What calls cost whose price was agreed before they are made, so that a rule about amounts asks for them too. The module
/// that agreed it implements it.
/// </summary>
public interface IAgreedPrices
{
    /// <summary>The scope that such calls need.</summary>
    string Scope { get; }

    /// <summary>What a call with this body or these arguments costs, in cents; 0 where nothing was agreed.</summary>
    ValueTask<long> Of(Caller caller, JsonElement body, CancellationToken cancellation);
}

/// <summary>What calls cost: by setting, or as agreed.</summary>
internal sealed record Costs(Prices Prices, IEnumerable<IAgreedPrices> AgreedPrices)
{
    public async ValueTask<long> Agreed(
        Caller caller,
        string scope,
        JsonElement body,
        CancellationToken cancellation
    )
    {
        long cents = 0;
        foreach (var agreed in AgreedPrices.Where(a => a.Scope == scope))
            cents = checked(cents + await agreed.Of(caller, body, cancellation));
        return cents;
    }
}

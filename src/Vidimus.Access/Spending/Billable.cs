namespace Vidimus.Access.Spending;

/// <summary>
/// The actions that have a price: each is counted once, whatever door it came through. The name is the last part of
/// the setting of its price, such as <c>Prices:credential.issue</c>.
/// </summary>
public static class Billable
{
    /// <summary>A credential issued: alone, as a row of a list, from a draft, or of the caller's own making.</summary>
    public const string Issue = "credential.issue";

    /// <summary>A credential issued anew with corrections.</summary>
    public const string Reissue = "credential.reissue";

    /// <summary>A credential issued anew for another time.</summary>
    public const string Renew = "credential.renew";

    /// <summary>An order submitted; it costs what was quoted.</summary>
    public const string Submit = "order.submit";

    /// <summary>Every action that has a price.</summary>
    public static IReadOnlyList<string> All { get; } = [Issue, Reissue, Renew, Submit];

    /// <summary>Those whose price is a setting; that of the others is agreed each time.</summary>
    public static IReadOnlyList<string> Priced { get; } = [Issue, Reissue, Renew];
}

namespace Vidimus.Client;

/// <summary>How an organization pays for orders.</summary>
public sealed record PaymentMethod : IChecked
{
    /// <summary><c>none</c> (orders are free), <c>invoice</c> or <c>stripe</c> (the payment method is charged when an order is submitted).</summary>
    public required string Kind { get; init; }

    /// <summary>Whether live orders can be submitted now.</summary>
    public required bool CanPay { get; init; }

    /// <summary>The default payment method; null without one, and where none is charged.</summary>
    public StoredPaymentMethod? Method { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Kind, "kind");
        check.Filled(Method?.Type ?? "none", "method.type");
    }
}

/// <summary>A stored payment method: what is printed on receipts.</summary>
public sealed record StoredPaymentMethod
{
    /// <summary>Its type, such as <c>card</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The card's brand or the bank's name.</summary>
    public string? Brand { get; init; }

    /// <summary>The last four digits.</summary>
    public string? Last4 { get; init; }

    /// <summary>The month it expires in.</summary>
    public int? ExpiresMonth { get; init; }

    /// <summary>The year it expires in.</summary>
    public int? ExpiresYear { get; init; }

    /// <summary>Since when it is the default.</summary>
    public DateTimeOffset? StoredAt { get; init; }
}

/// <summary>The payment service's page where a payment method is entered.</summary>
public sealed record PaymentSetup : IChecked
{
    /// <summary>Its address, to be opened by a person.</summary>
    public required string Url { get; init; }

    /// <summary>Until when it can be used.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    void IChecked.Check(Checker check) => check.Link(Url, "url");
}

internal sealed record PaymentSetupDone(string SessionId);

namespace Vidimus.Client;

/// <summary>How a credential is to be offered to a wallet.</summary>
public sealed record NewWalletOffer
{
    /// <summary>Where the six digits go that the person types: <c>answer</c> (the server's choice), <c>mail</c> or <c>none</c>.</summary>
    public string? TransactionCode { get; init; }

    /// <summary>Formats that the wallet may choose from: <c>dc+sd-jwt</c>, <c>ldp_vc</c>, <c>jwt_vc_json</c>; all when null.</summary>
    public IReadOnlyList<string>? Formats { get; init; }

    /// <summary>How long it is open, 60 to 600 seconds; 600 when null.</summary>
    public int? LifetimeSeconds { get; init; }
}

/// <summary>An offer just made, with what opens it, which is told this once.</summary>
public sealed record WalletOffer : IChecked
{
    /// <summary>Its id, <c>off_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The credential.</summary>
    public required string CredentialId { get; init; }

    /// <summary>The issuer as wallets know it.</summary>
    public required string CredentialIssuer { get; init; }

    /// <summary>Formats that the wallet may choose from.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    /// <summary>Where the transaction code went.</summary>
    public required string TransactionCodeBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Link that opens a wallet on the same device.</summary>
    public required Secret Link { get; init; }

    /// <summary>The same with the whole offer in it.</summary>
    public required Secret LinkByValue { get; init; }

    /// <summary>Where the wallet fetches the offer.</summary>
    public required Secret CredentialOfferUri { get; init; }

    /// <summary>The link as a QR code, an SVG image: whoever sees it has the link.</summary>
    public required string QrSvg { get; init; }

    /// <summary>The code that the wallet redeems.</summary>
    public required Secret PreAuthorizedCode { get; init; }

    /// <summary>The six digits for the recipient; null where they went by mail, or there are none.</summary>
    public Secret? TransactionCode { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "off_", "id");
        check.Id(CredentialId, "cred_", "credentialId");
        check.Link(CredentialIssuer, "credentialIssuer");
        check.Each(Formats, "formats");
        check.Filled(QrSvg, "qrSvg");
    }
}

using Vidimus.Certification.Orders;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>
/// Settings of drafts by a machine, section <c>Certification:Drafts</c>. Off without an endpoint. With one, the documents of the
/// customers named here leave this server for it.
/// </summary>
public sealed class DraftOptions
{
    /// <summary>Base address of an OpenAI-compatible service, such as <c>https://models.example.org/v1</c>; empty for none.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The model, as the service names it.</summary>
    public string Model { get; set; } = "";

    /// <summary>The service's key, sent as Bearer; empty for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Ids of the customers whose documents may be sent; empty for all.</summary>
    public IReadOnlyList<string> Organizations { get; set; } = [];

    /// <summary>Source languages that are drafted; empty for all.</summary>
    public IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>Seconds for one request, 5 to 600.</summary>
    public int TimeoutSeconds { get; set; } = 120;

    /// <summary>How often an order is tried, 1 to 10.</summary>
    public int MostAttempts { get; set; } = 4;

    /// <summary>Requests in any 24 hours, of all customers together: what a day can cost at most.</summary>
    public int MostPerDay { get; set; } = 200;

    /// <summary>Pages of the longest order that is drafted.</summary>
    public int MostPages { get; set; } = 20;

    /// <summary>Tokens of the longest answer.</summary>
    public int MostTokens { get; set; } = 16_000;

    /// <summary>Requests of one node at once, 1 to 16.</summary>
    public int AtOnce { get; set; } = 2;

    /// <summary>Whether scanned PDF files are sent as pictures of their pages, made by poppler.</summary>
    public bool PdfPictures { get; set; } = true;

    internal bool IsOn => Endpoint.Length > 0 && Model.Length > 0;

    /// <summary>Whether documents of this order may be sent, as far as the order itself says.</summary>
    internal bool Allows(OrderRow order) =>
        IsOn
        && order.Mode == "live"
        && order.ProductLine == "full_translation"
        && order.State is (OrderStates.Paid or OrderStates.Processing)
        && (Organizations.Count == 0 || Organizations.Contains(order.OrganizationId))
        && (Languages.Count == 0 || Languages.Contains(order.SourceLanguage));

    /// <summary>Whether a draft is going to be made without anybody asking.</summary>
    internal bool Wants(OrderRow order) => Allows(order) && order.PageCount <= MostPages;
}

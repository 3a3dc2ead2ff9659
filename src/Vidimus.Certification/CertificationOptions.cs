using Vidimus.Certification.Catalogue;
using Vidimus.Certification.Certificates;

namespace Vidimus.Certification;

/// <summary>Settings of certification, section <c>Certification</c>.</summary>
public sealed class CertificationOptions
{
    /// <summary>The organization whose reviewers serve all orders of the installation; empty where each organization reviews its own.</summary>
    public string Agency { get; set; } = "";

    /// <summary>What prices are in, as ISO 4217 names it, in lower case.</summary>
    public string Currency { get; set; } = "usd";

    /// <summary>Hours for which a quote binds.</summary>
    public int QuoteHours { get; set; } = 24;

    /// <summary>Days after which a quote that has expired is removed.</summary>
    public int KeepQuotesDays { get; set; } = 30;

    /// <summary>What the agency promises about acceptance, as certificates of live orders show it; empty for no promise.</summary>
    public string GuaranteeText { get; set; } = "";

    /// <summary>Where that promise is explained; empty for nowhere.</summary>
    public string GuaranteeUrl { get; set; } = "";

    /// <summary>What can be ordered, and for how much.</summary>
    public CatalogueOptions Catalogue { get; set; } = new();

    // Orders
    // Documents
    // Payments
    // Desk
    /// <summary>How certified PDFs are made.</summary>
    public CertificateOptions Certificate { get; set; } = new();
}

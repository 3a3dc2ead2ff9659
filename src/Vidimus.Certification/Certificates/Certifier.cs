using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>Who certifies, as the certificate names them.</summary>
internal sealed record Signer(string Name, string Credentials);

/// <summary>A certificate that is made and signed, and not saved yet.</summary>
internal sealed record MadeCertificate(CertificateRow Certificate)
{
    /// <summary>Its id.</summary>
    public string Id => Certificate.Id;
}

/// <summary>
/// Certifies an order's result: draws the statement, joins the pages, seals the file, signs the receipt and the credential about
/// the document. The slow work is done before the commit; what is staged and never put is swept up.
/// </summary>
internal sealed class Certifier
{
    /// <summary>
    /// Makes the certificate. <paramref name="result"/> is null in the sandbox, where a demo document that comes with the server
    /// is certified.
    /// </summary>
    public Task<Result<MadeCertificate>> Make(
        OrderRow order,
        IReadOnlyList<DocumentRow> sources,
        DocumentRow? result,
        Signer signer,
        CancellationToken cancellation
    ) => throw new NotSupportedException();

    /// <summary>
    /// Puts it on record in the unit that makes the order ready: the certificate, the certified document and the credential, and
    /// the certificate's id on the order. The caller moves the order.
    /// </summary>
    public Task<Problem?> Put(Unit unit, OrderRow order, MadeCertificate made) =>
        throw new NotSupportedException();
}

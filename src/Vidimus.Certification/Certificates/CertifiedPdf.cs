using System.Collections.Concurrent;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Certification.Orders;
using Vidimus.Credentials.Templates;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>What a certified PDF is made of.</summary>
internal sealed record ToCertify(
    OrderRow Order,
    CertificateRow Certificate,
    Branding Agency,
    byte[]? Logo,
    IReadOnlyList<DocumentRow> Sources,
    DocumentRow? Result
);

/// <summary>
/// Makes the certified PDF: the cover, the result, and by setting the sources, joined and sealed. Result and sources are strangers':
/// PDFs are cleaned by another process, pictures and texts are drawn as our own pages.
/// </summary>
internal sealed class CertifiedPdf(
    DocumentVault vault,
    PrintedPages printed,
    StrangersPdf strangers,
    SealKeys seals,
    QpdfProcess qpdf,
    CertifiedPdfSettings settings
)
{
    private const string DemoTitle = "Demonstration";
    private readonly ConcurrentDictionary<string, byte[]> _demo = new(StringComparer.Ordinal);

    public async Task<Result<byte[]>> Make(ToCertify what, CancellationToken cancellation)
    {
        if (qpdf.WhyNot is { } missing)
            return missing;
        using var work = new PdfWork(settings.Options);
        var parts = new List<string> { "cover.pdf" };
        var pages = what.Result is { } result
            ? await Take(work, "result", result, what, cancellation)
            : await Demo(work, cancellation);
        if (pages.Problem is { } notUsable)
            return notUsable;
        parts.Add("result-clean.pdf");
        if (settings.Options.AppendSource)
            for (var i = 0; i < what.Sources.Count; i++)
            {
                // Some kinds of pictures, and files that are locked, too large or damaged, cannot be set: they are named by their
                // digests like all others. The customer's sources never keep an order from being certified.
                if (!IsSettable(what.Sources[i].MediaType))
                    continue;
                var source = await Take(work, $"source{i}", what.Sources[i], what, cancellation);
                if (source.Problem?.Type == CertificationProblems.ResultNotUsable)
                    continue;
                if (source.Problem is { } wrong)
                    return wrong;
                parts.Add($"source{i}-clean.pdf");
                pages = pages.Value + source.Value;
            }
        return await Finish(work, what, parts, pages.Value, cancellation);
    }

    /// <summary>Draws the cover for these parts, joins all of them and seals the file.</summary>
    public async Task<Result<byte[]>> Finish(
        PdfWork work,
        ToCertify what,
        IReadOnlyList<string> parts,
        int pages,
        CancellationToken cancellation
    )
    {
        if (await Draw(work, what, pages, cancellation) is { } notDrawn)
            return notDrawn;
        if (await strangers.Join(work, parts, "joined.pdf", cancellation) is { } notJoined)
            return notJoined;
        var joined = await File.ReadAllBytesAsync(work["joined.pdf"], cancellation);
        var notes = new SealNotes(
            what.Agency.Name,
            what.Order.Mode == "test" ? "Demonstration (sandbox)" : "Certified translation",
            what.Certificate.IssuedAt
        );
        return await Seal(work, joined, notes, 1 + pages, cancellation);
    }

    /// <summary>Seals the file, and has it read once more before anybody answers for it.</summary>
    private async Task<Result<byte[]>> Seal(
        PdfWork work,
        byte[] joined,
        SealNotes notes,
        int pages,
        CancellationToken cancellation
    )
    {
        byte[] file;
        try
        {
            file = PdfSeal.Sign(joined, notes, await seals.Current(cancellation));
        }
        catch (InvalidDataException)
        {
            return StrangersPdf.Refused("Joined with the cover it cannot be sealed.");
        }
        await File.WriteAllBytesAsync(work["sealed.pdf"], file, cancellation);
        return await strangers.Check(work, "sealed", pages, cancellation) is { } broken
            ? broken
            : file;
    }

    /// <summary>Draws the cover.</summary>
    private async Task<Problem?> Draw(
        PdfWork work,
        ToCertify what,
        int pages,
        CancellationToken cancellation
    )
    {
        var link = $"{settings.Access.BaseUrl}/verify/{what.Certificate.Id}";
        var cover = await printed.Form(
            what.Order.AgencyId,
            Cover.Of(what.Order, what.Certificate, what.Agency, what.Logo, pages, link),
            new(
                $"Certified translation {what.Certificate.Id}",
                what.Agency.Name,
                what.Certificate.IssuedAt
            ),
            cancellation
        );
        if (cover.Problem is { } notDrawn)
            return notDrawn;
        await File.WriteAllBytesAsync(work["cover.pdf"], cover.Value!, cancellation);
        return null;
    }

    /// <summary>Puts a document into the work as pages that can be joined, and answers how many.</summary>
    private async Task<Result<int>> Take(
        PdfWork work,
        string name,
        DocumentRow document,
        ToCertify what,
        CancellationToken cancellation
    )
    {
        if (document.MediaType == "application/pdf")
        {
            await using (var bytes = await vault.Open(document, cancellation))
            await using (var file = File.Create(work[$"{name}.pdf"]))
                await bytes.CopyToAsync(file, cancellation);
            return await strangers.Clean(work, name, cancellation);
        }
        if (!IsSettable(document.MediaType))
            return CertificationProblems.ResultNotUsable;
        var read = await vault.Read(document, cancellation);
        var notes = new PrintedNotes(name, what.Agency.Name, what.Certificate.IssuedAt);
        var isText = document.MediaType.StartsWith("text/", StringComparison.Ordinal);
        var set = isText
            ? await printed.Text(
                what.Order.AgencyId,
                System.Text.Encoding.UTF8.GetString(read),
                what.Order.Mode == "test",
                notes,
                cancellation
            )
            : await printed.Picture(what.Order.AgencyId, read, notes, cancellation);
        if (set.Problem is { } notDrawn)
            return notDrawn.Type == TemplateProblems.CannotBeDrawn
                ? StrangersPdf.Refused(notDrawn.Message)
                : notDrawn;
        await File.WriteAllBytesAsync(work[$"{name}-clean.pdf"], set.Value!, cancellation);
        return isText ? await strangers.Count(work, $"{name}-clean", cancellation) : 1;
    }

    /// <summary>The document that is the same for every order of the sandbox.</summary>
    private async Task<Result<int>> Demo(PdfWork work, CancellationToken cancellation)
    {
        if (!_demo.TryGetValue(DemoTitle, out var demo))
        {
            var set = await printed.Text(
                DemoTitle,
                Cover.Embedded("demo.txt"),
                isTest: true,
                new(DemoTitle, "Vidimus", DateTimeOffset.UnixEpoch),
                cancellation
            );
            if (set.Problem is { } notDrawn)
                return notDrawn;
            demo = _demo.GetOrAdd(DemoTitle, set.Value!);
        }
        await File.WriteAllBytesAsync(work["result-clean.pdf"], demo, cancellation);
        return 1;
    }

    /// <summary>Whether a document of this type can be part of a certified PDF.</summary>
    public static bool IsSettable(string mediaType) =>
        mediaType is "application/pdf" or "image/jpeg" or "image/png"
        || mediaType.StartsWith("text/plain", StringComparison.Ordinal);
}

/// <summary>What the making of PDFs takes from the settings.</summary>
internal sealed record CertifiedPdfSettings(CertificateOptions Options, AccessOptions Access);

using Vidimus.Certification.Documents;

namespace Vidimus.Certification.Desk.Drafts;

/// <summary>A piece of what a model is shown: text, or a picture.</summary>
internal sealed record DraftPart(string? Text, byte[]? Picture, string? MediaType);

/// <summary>All that a model is shown of an order; or why there is nothing to show.</summary>
internal sealed record DraftMaterial(IReadOnlyList<DraftPart> Parts, string? Missing)
{
    public static DraftMaterial None(string why) => new([], why);
}

/// <summary>
/// Reads an order's sources as a model can: the text of PDF files, pictures of pages that have none, and pictures as they are. Within
/// bounds of pages, letters and bytes; what goes beyond is not cut, for half a document makes a wrong draft.
/// </summary>
internal sealed class DraftSources(DocumentVault vault, Poppler poppler, DraftOptions options)
{
    private const int MostLetters = 300_000;
    private const int MostPictureBytes = 24 * 1024 * 1024;

    // A page with less than a line of text is a picture of one.
    private const int ALine = 40;

    public async Task<DraftMaterial> Read(
        IReadOnlyList<DocumentRow> sources,
        CancellationToken cancellation
    )
    {
        var parts = new List<DraftPart>();
        if (sources.Count == 0 || sources.Any(s => s.RemovedAt is not null))
            return DraftMaterial.None("A source is no longer kept.");
        foreach (var source in sources)
        {
            if (await Add(parts, source, cancellation) is { } why)
                return DraftMaterial.None(why);
            if (parts.Count > options.MostPages)
                return DraftMaterial.None("The sources have more pages than are drafted.");
            if (parts.Sum(p => p.Text?.Length ?? 0) > MostLetters)
                return DraftMaterial.None("The sources hold more text than is drafted.");
            if (parts.Sum(p => (long)(p.Picture?.Length ?? 0)) > MostPictureBytes)
                return DraftMaterial.None("The pictures of the sources are too large together.");
        }
        return new(parts, null);
    }

    private async Task<string?> Add(
        List<DraftPart> parts,
        DocumentRow source,
        CancellationToken cancellation
    )
    {
        switch (source.MediaType)
        {
            case "image/jpeg" or "image/png" or "image/webp":
                if (source.Size > MostPictureBytes)
                    return "A picture is too large.";
                parts.Add(new(null, await vault.Read(source, cancellation), source.MediaType));
                return null;
            case "application/pdf":
                return await AddPdf(parts, await vault.Read(source, cancellation), cancellation);
            default:
                return $"Files of the type {source.MediaType} are not drafted.";
        }
    }

    private async Task<string?> AddPdf(
        List<DraftPart> parts,
        byte[] pdf,
        CancellationToken cancellation
    )
    {
        // One page more than is drafted tells that there are too many.
        var pages = await poppler.Pages(pdf, options.MostPages + 1, cancellation);
        if (pages is not { Count: > 0 })
            return "The text of a PDF file could not be read.";
        if (parts.Count + pages.Count > options.MostPages)
            return "The sources have more pages than are drafted.";
        for (var i = 0; i < pages.Count; i++)
        {
            if (pages[i].Count(c => !char.IsWhiteSpace(c)) >= ALine)
            {
                parts.Add(new(pages[i], null, null));
                continue;
            }
            var picture = options.PdfPictures
                ? await poppler.Picture(pdf, i + 1, cancellation)
                : null;
            if (picture is null)
                return "A PDF file holds scanned pages that could not be read.";
            parts.Add(new(null, picture, "image/jpeg"));
        }
        return null;
    }
}

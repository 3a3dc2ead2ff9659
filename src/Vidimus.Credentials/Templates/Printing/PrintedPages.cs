using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>What a printed file says about itself.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Author">Whose it is.</param>
/// <param name="Created">When it was made.</param>
public sealed record PrintedNotes(string Title, string Author, DateTimeOffset Created);

/// <summary>A page of a module's own, with fields as templates have them.</summary>
/// <param name="Name">Name of the design, by which it is kept ready.</param>
/// <param name="Svg">The design.</param>
/// <param name="Texts">What its fields hold, by their names.</param>
/// <param name="Link">Where its QR code leads.</param>
/// <param name="IsTest">True to mark it as a test.</param>
public sealed record PrintedForm(
    string Name,
    string Svg,
    IReadOnlyDictionary<string, string> Texts,
    string Link,
    bool IsTest
)
{
    /// <summary>A picture (PNG or JPEG) for the field <c>image-logo</c>, or null.</summary>
    public byte[]? Logo { get; init; }

    /// <summary>Main colour, <c>#rrggbb</c>, or null for the design's own.</summary>
    public string? Color { get; init; }

    /// <summary>Second colour, or null for the design's own.</summary>
    public string? Accent { get; init; }
}

/// <summary>
/// Prints pages for other modules as PDF, with the threads, letters and limits that certificates of credentials are drawn with:
/// a design with its fields filled, a text over as many pages as it takes, or a picture.
/// </summary>
public sealed class PrintedPages
{
    private const int MostDesigns = 16;

    private readonly ConcurrentDictionary<string, CompiledTemplate> _designs = new(
        StringComparer.Ordinal
    );
    private readonly DrawingThreads _threads;

    internal PrintedPages(DrawingThreads threads) => _threads = threads;

    /// <summary>Prints one page.</summary>
    public Task<Result<byte[]>> Form(
        string organizationId,
        PrintedForm form,
        PrintedNotes notes,
        CancellationToken cancellation
    )
    {
        var template = Design(form.Name, form.Svg);
        var values = new TemplateValues
        {
            Texts = new(form.Texts, StringComparer.Ordinal),
            VerifyLink = form.Link,
            IsTest = form.IsTest,
            Color = Brand.IsColor(form.Color) ? form.Color : null,
            Accent = Brand.IsColor(form.Accent) ? form.Accent : null,
        };
        if (form.Logo is { } logo && DataPicture.Read(logo, out _) is { } picture)
            values.Pictures["logo"] = picture;
        return _threads.Run(
            new(organizationId),
            () =>
                Canvas.Pdf(
                    new FillTemplate(template, values, new MeasuredByDrawing()).Run(),
                    template.Page,
                    Of(notes, template.Language)
                ),
            cancellation
        );
    }

    /// <summary>Prints a text. Too long a one is refused.</summary>
    public Task<Result<byte[]>> Text(
        string organizationId,
        string text,
        bool isTest,
        PrintedNotes notes,
        CancellationToken cancellation
    ) =>
        _threads.Run(
            new(organizationId),
            () => Canvas.Pdf(TextPages.Of(text, isTest), TextPages.Paper, Of(notes, "en")),
            cancellation
        );

    /// <summary>Prints a picture (PNG or JPEG) as large as a sheet has room for it.</summary>
    public async Task<Result<byte[]>> Picture(
        string organizationId,
        byte[] file,
        PrintedNotes notes,
        CancellationToken cancellation
    )
    {
        if (DataPicture.Read(file, out var reason) is not { } picture)
            return TemplateProblems.CannotBeDrawn.With(
                char.ToUpperInvariant(reason[0]) + reason[1..] + "."
            );
        return await _threads.Run(
            new(organizationId),
            () => Canvas.Pdf([Sheet(picture)], TextPages.Paper, Of(notes, "en")),
            cancellation
        );
    }

    private static string Sheet(Picture picture)
    {
        var (width, height) = (TextPages.Paper.Width - 72, TextPages.Paper.Height - 72);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{TextPages.Root}<image x=\"36\" y=\"36\" width=\"{width:0.###}\" height=\"{height:0.###}\" preserveAspectRatio=\"xMidYMid meet\" href=\"{picture.Address}\"/></svg>"
        );
    }

    private CompiledTemplate Design(string name, string svg)
    {
        if (_designs.TryGetValue(name, out var known))
            return known;
        var clean =
            SvgCleaner.Clean(svg, out var notes)
            ?? throw new InvalidOperationException($"{name}: {string.Join("; ", notes.Refusals)}");
        var compiled = CompiledTemplate.Of(clean.ToString(SaveOptions.DisableFormatting));
        if (_designs.Count < MostDesigns)
            _designs[name] = compiled;
        return compiled;
    }

    private static PageNotes Of(PrintedNotes notes, string language) =>
        new(SafeText.Value(notes.Title), SafeText.Value(notes.Author), language, notes.Created);
}

using System.Text;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>Fills a template and draws it in the form asked for.</summary>
internal sealed class DrawPage(DrawingThreads threads)
{
    public static readonly string[] PreviewForms = ["svg", "png", "pdf"];

    private const int UsualWidth = 1600;

    /// <summary>Pixels from side to side: 64 to 4,000. Notes a wrong number.</summary>
    public static int Width(Fields fields, string? width)
    {
        if (width is null)
            return UsualWidth;
        var isNumber = int.TryParse(
            width,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var pixels
        );
        fields.Check(
            isNumber && pixels is >= 64 and <= 4000,
            "width",
            "must be a whole number from 64 to 4000"
        );
        return pixels;
    }

    /// <summary>The values with the organization's logo and colours, or other colours to be tried.</summary>
    public static async Task<TemplateValues> WithLook(
        VidimusDb db,
        string organizationId,
        TemplateValues values,
        CancellationToken cancellation,
        (string? Color, string? Accent) tried = default
    )
    {
        var branding = await db.BrandingOf(organizationId, cancellation);
        if (
            await db.LogoOf(organizationId, cancellation) is { } logo
            && DataPicture.Read(logo.Bytes, out _) is { } picture
        )
            values.Pictures["logo"] = picture;
        values.Texts.TryAdd("issuer", branding.Name);
        return new()
        {
            Texts = values.Texts,
            Pictures = values.Pictures,
            VerifyLink = values.VerifyLink,
            ShowSamples = values.ShowSamples,
            IsTest = values.IsTest,
            Color = Color(tried.Color) ?? Color(branding.Color),
            Accent = Color(tried.Accent) ?? Color(branding.Accent),
        };
    }

    public async Task<Result<SignedForm>> Run(
        DrawnFor whom,
        CompiledTemplate template,
        TemplateValues values,
        string form,
        int width,
        PageNotes notes,
        byte[]? attachment,
        CancellationToken cancellation
    )
    {
        if (form == "svg" && NativeDrawing.WhyNot is not null)
            return SvgOf(new FillTemplate(template, values, new EstimatedText()).Run());
        return await threads.Run(
            whom,
            () =>
            {
                var svg = new FillTemplate(template, values, new MeasuredByDrawing()).Run();
                return form switch
                {
                    "png" => new SignedForm(Canvas.Png(svg, template.Page, width), PageFile.Png),
                    "pdf" => new SignedForm(
                        Pdf(svg, template.Page, notes, attachment, values.VerifyLink),
                        PageFile.Pdf
                    ),
                    _ => SvgOf(svg),
                };
            },
            cancellation
        );
    }

    private static byte[] Pdf(
        string svg,
        PageSize page,
        PageNotes notes,
        byte[]? attachment,
        string link
    )
    {
        var pdf = Canvas.Pdf(svg, page, notes);
        return attachment is null ? pdf : PdfAdditions.Add(pdf, notes, attachment, link);
    }

    private static SignedForm SvgOf(string svg) => new(Encoding.UTF8.GetBytes(svg), PageFile.Svg);

    private static string? Color(string? color) => Brand.IsColor(color) ? color : null;
}

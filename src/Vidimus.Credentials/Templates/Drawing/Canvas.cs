using System.Runtime.InteropServices;
using System.Text;

namespace Vidimus.Credentials.Templates;

/// <summary>What a PDF says about itself.</summary>
internal sealed record PageNotes(
    string Title,
    string Author,
    string Language,
    DateTimeOffset Created
);

/// <summary>Draws an SVG into a PDF or PNG file in memory, with nothing but librsvg and cairo. Runs on a thread of <see cref="DrawingThreads"/>.</summary>
internal static class Canvas
{
    /// <summary>Largest file drawn, in bytes.</summary>
    public const int LargestFile = 32 << 20;

    /// <summary>Most pixels of a drawn picture.</summary>
    public const int MostPixels = 12_000_000;

    private const int Title = 0,
        Author = 1,
        Creator = 4,
        CreateDate = 5,
        ModifiedDate = 6;

    /// <summary>One page of PDF as cairo writes it, whose cross-reference table can be added to.</summary>
    public static byte[] Pdf(string svg, PageSize page, PageNotes notes) => Pdf([svg], page, notes);

    /// <summary>As above, of several pages of one size.</summary>
    public static byte[] Pdf(IReadOnlyList<string> svgs, PageSize page, PageNotes notes)
    {
        using var file = new MemoryStream(64 * 1024);
        var closure = GCHandle.Alloc(file);
        try
        {
            unsafe
            {
                using var surface = NativeDrawing.NewPdf(
                    &NativeDrawing.Write,
                    GCHandle.ToIntPtr(closure),
                    page.Width,
                    page.Height
                );
                NativeDrawing.Restrict(surface, NativeDrawing.PdfVersion);
                NativeDrawing.SetMetadata(surface, Title, notes.Title);
                NativeDrawing.SetMetadata(surface, Author, notes.Author);
                NativeDrawing.SetMetadata(surface, Creator, "Vidimus");
                var created = notes.Created.UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    System.Globalization.CultureInfo.InvariantCulture
                );
                NativeDrawing.SetMetadata(surface, CreateDate, created);
                NativeDrawing.SetMetadata(surface, ModifiedDate, created);
                foreach (var svg in svgs)
                {
                    using var handle = Load(svg);
                    Draw(handle, surface, page.Width, page.Height, onWhite: false);
                    NativeDrawing.ShowPage(surface);
                }
                NativeDrawing.Finish(surface);
                Demand(NativeDrawing.StatusOf(surface) == 0);
            }
            return file.ToArray();
        }
        finally
        {
            closure.Free();
        }
    }

    /// <summary>A picture of the page, so many pixels wide.</summary>
    public static byte[] Png(string svg, PageSize page, int width)
    {
        var height = Math.Max(1, (int)Math.Round(width * page.Height / page.Width));
        if ((long)width * height > MostPixels)
            (width, height) = Within(width, height);
        using var handle = Load(svg);
        using var file = new MemoryStream(256 * 1024);
        var closure = GCHandle.Alloc(file);
        try
        {
            unsafe
            {
                using var surface = NativeDrawing.NewImage(0, width, height);
                Draw(handle, surface, width, height, onWhite: true);
                Demand(
                    NativeDrawing.WritePng(
                        surface,
                        &NativeDrawing.Write,
                        GCHandle.ToIntPtr(closure)
                    ) == 0
                );
            }
            return file.ToArray();
        }
        finally
        {
            closure.Free();
        }
    }

    /// <summary>Width of each of the elements of these ids, in units of an SVG that is drawn as large as it is.</summary>
    public static double[] Widths(string svg, int count, double side)
    {
        using var handle = Load(svg);
        var (widths, viewport) = (new double[count], new NativeDrawing.Rectangle(0, 0, side, side));
        for (var i = 0; i < count; i++)
            if (
                NativeDrawing.Geometry(
                    handle,
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"#m{i}"),
                    viewport,
                    out var ink,
                    out _,
                    0
                ) != 0
            )
                widths[i] = ink.Width;
        return widths;
    }

    private static RsvgHandle Load(string svg)
    {
        var bytes = Encoding.UTF8.GetBytes(svg);
        var handle = NativeDrawing.NewHandle(bytes, (nuint)bytes.Length, 0);
        if (handle.IsInvalid)
        {
            handle.Dispose();
            throw new DrawingException("librsvg does not read the page.");
        }
        NativeDrawing.SetDpi(handle, 96);
        return handle;
    }

    private static void Draw(
        RsvgHandle handle,
        CairoSurface surface,
        double width,
        double height,
        bool onWhite
    )
    {
        using var context = NativeDrawing.NewContext(surface);
        if (onWhite)
        {
            NativeDrawing.SetColor(context, 1, 1, 1);
            NativeDrawing.Paint(context);
        }
        Demand(NativeDrawing.Render(handle, context, new(0, 0, width, height), 0) != 0);
        Demand(NativeDrawing.StatusOf(context) == 0);
    }

    private static (int, int) Within(int width, int height)
    {
        var scale = Math.Sqrt((double)MostPixels / width / height);
        return (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
    }

    private static void Demand(bool succeeded)
    {
        if (!succeeded)
            throw new DrawingException("cairo could not draw the page.");
    }
}

/// <summary>A page that could not be drawn.</summary>
internal sealed class DrawingException(string message) : Exception(message);

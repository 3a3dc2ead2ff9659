using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// librsvg and cairo, as far as pages need them. Handles free themselves; what is loaded has no address of its own, so that librsvg
/// opens no file and asks no network.
/// </summary>
internal static partial class NativeDrawing
{
    private const string Rsvg = "vidimus-rsvg";
    private const string Cairo = "vidimus-cairo";
    private const string GObject = "vidimus-gobject";

    private static readonly Dictionary<string, string[]> Files = new(StringComparer.Ordinal)
    {
        [Rsvg] = ["librsvg-2.so.2", "librsvg-2.2.dylib", "librsvg-2-2.dll"],
        [Cairo] = ["libcairo.so.2", "libcairo.2.dylib", "libcairo-2.dll"],
        [GObject] = ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"],
    };

    private static readonly Lazy<string?> Objection = new(Load);

    /// <summary>Why nothing can be drawn, as a sentence that says what to install; null when it can.</summary>
    public static string? WhyNot => Objection.Value;

    private static string? Load()
    {
        foreach (var (name, files) in Files)
            if (!files.Any(f => NativeLibrary.TryLoad(f, out _)))
                return $"{files[0]} was not found: install librsvg2-2, libcairo2 and fonts-noto-core (Debian's names).";
        NativeLibrary.SetDllImportResolver(
            typeof(NativeDrawing).Assembly,
            static (name, _, _) =>
            {
                foreach (var file in Files.GetValueOrDefault(name) ?? [])
                    if (NativeLibrary.TryLoad(file, out var found))
                        return found;
                return 0;
            }
        );
        // rsvg_handle_render_document came with 2.46, metadata of PDF with cairo 1.16; both are what Debian 10 has.
        if (CairoVersion() < 11600)
            return "cairo 1.16 or later is needed: install a newer libcairo2.";
        NativeLibrary.TryLoad(
            Files[Rsvg].First(f => NativeLibrary.TryLoad(f, out _)),
            out var rsvg
        );
        return NativeLibrary.TryGetExport(rsvg, "rsvg_handle_get_geometry_for_layer", out _)
            ? null
            : "librsvg 2.46 or later is needed: install a newer librsvg2-2.";
    }

    /// <summary>
    /// The version of PDF that is asked for: 1.5, in which text that is drawn in another order than it is written (Indic vowels) says
    /// what it is; 1.4 from cairo 1.18 on, which would otherwise write a cross-reference stream.
    /// </summary>
    internal static int PdfVersion => CairoVersion() < 11800 ? 1 : 0;

    [LibraryImport(Cairo, EntryPoint = "cairo_version")]
    private static partial int CairoVersion();

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_new_from_data")]
    internal static partial RsvgHandle NewHandle(ReadOnlySpan<byte> data, nuint length, nint error);

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_set_dpi")]
    internal static partial void SetDpi(RsvgHandle handle, double dpi);

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_render_document")]
    internal static partial int Render(
        RsvgHandle handle,
        CairoContext context,
        in Rectangle viewport,
        nint error
    );

    [LibraryImport(
        Rsvg,
        EntryPoint = "rsvg_handle_get_geometry_for_layer",
        StringMarshalling = StringMarshalling.Utf8
    )]
    internal static partial int Geometry(
        RsvgHandle handle,
        string id,
        in Rectangle viewport,
        out Rectangle ink,
        out Rectangle logical,
        nint error
    );

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    internal static partial void Unref(nint handle);

    [LibraryImport(Cairo, EntryPoint = "cairo_pdf_surface_create_for_stream")]
    internal static unsafe partial CairoSurface NewPdf(
        delegate* unmanaged[Cdecl]<nint, byte*, uint, int> write,
        nint closure,
        double width,
        double height
    );

    [LibraryImport(Cairo, EntryPoint = "cairo_pdf_surface_restrict_to_version")]
    internal static partial void Restrict(CairoSurface surface, int version);

    [LibraryImport(
        Cairo,
        EntryPoint = "cairo_pdf_surface_set_metadata",
        StringMarshalling = StringMarshalling.Utf8
    )]
    internal static partial void SetMetadata(CairoSurface surface, int kind, string text);

    [LibraryImport(Cairo, EntryPoint = "cairo_image_surface_create")]
    internal static partial CairoSurface NewImage(int format, int width, int height);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_write_to_png_stream")]
    internal static unsafe partial int WritePng(
        CairoSurface surface,
        delegate* unmanaged[Cdecl]<nint, byte*, uint, int> write,
        nint closure
    );

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_show_page")]
    internal static partial void ShowPage(CairoSurface surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_finish")]
    internal static partial void Finish(CairoSurface surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_status")]
    internal static partial int StatusOf(CairoSurface surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_destroy")]
    internal static partial void DestroySurface(nint surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_create")]
    internal static partial CairoContext NewContext(CairoSurface surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_status")]
    internal static partial int StatusOf(CairoContext context);

    [LibraryImport(Cairo, EntryPoint = "cairo_set_source_rgb")]
    internal static partial void SetColor(
        CairoContext context,
        double red,
        double green,
        double blue
    );

    [LibraryImport(Cairo, EntryPoint = "cairo_paint")]
    internal static partial void Paint(CairoContext context);

    [LibraryImport(Cairo, EntryPoint = "cairo_destroy")]
    internal static partial void DestroyContext(nint context);

    /// <summary>What cairo writes, into a stream of ours; an exception may not cross into native code.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static unsafe int Write(nint closure, byte* data, uint length)
    {
        const int success = 0,
            writeError = 11;
        try
        {
            var stream = (MemoryStream)GCHandle.FromIntPtr(closure).Target!;
            if (stream.Length + length > Canvas.LargestFile)
                return writeError;
            stream.Write(new ReadOnlySpan<byte>(data, (int)length));
            return success;
        }
        catch (Exception)
        {
            return writeError;
        }
    }

    internal readonly record struct Rectangle(double X, double Y, double Width, double Height);
}

/// <summary>A loaded SVG.</summary>
internal sealed class RsvgHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeDrawing.Unref(handle);
        return true;
    }
}

/// <summary>What cairo draws onto.</summary>
internal sealed class CairoSurface() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeDrawing.DestroySurface(handle);
        return true;
    }
}

/// <summary>What cairo draws with.</summary>
internal sealed class CairoContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeDrawing.DestroyContext(handle);
        return true;
    }
}

using System.Globalization;
using System.Text.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Certificates;

/// <summary>
/// Takes from a PDF of a stranger's what can be printed, and nothing else: pages with their contents, resources and boxes. Comments
/// become part of the page as they look, and what not everybody sees alike is refused; scripts, actions, links, attachments, metadata and whatever else a catalogue or
/// page can hold (ISO 32000-2, sections 7.7.2, 7.7.3 and 12.6) does not come along.
/// </summary>
internal sealed class StrangersPdf(QpdfProcess qpdf, CertificateOptions options)
{
    private const long LargestOutline = 24 << 20;

    /// <summary>What stays of a page (ISO 32000-2, table 31).</summary>
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "/Type",
        "/Parent",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/TrimBox",
        "/BleedBox",
        "/ArtBox",
        "/Contents",
        "/Rotate",
        "/Group",
        "/UserUnit",
    };

    /// <summary>Entries of streams by which they are somewhere else than in the file (tables 5 and 93).</summary>
    private static readonly string[] Elsewhere =
    [
        "/F",
        "/FFilter",
        "/FDecodeParms",
        "/Ref",
        "/OPI",
    ];

    /// <summary>Cleans <c>{name}.pdf</c> into <c>{name}-clean.pdf</c>, and answers how many pages it has.</summary>
    public async Task<Result<int>> Clean(PdfWork work, string name, CancellationToken cancellation)
    {
        var encrypted = await qpdf.Run(
            work.Folder,
            ["--is-encrypted", $"{name}.pdf"],
            cancellation
        );
        if (encrypted.Problem is { } cannot)
            return cannot;
        if (encrypted.Value!.Code == 0)
            return Refused("It is protected by a password.");
        if (await Differs(work, name, cancellation) is { } differs)
            return differs;
        // Damage is repaired here, as far as it can be; from here on everything has to be without fault.
        var flat = await Write(
            work,
            ["--empty", "--pages", $"{name}.pdf", "1-z", "--"],
            ["--flatten-annotations=print", "--remove-page-labels", .. AsItIs],
            $"{name}-flat.pdf",
            mayWarn: true,
            cancellation
        );
        if (flat is not null)
            return flat;
        var outline = await Outline(work, $"{name}-flat", mayWarn: false, cancellation);
        return outline.Problem is { } refused
            ? refused
            : await Strip(work, name, outline.Value!, cancellation);
    }

    /// <summary>How many pages <c>{name}.pdf</c> has.</summary>
    public async Task<Result<int>> Count(PdfWork work, string name, CancellationToken cancellation)
    {
        var run = await qpdf.Run(work.Folder, ["--show-npages", $"{name}.pdf"], cancellation);
        if (run.Problem is { } cannot)
            return cannot;
        return
            run.Value!.Code == 0
            && int.TryParse(
                run.Value.Said.Trim(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var pages
            )
            ? pages
            : Refused("Its pages cannot be counted.");
    }

    /// <summary>Joins files of ours and cleaned ones, the first of which gives the catalogue.</summary>
    public Task<Problem?> Join(
        PdfWork work,
        IReadOnlyList<string> files,
        string into,
        CancellationToken cancellation
    ) =>
        Write(
            work,
            [
                files[0],
                "--pages",
                ".",
                "1-z",
                .. files.Skip(1).SelectMany(f => (string[])[f, "1-z"]),
                "--",
            ],
            // Labels of pages are the one thing that comes into the catalogue from the files behind the first.
            [
                "--deterministic-id",
                "--remove-unreferenced-resources=no",
                "--remove-page-labels",
                .. AsItIs,
            ],
            into,
            mayWarn: false,
            cancellation
        );

    /// <summary>
    /// Reads <c>{name}.pdf</c> once more from its first object to its last, without unpacking anything: whether it is a whole PDF of
    /// so many pages.
    /// </summary>
    public async Task<Problem?> Check(
        PdfWork work,
        string name,
        int pages,
        CancellationToken cancellation
    )
    {
        var wrong = await Write(
            work,
            [$"{name}.pdf"],
            AsItIs,
            $"{name}-read.pdf",
            mayWarn: false,
            cancellation
        );
        if (wrong is not null)
            return wrong;
        var counted = await Count(work, $"{name}-read", cancellation);
        if (counted.Problem is { } notCounted)
            return notCounted;
        return counted.Value == pages ? null : Refused("Its pages are damaged.");
    }

    private async Task<Problem?> Differs(PdfWork work, string name, CancellationToken cancellation)
    {
        var outline = await Outline(work, name, mayWarn: true, cancellation);
        if (outline.Problem is { } refused)
            return refused;
        using var read = outline.Value!;
        return SeenPdf.WhyNot(read.RootElement) is { } why ? Refused(why) : null;
    }

    // Streams are passed on as they are: what would fill the memory once unpacked is never unpacked.
    private static readonly string[] AsItIs =
    [
        "--object-streams=disable",
        "--stream-data=preserve",
    ];

    private async Task<Problem?> Write(
        PdfWork work,
        IEnumerable<string> input,
        IEnumerable<string> how,
        string into,
        bool mayWarn,
        CancellationToken cancellation
    )
    {
        var run = await qpdf.Run(work.Folder, [.. input, .. how, into], cancellation);
        if (run.Problem is { } cannot)
            return cannot;
        return run.Value!.Code == 0 || (mayWarn && run.Value.Code == 3)
            ? null
            : Refused("It is damaged, or larger than is taken.");
    }

    /// <summary>The objects of the file as JSON, without what its streams hold.</summary>
    private async Task<Result<JsonDocument>> Outline(
        PdfWork work,
        string name,
        bool mayWarn,
        CancellationToken cancellation
    )
    {
        var run = await qpdf.Run(
            work.Folder,
            [
                $"{name}.pdf",
                "--json=2",
                "--json-key=qpdf",
                "--json-key=pages",
                "--json-stream-data=none",
                $"{name}.json",
            ],
            cancellation
        );
        if (run.Problem is { } cannot)
            return cannot;
        var file = new FileInfo(work[$"{name}.json"]);
        var isWhole = run.Value!.Code == 0 || (mayWarn && run.Value.Code == 3);
        if (!isWhole || !file.Exists || file.Length > LargestOutline)
            return Refused("It is damaged, or made of more parts than are taken.");
        try
        {
            await using var json = file.OpenRead();
            return await JsonDocument.ParseAsync(json, new() { MaxDepth = 200 }, cancellation);
        }
        catch (JsonException)
        {
            return Refused("It is nested deeper than is taken.");
        }
    }

    private async Task<Result<int>> Strip(
        PdfWork work,
        string name,
        JsonDocument outline,
        CancellationToken cancellation
    )
    {
        using var read = outline;
        var root = outline.RootElement;
        var (head, objects) = (root.GetProperty("qpdf")[0], root.GetProperty("qpdf")[1]);
        if (IsElsewhere(objects))
            return Refused("Parts of it are in other files.");
        var pages = root.GetProperty("pages").GetArrayLength();
        if (pages == 0 || pages > options.MostPages)
            return Refused(
                pages == 0 ? "It has no pages." : $"It has more than {options.MostPages} pages."
            );
        if (root.GetProperty("pages").EnumerateArray().Any(p => PageOf(objects, p) is null))
            return Refused("Its pages are damaged.");
        if (!await WriteUpdate(work[$"{name}-update.json"], head, objects, root, cancellation))
        {
            File.Move(work[$"{name}-flat.pdf"], work[$"{name}-clean.pdf"]);
            return pages;
        }
        var wrong = await Write(
            work,
            [$"{name}-flat.pdf", $"--update-from-json={name}-update.json"],
            AsItIs,
            $"{name}-clean.pdf",
            mayWarn: false,
            cancellation
        );
        return wrong is null ? pages : wrong;
    }

    private static bool IsElsewhere(JsonElement objects) =>
        objects
            .EnumerateObject()
            .Any(o =>
                o.Value.TryGetProperty("stream", out var stream)
                && stream.GetProperty("dict") is var dictionary
                && Elsewhere.Any(e => dictionary.TryGetProperty(e, out _))
            );

    /// <summary>Pages that hold more than is kept, without it; false when there are none.</summary>
    private static async Task<bool> WriteUpdate(
        string file,
        JsonElement head,
        JsonElement objects,
        JsonElement root,
        CancellationToken cancellation
    )
    {
        var changed = false;
        await using var stream = File.Create(file);
        await using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("qpdf");
        head.WriteTo(json);
        json.WriteStartObject();
        foreach (var page in root.GetProperty("pages").EnumerateArray())
        {
            var (number, value) = PageOf(objects, page)!.Value;
            if (value.EnumerateObject().All(m => Kept.Contains(m.Name)))
                continue;
            changed = true;
            json.WriteStartObject(number);
            json.WriteStartObject("value");
            foreach (var member in value.EnumerateObject().Where(m => Kept.Contains(m.Name)))
                member.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        return changed;
    }

    /// <summary>The dictionary of a page and its name; null where there is none.</summary>
    private static (string Number, JsonElement Value)? PageOf(JsonElement objects, JsonElement page)
    {
        var number = $"obj:{page.GetProperty("object").GetString()}";
        return
            objects.TryGetProperty(number, out var found)
            && found.TryGetProperty("value", out var value)
            && value.ValueKind == JsonValueKind.Object
            ? (number, value)
            : null;
    }

    /// <summary>The refusal of a result, and why.</summary>
    public static Problem Refused(string why) =>
        CertificationProblems.ResultNotUsable.With(
            $"The result cannot be put into a certified PDF. {why}"
        );
}

using Vidimus.Platform.Facts;

namespace Vidimus.Credentials.Imports;

/// <summary>Events about imports.</summary>
internal static class ImportEvents
{
    private const string AnImport = "imp_01kb0c5q7me1vtgy7m3a8r2xwq";
    private const string AGroup = "grp_01kb0c5q7me1vtgy7m3a8r2xwj";

    public static readonly EventType Uploaded = new(
        "import.uploaded",
        "A file was uploaded whose rows are to be issued.",
        "import",
        AnImport,
        ("group", AGroup)
    );

    public static readonly EventType Mapped = new(
        "import.mapped",
        "The columns of an import were mapped; its rows are checked.",
        "import",
        AnImport,
        ("group", AGroup)
    );

    public static readonly EventType Started = new(
        "import.started",
        "The rows of an import are being issued; each one has an event of its own.",
        "import",
        AnImport,
        ("group", AGroup)
    );

    public static readonly EventType Stopped = new(
        "import.stopped",
        "An import stands still until somebody starts it again.",
        "import",
        AnImport,
        ("reason", "SPEND_LIMIT_EXCEEDED")
    );

    public static readonly EventType Done = new(
        "import.done",
        "All rows of an import were gone through.",
        "import",
        AnImport,
        ("group", AGroup),
        ("issued", "98"),
        ("failed", "2")
    );

    public static readonly EventType Cancelled = new(
        "import.cancelled",
        "An import was cancelled; what it had issued stays issued.",
        "import",
        AnImport,
        ("group", AGroup)
    );
}

/// <summary>Imports, of which events show the link alone.</summary>
internal sealed class ImportResource : IEventResource
{
    public string Type => "import";

    public string? Path(string id) => $"/v1/imports/{id}";
}

using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>Refusals of imports.</summary>
public static class ImportProblems
{
    /// <summary>No such import.</summary>
    public static readonly ProblemType NotFound = new(
        "IMPORT_NOT_FOUND",
        404,
        "There is no import with this id.",
        "List them with GET /v1/imports; a test key sees only test imports"
    );

    /// <summary>The file cannot be read as a table.</summary>
    public static readonly ProblemType Unreadable = new(
        "IMPORT_FILE_UNREADABLE",
        400,
        "The file cannot be read as a table.",
        "Save it as CSV in UTF-8, or as an Excel workbook (.xlsx) without macros, password and links to other workbooks"
    );

    /// <summary>The file is beyond a bound.</summary>
    public static readonly ProblemType TooLarge = new(
        "IMPORT_TOO_LARGE",
        400,
        "The file has more than an import takes.",
        "Split it: at most 20 MB, 100,000 rows and 200 columns at a time"
    );

    /// <summary>Too many imports are open.</summary>
    public static readonly ProblemType TooManyOpen = new(
        "IMPORT_TOO_MANY_OPEN",
        409,
        "Too many imports of your organization wait or run.",
        "Start or cancel some of them first"
    );

    /// <summary>It has started, or has ended.</summary>
    public static readonly ProblemType Started = new(
        "IMPORT_STARTED",
        409,
        "The import has started; its mapping cannot be changed any more.",
        "Cancel it, and upload the rows that failed again"
    );

    /// <summary>It cannot be started any more.</summary>
    public static readonly ProblemType Over = new(
        "IMPORT_OVER",
        409,
        "The import was cancelled, or its rows are no longer kept.",
        "Upload the file again"
    );

    /// <summary>Its rows were removed.</summary>
    public static readonly ProblemType RowsGone = new(
        "IMPORT_ROWS_GONE",
        410,
        "The rows of this import are no longer kept.",
        "Upload the file again; what was issued stays issued"
    );

    /// <summary>The row was removed with its recipient.</summary>
    public static readonly ProblemType RowErased = new(
        "IMPORT_ROW_ERASED",
        409,
        "The row was removed when a recipient of these rows was erased.",
        "Upload it again if it is still to be issued"
    );

    /// <summary>A row cannot be read.</summary>
    public static readonly ProblemType RowUnreadable = new(
        "IMPORT_ROW_UNREADABLE",
        400,
        "The row cannot be read.",
        "Correct it and upload it again"
    );

    /// <summary>Whoever started it may not go on.</summary>
    public static readonly ProblemType NobodyActs = new(
        "IMPORT_WITHOUT_CALLER",
        409,
        "Whoever started the import may not issue any more.",
        "Start it again as somebody who may"
    );
}

namespace Vidimus.Credentials.Imports;

/// <summary>Settings of imports, section <c>Imports</c>.</summary>
public sealed class ImportOptions
{
    /// <summary>Hours that a file's rows are kept after its import has ended, so that what failed can be fetched.</summary>
    public int KeepHours { get; set; } = 24;

    /// <summary>Hours after which the rows of a file that nobody started are removed.</summary>
    public int UnstartedHours { get; set; } = 168;

    /// <summary>Days after which an ended import's counts are removed too.</summary>
    public int KeepDays { get; set; } = 90;

    /// <summary>Imports of one organization that may wait or run at once.</summary>
    public int Open { get; set; } = 20;
}

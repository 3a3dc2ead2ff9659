namespace Vidimus.Certification.Desk;

/// <summary>Settings of the review desk, section <c>Certification:Desk</c>.</summary>
public sealed class DeskOptions
{
    /// <summary>Whether who signs is another person than who made the translation or handed it over for review.</summary>
    public bool FourEyes { get; set; }

    /// <summary>After how many hours in which a reviewer saved and said nothing an order is free for others again; 0 for never.</summary>
    public int ReleaseAfterHours { get; set; } = 72;
}

namespace Vidimus.Certification.Desk;

/// <summary>Settings of the review desk, section <c>Certification:Desk</c>.</summary>
public sealed class DeskOptions
{
    /// <summary>Whether who signs is another person than who made the translation or handed it over for review.</summary>
    public bool FourEyes { get; set; }
}

namespace Vidimus.Access.Usage;

/// <summary>How long usage is kept. Section <c>Usage</c>.</summary>
internal sealed class UsageOptions
{
    /// <summary>Days after which counts of requests are removed; what was done and paid stays.</summary>
    public int KeepDays { get; set; } = 800;
}

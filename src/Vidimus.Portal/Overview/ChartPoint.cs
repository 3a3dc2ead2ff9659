namespace Vidimus.Portal.Overview;

/// <summary>A day of a chart.</summary>
/// <param name="Day">The day.</param>
/// <param name="First">What is counted.</param>
/// <param name="Second">What is counted beside it, on top.</param>
public sealed record ChartPoint(DateOnly Day, long First, long Second = 0);

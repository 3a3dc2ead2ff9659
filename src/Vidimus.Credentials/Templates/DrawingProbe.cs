using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Templates;

/// <summary>Whether pages can be drawn; all else works without.</summary>
internal sealed class DrawingProbe(DrawingThreads threads) : IHealthProbe
{
    public string Name => "drawing";
    public string Hint =>
        NativeDrawing.WhyNot
        ?? $"A page has been drawn for more than {DrawingLane.Longest.TotalSeconds:0} seconds. If this stays so, restart the server; find the template among those changed last.";
    public string Otherwise => "degraded";

    public Task<bool> IsWell(CancellationToken cancellation) =>
        Task.FromResult(NativeDrawing.WhyNot is null && threads.Hanging == 0);
}

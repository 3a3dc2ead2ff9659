using Vidimus.Platform.Telemetry;

namespace Vidimus.Credentials.Templates;

/// <summary>Whether pages can be drawn; all else works without.</summary>
internal sealed class DrawingProbe : IHealthProbe
{
    public string Name => "drawing";
    public string Hint => NativeDrawing.WhyNot ?? "";
    public string Otherwise => "degraded";

    public Task<bool> IsWell(CancellationToken cancellation) =>
        Task.FromResult(NativeDrawing.WhyNot is null);
}

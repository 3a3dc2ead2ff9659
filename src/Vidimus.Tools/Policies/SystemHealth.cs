using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>Whether the server can do its work.</summary>
public sealed class SystemHealth : PolicyTool
{
    /// <inheritdoc/>
    public override string Name => "verity_system_health";

    /// <inheritdoc/>
    public override string Title => "System health";

    /// <inheritdoc/>
    public override string Description =>
        "Says whether the server can do its work, check by check. For finding out why something does not work; it says nothing about coverage."
        + Formats;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } = Shape.Arguments(ResponseFormat);

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Answered(
            Shape.Answer(
                "Its state.",
                ("status", Shape.Said("healthy, degraded or unhealthy.").Needed()),
                ("version", Shape.Said("Of the API.").Needed()),
                ("checks", Shape.Given("Check by check.").Needed())
            )
        );

    private protected override async Task<Found> Ask(
        Given given,
        VerityCalls api,
        CancellationToken cancellation
    ) => Found.Of(await api.Health(cancellation), "The server's state.");
}

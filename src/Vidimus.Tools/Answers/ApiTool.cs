using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Tools.Answers;

/// <summary>A tool that is carried out over the API: whatever goes wrong there comes out as an answer.</summary>
public abstract class ApiTool : Tool
{
    /// <summary>The small set, which most clients see.</summary>
    protected static IReadOnlyList<string> SmallSet { get; } = [ToolCatalogue.Credentials];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Toolsets => SmallSet;

    /// <summary>How the tool names what the API names otherwise; null for none.</summary>
    private protected virtual (string Api, string Tool)? Named => null;

    /// <inheritdoc/>
    public sealed override async ValueTask<ToolAnswer> Run(
        ToolRun run,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return await Carry(new Given(run.Arguments), run.Api, cancellation);
        }
        catch (VidimusException failure)
        {
            return Refusals.Of(failure, Named);
        }
        catch (ArgumentException)
        {
            // The client refused a value before it sent anything.
            return Refusals.Of(
                "VALIDATION_ERROR",
                $"An argument of {Name} cannot be sent to the API; nothing was done.",
                "Check ids and keys for characters that do not belong in them."
            );
        }
    }

    /// <summary>Carries it out.</summary>
    private protected abstract ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    );
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Orders;

/// <summary>
/// A tool of Verdacert's: named, called and answered as its clients know it, and carried out over the same API that they call
/// without a model between, so that both say the same.
/// </summary>
public abstract class OrderTool : ApiTool
{
    private static readonly string[] OrdersAlone = [ToolCatalogue.Orders];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Toolsets => OrdersAlone;

    private protected static (string, Shape) JobId =>
        (
            "jobId",
            Shape
                .Text("The jobId that submit answered.", 128)
                .Matching("^[A-Za-z0-9_-]+$")
                .Like("ord_01kb0c5q7me1vtgy7m3a8r2xws")
                .Needed()
        );

    private protected static Shape Status =>
        Shape.Word(
            "How far it is.",
            "created",
            "paid",
            "processing",
            "reviewing_draft",
            "in_review",
            "ready",
            "delivered",
            "failed",
            "cancelled",
            "refunded"
        );

    private protected sealed override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    ) => Written.Done(Said.Shown(await Ask(given, api.Verdacert, cancellation)));

    /// <summary>Asks the API.</summary>
    private protected abstract Task<JsonObject> Ask(
        Given given,
        VerdacertCalls api,
        CancellationToken cancellation
    );

    /// <summary>The arguments as a body: all of them but what says how the call is repeated.</summary>
    private protected static JsonObject Body(Given given, params ReadOnlySpan<string> without)
    {
        var body = new JsonObject();
        foreach (var argument in given.Arguments.EnumerateObject())
        {
            if (argument.Name != "approvalId" && !without.Contains(argument.Name))
                body[argument.Name] = JsonNode.Parse(argument.Value.GetRawText());
        }
        return body;
    }
}

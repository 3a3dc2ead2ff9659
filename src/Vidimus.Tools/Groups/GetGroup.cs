using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Groups;

/// <summary>Shows one group, with the schema that claims must satisfy.</summary>
public sealed class GetGroup : ApiTool
{
    /// <inheritdoc/>
    public override string Name => "getGroup";

    /// <inheritdoc/>
    public override string Title => "Get a group";

    /// <inheritdoc/>
    public override string Description =>
        "Shows one group by its id: its name, whether it issues, how long its credentials are valid, and claimsSchema, the JSON Schema that claims given to issueCredential must satisfy.";

    /// <inheritdoc/>
    public override string Scope => "groups:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            ("id", Parts.GroupId("Its id; listGroups finds it.").Needed()),
            Parts.ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(("group", Shape.Answer("The group.", GroupViews.Members).Needed()));

    private protected override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var group = await api.Groups.Get(given.Needed("id"), cancellation);
        return Written.Done(
            Said.Object(
                (
                    "group",
                    GroupViews.Of(group, given.IsDetailed, withSchema: true, Written.Largest - 1024)
                )
            )
        );
    }
}

using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Groups;

/// <summary>Lists the groups that credentials are issued in, page by page.</summary>
public sealed class ListGroups : ApiTool
{
    /// <inheritdoc/>
    public override string Name => "listGroups";

    /// <inheritdoc/>
    public override string Title => "List groups";

    /// <inheritdoc/>
    public override string Description =>
        "Lists the organization's groups: the programmes, courses or awards that credentials are issued in. "
        + "Gives the groupId that issuing and searching need. Answers one page; nextCursor leads to the next.";

    /// <inheritdoc/>
    public override string Scope => "groups:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            ("text", Shape.Text("Only with this in the name.", 200).Like("First aid")),
            ("state", Shape.Word("Only in this state; active groups issue.", "active", "archived")),
            Parts.PageSize,
            Parts.Cursor,
            Parts.ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            (
                "groups",
                Shape.ListOf("The page.", Shape.Answer("A group.", GroupViews.Members)).Needed()
            ),
            Parts.NextCursor
        );

    private protected override ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var filter = new GroupFilter
        {
            Text = given.Text("text"),
            State = given.Word<GroupState>("state"),
        };
        return Pages.Answer(
            "groups",
            given,
            size =>
                api.Groups.ListPage(filter with { PageSize = size }, given.Cursor, cancellation),
            g => GroupViews.Of(g, given.IsDetailed, given.IsDetailed, GroupViews.LargestItem)
        );
    }
}

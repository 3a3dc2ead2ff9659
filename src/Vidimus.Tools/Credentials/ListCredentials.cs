using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Credentials;

/// <summary>Lists credentials, newest first, page by page.</summary>
public sealed class ListCredentials : ApiTool
{
    /// <inheritdoc/>
    public override string Name => "listCredentials";

    /// <inheritdoc/>
    public override string Title => "Search credentials";

    /// <inheritdoc/>
    public override string Description =>
        "Lists the organization's credentials, newest first, narrowed by group, state, recipient, words or time; all conditions hold together. "
        + "With updatedSince the order is by time of change, oldest first, so that changes can be followed. "
        + "Answers one page; nextCursor leads to the next. For one known credential there is getCredential.";

    /// <inheritdoc/>
    public override string Scope => "credentials:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            ("groupId", Parts.GroupId("Only of this group.")),
            (
                "state",
                Shape.Word(
                    "Only in this state.",
                    "draft",
                    "issued",
                    "suspended",
                    "revoked",
                    "expired"
                )
            ),
            (
                "externalId",
                Parts.ExternalId("Only of the recipient whom the organization knows by this id.")
            ),
            (
                "query",
                Shape
                    .Text(
                        "What a person would type: a credential's id or link, an e-mail address or its beginning, an external id, or part of a recipient's name.",
                        200
                    )
                    .Like("Ada Example")
            ),
            ("createdFrom", Shape.Day("Made on this day (UTC) or later.").Like("2026-11-01")),
            ("createdTo", Shape.Day("Made on this day (UTC) or before.").Like("2026-11-30")),
            (
                "updatedSince",
                Shape.Time("Changed at this time or later.").Like("2026-11-22T10:00:00Z")
            ),
            Parts.PageSize,
            Parts.Cursor,
            Parts.ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            (
                "credentials",
                Shape
                    .ListOf("The page.", Shape.Answer("A credential.", CredentialViews.Members))
                    .Needed()
            ),
            Parts.NextCursor
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        if (given.Day("createdFrom") > given.Day("createdTo"))
            yield return new("createdTo", "must not be before createdFrom");
    }

    private protected override ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var filter = new CredentialFilter
        {
            GroupId = given.Text("groupId"),
            State = given.Word<CredentialState>("state"),
            ExternalId = given.Text("externalId"),
            Query = given.Text("query"),
            CreatedFrom = given.Day("createdFrom"),
            CreatedTo = given.Day("createdTo"),
            UpdatedSince = given.Time("updatedSince"),
        };
        return Pages.Answer(
            "credentials",
            given,
            size =>
                api.Credentials.ListPage(
                    filter with
                    {
                        PageSize = size,
                    },
                    given.Cursor,
                    cancellation
                ),
            c => CredentialViews.Of(c, given.IsDetailed, CredentialViews.LargestItem)
        );
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Credentials;

/// <summary>Finds one credential of the organization by id, by link, or by the organization's own id for its recipient.</summary>
public sealed class GetCredential : ApiTool
{
    private const int MostOthers = 20;

    /// <inheritdoc/>
    public override string Name => "getCredential";

    /// <inheritdoc/>
    public override string Title => "Get a credential";

    /// <inheritdoc/>
    public override string Description =>
        "Shows one credential of the organization, found by exactly one of id, link or externalId. "
        + "An externalId names a recipient: of several credentials the newest is shown and the ids of the others are listed; groupId narrows it. "
        + "It shows the record that the organization keeps; whether a credential is genuine is for verifyCredential, which also takes those of other issuers.";

    /// <inheritdoc/>
    public override string Scope => "credentials:read";

    /// <inheritdoc/>
    public override ToolEffect Effect => ToolEffect.Read;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ExactlyOne { get; } = ["id", "link", "externalId"];

    /// <inheritdoc/>
    public override JsonElement InputSchema { get; } =
        Shape.Arguments(
            ("id", Parts.CredentialId("Its id or UUID.")),
            ("link", Parts.Link("Any link of this server to it, such as its verify link.")),
            (
                "externalId",
                Parts.ExternalId(
                    "The organization's own id for the recipient, as given when it was issued."
                )
            ),
            ("groupId", Parts.GroupId("With externalId: only of this group.")),
            Parts.ResponseFormat
        );

    /// <inheritdoc/>
    public override JsonElement OutputSchema { get; } =
        Shape.Answers(
            ("credential", Shape.Answer("The credential.", CredentialViews.Members).Needed()),
            (
                "others",
                Shape.ListOf(
                    "Ids of further credentials of the same recipient, newest first.",
                    Shape.Said("Id of a credential.")
                )
            ),
            (
                "moreOthers",
                Shape.Flag("Whether there are more than are listed; listCredentials has all.")
            )
        );

    /// <inheritdoc/>
    public override IEnumerable<Mistake> AlsoWrong(JsonElement arguments)
    {
        var given = new Given(arguments);
        if (given.Text("groupId") is not null && given.Text("externalId") is null)
            yield return new("groupId", "goes with externalId only; leave it out");
        if (given.Text("link") is { } link && OwnLink.Id(link) is null)
            yield return new("link", "leads to no credential; a verify link ends in its id");
    }

    private protected override async ValueTask<ToolAnswer> Carry(
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        if (given.Text("externalId") is { } externalId)
            return await ByRecipient(externalId, given, api, cancellation);
        var link = given.Text("link");
        var found = await api.Credentials.Get(
            link is null ? given.Needed("id") : OwnLink.Id(link)!,
            cancellation
        );
        if (link is not null && !OwnLink.IsOf(link, found.VerifyUrl))
            return Refusals.Of(
                "LINK_OF_ANOTHER_SERVER",
                "The link does not lead to this server.",
                "Give the credential's link as this server shows it, or use verifyCredential for a credential of another issuer."
            );
        return Answer(found, [], false, given);
    }

    private static async Task<ToolAnswer> ByRecipient(
        string externalId,
        Given given,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var page = await api.Credentials.ListPage(
            new CredentialFilter
            {
                ExternalId = externalId,
                GroupId = given.Text("groupId"),
                PageSize = MostOthers + 1,
            },
            cancellation: cancellation
        );
        return page.Data is [var newest, ..]
            ? Answer(newest, page.Data.Skip(1), page.HasMore, given)
            : Refusals.Of(
                "CREDENTIAL_NOT_FOUND",
                "There is no credential of a recipient with this externalId.",
                "Check it for spelling, or search with listCredentials. A test key sees only test credentials, a live key only live ones.",
                ToolOutcome.Failed
            );
    }

    private static ToolAnswer Answer(
        Credential found,
        IEnumerable<Credential> others,
        bool more,
        Given given
    )
    {
        var ids = others.Select(o => (JsonNode)o.Id).ToArray();
        return Written.Done(
            Said.Object(
                ("credential", CredentialViews.Of(found, given.IsDetailed, Written.Largest - 4096)),
                ("others", ids.Length > 0 ? new JsonArray(ids) : null),
                ("moreOthers", more ? true : null)
            )
        );
    }
}

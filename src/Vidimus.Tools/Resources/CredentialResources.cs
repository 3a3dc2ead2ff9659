using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Credentials;
using Vidimus.Tools.Groups;

namespace Vidimus.Tools.Resources;

/// <summary>Credentials and groups as things to read: the same views that the tools answer, in full.</summary>
public sealed class CredentialResources : IMcpResources
{
    private const string GroupList = "vidimus://groups";
    private const string GroupPrefix = "vidimus://groups/";
    private const string CredentialPrefix = "vidimus://credentials/";
    private const string GroupTemplate = GroupPrefix + "{id}";
    private const string CredentialTemplate = CredentialPrefix + "{id}";
    private const string Json = "application/json";

    /// <inheritdoc/>
    public IReadOnlyList<McpResource> Resources(string toolset) =>
        IsOurs(toolset)
            ?
            [
                new(
                    GroupList,
                    "groups",
                    "Groups",
                    "The organization's active groups, newest first; as many as fit.",
                    Json
                ),
            ]
            : [];

    /// <inheritdoc/>
    public IReadOnlyList<McpResourceTemplate> Templates(string toolset) =>
        IsOurs(toolset)
            ?
            [
                new(
                    CredentialTemplate,
                    "credential",
                    "Credential",
                    "The record of one credential of the organization.",
                    Json
                ),
                new(
                    GroupTemplate,
                    "group",
                    "Group",
                    "One group, with the schema that claims of its credentials must satisfy.",
                    Json
                ),
            ]
            : [];

    /// <inheritdoc/>
    public string? ScopeOf(string toolset, string uri) =>
        !IsOurs(toolset) ? null
        : uri == GroupList || Id(uri, GroupPrefix) is not null ? "groups:read"
        : Id(uri, CredentialPrefix) is not null ? "credentials:read"
        : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<McpContents>?> Read(
        string toolset,
        string uri,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(api);
        if (ScopeOf(toolset, uri) is null)
            return null;
        try
        {
            var read =
                uri == GroupList ? await Groups(api, cancellation)
                : Id(uri, GroupPrefix) is { } group
                    ? GroupViews.Of(
                        await api.Groups.Get(group, cancellation),
                        detailed: true,
                        withSchema: true,
                        Written.Largest
                    )
                : CredentialViews.Of(
                    await api.Credentials.Get(Id(uri, CredentialPrefix)!, cancellation),
                    detailed: true,
                    Written.Largest
                );
            return [new(uri, Json, Written.Text(read))];
        }
        catch (VidimusException failure)
            when (failure.Code is "GROUP_NOT_FOUND" or "CREDENTIAL_NOT_FOUND" or "NOT_FOUND")
        {
            return null;
        }
        catch (VidimusException failure)
        {
            throw new McpErrorException(-32603, Refusals.Of(failure).Text);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>?> Complete(
        string toolset,
        string template,
        string variable,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    ) =>
        !IsOurs(toolset) ? null
        : (template, variable) is (GroupTemplate, "id")
            ? await GroupNames.Complete(begun, api, cancellation)
        // Which credentials there are is for a search to say, which is recorded as one.
        : template is CredentialTemplate ? []
        : null;

    private static async Task<JsonObject> Groups(VidimusClient api, CancellationToken cancellation)
    {
        var page = await api.Groups.ListPage(
            new GroupFilter { State = GroupState.Active, PageSize = Parts.LargestPage },
            cancellation: cancellation
        );
        var shown = new JsonArray();
        var room = Written.Largest - 1024;
        foreach (var group in page.Data)
        {
            var item = GroupViews.Of(group, false, withSchema: false, GroupViews.LargestItem);
            room -= Written.Size(item) + 1;
            if (room < 0)
                break;
            shown.Add(item);
        }
        var more = page.HasMore || shown.Count < page.Data.Count;
        return Said.Object(("groups", shown), ("more", more));
    }

    /// <summary>The id in an address; null when there is none of its form.</summary>
    private static string? Id(string uri, string prefix)
    {
        if (!uri.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        var id = uri[prefix.Length..];
        return prefix == GroupPrefix
            ? GroupNames.IsId(id)
                ? id
                : null
            : OwnLink.IsId(id)
                ? id
                : null;
    }

    private static bool IsOurs(string toolset) => toolset == ToolCatalogue.Credentials;
}

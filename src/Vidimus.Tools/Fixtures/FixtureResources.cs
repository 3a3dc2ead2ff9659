using Vidimus.Client;

namespace Vidimus.Tools.Fixtures;

/// <summary>What the conformance suite reads.</summary>
internal sealed class FixtureResources : IMcpResources
{
    private const string Text = "test://static-text";
    private const string Binary = "test://static-binary";
    private const string Before = "test://template/";
    private const string After = "/data";

    public IReadOnlyList<McpResource> Resources(string toolset) =>
        toolset != McpFixtures.Toolset
            ? []
            :
            [
                new(Text, "static-text", "A text", "A text that never changes.", "text/plain"),
                new(Binary, "static-binary", "A picture", "A picture of one point.", "image/png"),
            ];

    public IReadOnlyList<McpResourceTemplate> Templates(string toolset) =>
        toolset != McpFixtures.Toolset
            ? []
            :
            [
                new(
                    "test://template/{id}/data",
                    "template",
                    "Data by id",
                    "What belongs to an id.",
                    "application/json"
                ),
            ];

    public string? ScopeOf(string toolset, string uri) =>
        toolset == McpFixtures.Toolset && Found(uri) is not null ? "read" : null;

    public ValueTask<IReadOnlyList<McpContents>?> Read(
        string toolset,
        string uri,
        VidimusClient api,
        CancellationToken cancellation
    ) => new(Found(uri) is { } found ? [found] : null);

    public ValueTask<IReadOnlyList<string>?> Complete(
        string toolset,
        string template,
        string variable,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    ) => new(toolset == McpFixtures.Toolset ? [] : null);

    private static McpContents? Found(string uri)
    {
        if (uri == Text)
            return new(uri, "text/plain", "This is the content of the static text resource.");
        if (uri == Binary)
            return new(uri, "image/png", null, Convert.FromBase64String(FixtureTools.Png));
        if (
            !uri.StartsWith(Before, StringComparison.Ordinal)
            || !uri.EndsWith(After, StringComparison.Ordinal)
            || uri.Length <= Before.Length + After.Length
        )
            return null;
        var id = System.Text.Json.JsonSerializer.Serialize(uri[Before.Length..^After.Length]);
        var said = System.Text.Json.JsonSerializer.Serialize(
            $"Data for ID: {uri[Before.Length..^After.Length]}"
        );
        return new(
            uri,
            "application/json",
            $$"""{"id":{{id}},"templateTest":true,"data":{{said}}}"""
        );
    }
}

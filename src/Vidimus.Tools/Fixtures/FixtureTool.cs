using System.Text.Json;

namespace Vidimus.Tools.Fixtures;

/// <summary>One tool of the fixtures.</summary>
internal sealed class FixtureTool(
    string name,
    string description,
    Func<ToolRun, CancellationToken, ValueTask<ToolAnswer>> run,
    string schema = FixtureTool.Nothing
) : Tool
{
    private const string Nothing = """{"type":"object","additionalProperties":false}""";

    public override string Name => name;

    public override string Title { get; } =
        char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    public override string Description => description;

    public override string Scope => "read";

    public override ToolEffect Effect => ToolEffect.Read;

    public override IReadOnlyList<string> Toolsets { get; } = [McpFixtures.Toolset];

    public override JsonElement InputSchema { get; } = JsonElement.Parse(schema);

    public override JsonElement OutputSchema => default;

    public override ValueTask<ToolAnswer> Run(ToolRun asked, CancellationToken cancellation) =>
        run(asked, cancellation);

    public static ToolAnswer Text(string text) => new(text, null);

    public static ValueTask<ToolAnswer> Says(string text) => new(Text(text));

    public static ToolAnswer Content(string json) =>
        new("", null) { Content = JsonElement.Parse(json) };
}

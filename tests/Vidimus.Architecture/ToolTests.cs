using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>Tools of assistants: what is published of them is checked, and what is documented is true.</summary>
public sealed partial class ToolTests
{
    [Fact]
    public void Every_published_schema_has_only_keywords_that_are_checked()
    {
        foreach (var tool in ToolCatalogue.Standard().Tools)
        {
            Schema.Of(tool.InputSchema).ShouldNotBeNull(tool.Name);
            Schema.Of(tool.OutputSchema).ShouldNotBeNull(tool.Name);
        }
    }

    [Fact]
    public void Every_tool_is_documented_with_a_call_and_an_answer_that_fit_its_schemas()
    {
        var sections = Sections().Split(Project.Text("docs/tools.md"));
        foreach (var tool in ToolCatalogue.Standard().Tools)
        {
            var section = sections
                .Where(s => s.StartsWith($"{tool.Name}\n", StringComparison.Ordinal))
                .ShouldHaveSingleItem(tool.Name);
            var blocks = Blocks()
                .Matches(section)
                .Select(m => JsonElement.Parse(m.Groups[1].Value))
                .ToArray();
            blocks.Length.ShouldBe(2, tool.Name);
            ToolArguments.Wrong(tool, blocks[0]).ShouldBeEmpty(tool.Name);
            Schema.Of(tool.OutputSchema).Check(blocks[1]).ShouldBeEmpty(tool.Name);
        }
    }

    [GeneratedRegex("^##? ", RegexOptions.Multiline)]
    private static partial Regex Sections();

    [GeneratedRegex("```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}

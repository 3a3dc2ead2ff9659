using System.Text.Json;
using Vidimus.Tools.Protocol;
using static Vidimus.Tools.Fixtures.FixtureTool;

namespace Vidimus.Tools.Fixtures;

/// <summary>The tools that the conformance suite calls, with the answers that it expects.</summary>
internal static class FixtureTools
{
    /// <summary>A picture of one point.</summary>
    public const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    /// <summary>A sound of no length.</summary>
    private const string Wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public static IEnumerable<Tool> All(Changes changes) =>
        [
            new FixtureTool(
                "test_simple_text",
                "Answers a text.",
                (_, _) => Says("This is a simple text response for testing.")
            ),
            new FixtureTool("noop", "Does nothing and says so.", (_, _) => Says("{}")),
            .. Contents,
            .. Schemas,
            .. Talking,
            .. FixtureQuestions.All,
            .. FixtureRounds.All,
            new FixtureTool(
                "test_trigger_tool_change",
                "Tells listeners that the tools changed.",
                (_, _) => Tell(changes, Change.Tools)
            ),
            new FixtureTool(
                "test_trigger_prompt_change",
                "Tells listeners that the prompts changed.",
                (_, _) => Tell(changes, Change.Prompts)
            ),
        ];

    /// <summary>Those whose schemas have words that no tool of ours uses.</summary>
    private static IEnumerable<Tool> Schemas =>
        [
            new FixtureTool(
                "json_schema_2020_12_tool",
                "Has a schema with many words of JSON Schema 2020-12.",
                (_, _) => Says("fits"),
                """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
                 "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
                 "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"contactMethod":{"type":"string","enum":["phone","email"]},"phone":{"type":"string"},"email":{"type":"string"}},
                 "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
                 "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
                 "then":{"required":["phone"]},"else":{"required":["email"]},"additionalProperties":false}
                """
            ),
            new FixtureTool(
                "test_mirrored_header",
                "Takes a text that a header mirrors.",
                (run, _) => Says(run.Arguments.Text("place") ?? ""),
                """{"type":"object","properties":{"place":{"type":"string","x-mcp-header":"Place"}},"additionalProperties":false}"""
            ),
        ];

    private static IEnumerable<Tool> Contents =>
        [
            new FixtureTool(
                "test_image_content",
                "Answers a picture.",
                (_, _) =>
                    new(Content($$"""[{"type":"image","data":"{{Png}}","mimeType":"image/png"}]"""))
            ),
            new FixtureTool(
                "test_audio_content",
                "Answers a sound.",
                (_, _) =>
                    new(Content($$"""[{"type":"audio","data":"{{Wav}}","mimeType":"audio/wav"}]"""))
            ),
            new FixtureTool(
                "test_embedded_resource",
                "Answers a resource.",
                (_, _) =>
                    new(
                        Content(
                            """[{"type":"resource","resource":{"uri":"test://embedded-resource","mimeType":"text/plain","text":"This is an embedded resource content."}}]"""
                        )
                    )
            ),
            new FixtureTool(
                "test_multiple_content_types",
                "Answers a text, a picture and a resource.",
                (_, _) =>
                    new(
                        Content(
                            $$$"""
                            [{"type":"text","text":"Multiple content types test:"},
                             {"type":"image","data":"{{{Png}}}","mimeType":"image/png"},
                             {"type":"resource","resource":{"uri":"test://mixed-content-resource","mimeType":"application/json","text":"{\"test\":\"data\",\"value\":123}"}}]
                            """
                        )
                    )
            ),
            new FixtureTool(
                "test_error_handling",
                "Answers an error.",
                (_, _) =>
                    new(
                        new ToolAnswer(
                            "This tool intentionally returns an error for testing",
                            null,
                            ToolOutcome.Failed,
                            "FIXTURE_FAILS"
                        )
                    )
            ),
            new FixtureTool(
                "test_large_result",
                "Answers a text that is larger than what is sent.",
                (_, _) => Says(new('x', 2_000_000))
            ),
        ];

    private static IEnumerable<Tool> Talking =>
        [
            new FixtureTool(
                "test_tool_with_progress",
                "Tells how far it is.",
                async (run, cancellation) =>
                {
                    foreach (var done in (int[])[0, 50, 100])
                    {
                        await run.Exchange.Progress(done, 100, null, cancellation);
                        await Task.Delay(Moment, cancellation);
                    }
                    return Text("Done.");
                }
            ),
            new FixtureTool(
                "test_tool_with_logging",
                "Writes lines of log.",
                async (run, cancellation) =>
                {
                    foreach (var line in (string[])["started", "processing data", "completed"])
                    {
                        await run.Exchange.Log(
                            "info",
                            JsonElement.Parse($"\"Tool execution {line}\""),
                            cancellation
                        );
                        await Task.Delay(Moment, cancellation);
                    }
                    return Text("Done.");
                }
            ),
            new FixtureTool(
                "test_logging_tool",
                "Writes a line of log to those who want it.",
                async (run, cancellation) =>
                {
                    await run.Exchange.Log("error", JsonElement.Parse("\"A line\""), cancellation);
                    return Text("Done.");
                }
            ),
            new FixtureTool(
                "test_slow",
                "Waits until it is cancelled, a minute at most.",
                async (run, cancellation) =>
                {
                    await run.Exchange.Progress(0, null, "waiting", cancellation);
                    await Task.Delay(TimeSpan.FromMinutes(1), cancellation);
                    return Text("Done.");
                }
            ),
        ];

    private static ValueTask<ToolAnswer> Tell(Changes changes, Change change)
    {
        changes.Tell(McpFixtures.Toolset, change);
        return Says("Told.");
    }
}

using System.Text.Json;
using Vidimus.Tools.Protocol;
using static Vidimus.Tools.Fixtures.FixtureTool;

namespace Vidimus.Tools.Fixtures;

/// <summary>Tools that ask the client while they run, as revisions before 2026-07-28 do.</summary>
internal static class FixtureQuestions
{
    private const string Defaults = """
        {"type":"object","properties":{
          "name":{"type":"string","default":"John Doe"},"age":{"type":"integer","default":30},
          "score":{"type":"number","default":95.5},
          "status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},
          "verified":{"type":"boolean","default":true}},"required":[]}
        """;

    private const string Choices = """
        {"type":"object","properties":{
          "untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
          "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},{"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
          "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],"enumNames":["Option One","Option Two","Option Three"]},
          "untitledMulti":{"type":"array","items":{"type":"string","enum":["option1","option2","option3"]}},
          "titledMulti":{"type":"array","items":{"anyOf":[{"const":"value1","title":"First Choice"},{"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}},
         "required":[]}
        """;

    private const string Contact = """
        {"type":"object","properties":{
          "username":{"type":"string","description":"User's response"},
          "email":{"type":"string","description":"User's email address"}},"required":["username","email"]}
        """;

    public static IEnumerable<Tool> All =>
        [
            new FixtureTool(
                "test_sampling",
                "Asks the client's model.",
                Sampling,
                """{"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"],"additionalProperties":false}"""
            ),
            new FixtureTool(
                "test_elicitation",
                "Asks the client's user.",
                (run, cancellation) =>
                    Elicit(
                        run,
                        run.Arguments.Text("message") ?? "",
                        Contact,
                        "User response: ",
                        cancellation
                    ),
                """{"type":"object","properties":{"message":{"type":"string"}},"required":["message"],"additionalProperties":false}"""
            ),
            new FixtureTool(
                "test_elicitation_sep1034_defaults",
                "Asks with defaults of every kind.",
                (run, cancellation) =>
                    Elicit(run, "Look at these.", Defaults, "Elicitation completed: ", cancellation)
            ),
            new FixtureTool(
                "test_elicitation_sep1330_enums",
                "Asks with choices of every kind.",
                (run, cancellation) =>
                    Elicit(run, "Choose.", Choices, "Elicitation completed: ", cancellation)
            ),
        ];

    private static async ValueTask<ToolAnswer> Sampling(ToolRun run, CancellationToken cancellation)
    {
        var prompt = JsonSerializer.Serialize(run.Arguments.Text("prompt") ?? "");
        var answer = run.Exchange.Can("sampling")
            ? await run.Exchange.Ask(
                "sampling/createMessage",
                JsonElement.Parse(
                    $$$"""{"messages":[{"role":"user","content":{"type":"text","text":{{{prompt}}}}}],"maxTokens":100}"""
                ),
                cancellation
            )
            : null;
        return answer is { } said
            ? Text($"LLM response: {said.Object("content").Text("text")}")
            : NoClient();
    }

    private static async ValueTask<ToolAnswer> Elicit(
        ToolRun run,
        string message,
        string schema,
        string begins,
        CancellationToken cancellation
    )
    {
        var answer = run.Exchange.Can("elicitation.form")
            ? await run.Exchange.Ask(
                "elicitation/create",
                JsonElement.Parse(
                    $$"""{"message":{{JsonSerializer.Serialize(message)}},"requestedSchema":{{schema}}}"""
                ),
                cancellation
            )
            : null;
        return answer is { } said
            ? Text($"{begins}action={said.Text("action")}, content={said.Object("content")}")
            : NoClient();
    }

    private static ToolAnswer NoClient() =>
        new("The client cannot be asked.", null, ToolOutcome.Failed, "CLIENT_CANNOT");
}

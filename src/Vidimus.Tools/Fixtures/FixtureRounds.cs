using System.Text.Json;
using Vidimus.Tools.Protocol;
using static Vidimus.Tools.Fixtures.FixtureTool;

namespace Vidimus.Tools.Fixtures;

/// <summary>Tools that ask the client between two rounds of a call, as 2026-07-28 does.</summary>
internal static class FixtureRounds
{
    private const string Name =
        """{"method":"elicitation/create","params":{"message":"What is your name?","requestedSchema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}}}""";

    private const string Confirm =
        """{"method":"elicitation/create","params":{"message":"Please confirm","requestedSchema":{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}}}""";

    private const string Colour =
        """{"method":"elicitation/create","params":{"message":"Step 2: What is your favorite color?","requestedSchema":{"type":"object","properties":{"color":{"type":"string"}},"required":["color"]}}}""";

    private const string Capital =
        """{"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"What is the capital of France?"}}],"maxTokens":100}}""";

    private const string Roots = """{"method":"roots/list","params":{}}""";

    public static IEnumerable<Tool> All =>
        [
            Asks("elicitation", $$"""{"user_name":{{Name}}}""", null),
            Asks("sampling", $$"""{"capital_question":{{Capital}}}""", null),
            Asks("list_roots", $$"""{"client_roots":{{Roots}}}""", null),
            Asks("request_state", $$"""{"confirm":{{Confirm}}}""", "state-ok"),
            Asks("tampered_state", $$"""{"confirm":{{Confirm}}}""", "state-ok"),
            Asks(
                "multiple_inputs",
                $$"""{"user_name":{{Name}},"greeting":{{Capital}},"client_roots":{{Roots}}}""",
                "several"
            ),
            new FixtureTool(
                "test_input_required_result_multi_round",
                "Asks twice.",
                (run, _) => new(Twice(run.Exchange))
            ),
            new FixtureTool(
                "test_input_required_result_capabilities",
                "Asks what the client can answer.",
                (run, _) => new(WhatItCan(run.Exchange))
            ),
            new FixtureTool(
                "test_missing_capability",
                "Needs a client with a model.",
                (run, _) =>
                    run.Exchange.Can("sampling")
                        ? Says("It can.")
                        : throw new McpErrorException(
                            McpCodes.MissingCapability,
                            "This needs a client that declares sampling.",
                            JsonElement.Parse("""{"requiredCapabilities":{"sampling":{}}}""")
                        )
            ),
            new FixtureTool(
                "test_streaming_elicitation",
                "Tells how far it is, then asks.",
                async (run, cancellation) =>
                {
                    await run.Exchange.Progress(1, 2, null, cancellation);
                    return run.Exchange.Answers is null
                        ? Ask($$"""{"user_name":{{Name}}}""", null)
                        : Text("Done.");
                }
            ),
        ];

    private static FixtureTool Asks(string name, string requests, string? state)
    {
        var asked = JsonElement.Parse(requests);
        return new(
            $"test_input_required_result_{name}",
            "Asks, and answers when all is there.",
            (run, _) =>
                new(
                    IsAnswered(run.Exchange, asked) && run.Exchange.State == state
                        ? Text($"Hello, {run.Exchange.Answers} {state}")
                        : Ask(requests, state)
                )
        );
    }

    private static bool IsAnswered(ToolExchange exchange, JsonElement asked) =>
        exchange.Answers is { } answers
        && asked
            .EnumerateObject()
            .All(q => answers.Object(q.Name).ValueKind == JsonValueKind.Object);

    private static ToolAnswer Twice(ToolExchange exchange) =>
        exchange.State switch
        {
            null => Ask($$"""{"step1":{{Name}}}""", "first"),
            "first" => Ask($$"""{"step2":{{Colour}}}""", "second"),
            _ => Text("Done."),
        };

    private static ToolAnswer WhatItCan(ToolExchange exchange)
    {
        if (exchange.Answers is not null)
            return Text("Done.");
        var requests = new List<string>();
        if (exchange.Can("sampling"))
            requests.Add($"\"model\":{Capital}");
        if (exchange.Can("elicitation"))
            requests.Add($"\"user\":{Name}");
        return requests.Count == 0
            ? Text("Nothing can be asked.")
            : Ask($"{{{string.Join(',', requests)}}}", null);
    }

    private static ToolAnswer Ask(string requests, string? state) =>
        new("", null) { Input = new(JsonElement.Parse(requests), state) };
}

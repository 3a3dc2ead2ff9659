using System.Text.Json;
using Vidimus.Client;
using Vidimus.Tools.Protocol;

namespace Vidimus.Tools.Fixtures;

/// <summary>What the conformance suite starts from.</summary>
internal sealed class FixturePrompts : IMcpPrompts
{
    private static readonly McpPrompt[] All =
    [
        new("test_simple_prompt", "Simple", "A prompt without arguments.", []),
        new(
            "test_prompt_with_arguments",
            "With arguments",
            "A prompt with two arguments.",
            [new("arg1", "First test argument", true), new("arg2", "Second test argument", true)]
        ),
        new(
            "test_prompt_with_embedded_resource",
            "With a resource",
            "A prompt that has a resource in it.",
            [new("resourceUri", "URI of the resource to embed", true)]
        ),
        new("test_prompt_with_image", "With a picture", "A prompt that has a picture in it.", []),
        new(
            "test_input_required_result_prompt",
            "With a question",
            "A prompt that asks the client first.",
            []
        ),
    ];

    public IReadOnlyList<McpPrompt> Prompts(string toolset) =>
        toolset == McpFixtures.Toolset ? All : [];

    public ValueTask<McpPromptAnswer?> Get(
        string toolset,
        string name,
        IReadOnlyDictionary<string, string> arguments,
        ToolExchange exchange,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        var prompt = All.First(p => p.Name == name);
        foreach (var argument in prompt.Arguments)
        {
            if (!arguments.ContainsKey(argument.Name))
                throw new McpErrorException(
                    McpCodes.InvalidParams,
                    $"The argument {argument.Name} is missing."
                );
        }
        return new(
            name == "test_input_required_result_prompt"
                ? Asking(exchange)
                : new McpPromptAnswer(prompt.Description, Messages(name, arguments))
        );
    }

    public ValueTask<IReadOnlyList<string>?> Complete(
        string toolset,
        string prompt,
        string argument,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    ) => new(Prompts(toolset).Any(p => p.Name == prompt) ? [] : null);

    private static IReadOnlyList<McpPromptMessage> Messages(
        string name,
        IReadOnlyDictionary<string, string> arguments
    ) =>
        name switch
        {
            "test_simple_prompt" => [new("user", "This is a simple prompt for testing.")],
            "test_prompt_with_arguments" =>
            [
                new(
                    "user",
                    $"Prompt with arguments: arg1='{arguments["arg1"]}', arg2='{arguments["arg2"]}'"
                ),
            ],
            "test_prompt_with_image" =>
            [
                new("user", "")
                {
                    Content = JsonElement.Parse(
                        $$"""{"type":"image","data":"{{FixtureTools.Png}}","mimeType":"image/png"}"""
                    ),
                },
                new("user", "Please analyze the image above."),
            ],
            _ =>
            [
                new("user", "")
                {
                    Content = JsonElement.Parse(
                        $$$"""{"type":"resource","resource":{"uri":{{{JsonSerializer.Serialize(arguments["resourceUri"])}}},"mimeType":"text/plain","text":"Embedded resource content for testing."}}"""
                    ),
                },
                new("user", "Please process the embedded resource above."),
            ],
        };

    private static McpPromptAnswer Asking(ToolExchange exchange) =>
        exchange.Answers is { } answers
            ? new("Asked.", [new("user", $"Context: {answers}")])
            : new("", [])
            {
                Input = new(
                    JsonElement.Parse(
                        """{"user_context":{"method":"elicitation/create","params":{"message":"What context should the prompt use?","requestedSchema":{"type":"object","properties":{"context":{"type":"string"}},"required":["context"]}}}}"""
                    ),
                    null
                ),
            };
}

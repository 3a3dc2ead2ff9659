using Vidimus.Client;
using Vidimus.Tools.Groups;

namespace Vidimus.Tools.Prompts;

/// <summary>Texts that a user can start from: issuing to a class, and checking a candidate.</summary>
public sealed class CredentialPrompts : IMcpPrompts
{
    private static readonly PromptText[] All = [IssueToClassList.Text, CheckCandidate.Text];

    /// <inheritdoc/>
    public IReadOnlyList<McpPrompt> Prompts(string toolset) =>
        toolset == ToolCatalogue.Credentials ? [.. All.Select(p => p.Prompt)] : [];

    /// <inheritdoc/>
    public ValueTask<McpPromptAnswer?> Get(
        string toolset,
        string name,
        IReadOnlyDictionary<string, string> arguments,
        ToolExchange exchange,
        VidimusClient api,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return ValueTask.FromResult(Find(toolset, name)?.Fill(arguments));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>?> Complete(
        string toolset,
        string prompt,
        string argument,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    ) =>
        Find(toolset, prompt) is null ? null
        : argument == "group" ? await GroupNames.Complete(begun, api, cancellation)
        : [];

    private static PromptText? Find(string toolset, string name) =>
        toolset == ToolCatalogue.Credentials
            ? All.FirstOrDefault(p => p.Prompt.Name == name)
            : null;
}

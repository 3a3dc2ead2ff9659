using Vidimus.Client;

namespace Vidimus.Tools;

/// <summary>
/// Resources and prompts of toolsets, as the protocol serves them. Several may be registered; each answers for the toolsets
/// it knows and with nothing for others.
/// </summary>
public interface IMcpResources
{
    /// <summary>Resources with an address of their own, always in the same order.</summary>
    IReadOnlyList<McpResource> Resources(string toolset);

    /// <summary>Templates of addresses, always in the same order.</summary>
    IReadOnlyList<McpResourceTemplate> Templates(string toolset);

    /// <summary>The scope that reading this address needs; null when there is no such resource.</summary>
    string? ScopeOf(string toolset, string uri);

    /// <summary>Reads in the caller's name; null when there is no such resource.</summary>
    ValueTask<IReadOnlyList<McpContents>?> Read(
        string toolset,
        string uri,
        VidimusClient api,
        CancellationToken cancellation
    );

    /// <summary>Values for a variable of a template that begin as given; null when the template is not known.</summary>
    ValueTask<IReadOnlyList<string>?> Complete(
        string toolset,
        string template,
        string variable,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    );
}

/// <summary>Prompts of toolsets.</summary>
public interface IMcpPrompts
{
    /// <summary>The prompts, always in the same order.</summary>
    IReadOnlyList<McpPrompt> Prompts(string toolset);

    /// <summary>
    /// Fills one in; null when it is not known. Wrong arguments are an <see cref="McpErrorException"/> with -32602.
    /// </summary>
    ValueTask<McpPromptAnswer?> Get(
        string toolset,
        string name,
        IReadOnlyDictionary<string, string> arguments,
        ToolExchange exchange,
        VidimusClient api,
        CancellationToken cancellation
    );

    /// <summary>Values for an argument that begin as given; null when the prompt is not known.</summary>
    ValueTask<IReadOnlyList<string>?> Complete(
        string toolset,
        string prompt,
        string argument,
        string begun,
        VidimusClient api,
        CancellationToken cancellation
    );
}

/// <summary>Something that can be read.</summary>
/// <param name="Uri">Its address.</param>
/// <param name="Name">Its name for programs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What it is.</param>
/// <param name="MimeType">Such as <c>application/json</c>.</param>
public sealed record McpResource(
    string Uri,
    string Name,
    string Title,
    string Description,
    string MimeType
);

/// <summary>Addresses of things that can be read.</summary>
/// <param name="UriTemplate">By RFC 6570, such as <c>vidimus://credentials/{id}</c>.</param>
/// <param name="Name">Its name for programs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What is read there.</param>
/// <param name="MimeType">Such as <c>application/json</c>.</param>
public sealed record McpResourceTemplate(
    string UriTemplate,
    string Name,
    string Title,
    string Description,
    string MimeType
);

/// <summary>What was read: text, or bytes.</summary>
/// <param name="Uri">Where it lies.</param>
/// <param name="MimeType">What it is.</param>
/// <param name="Text">The text; null for bytes.</param>
/// <param name="Bytes">The bytes; null for text.</param>
public sealed record McpContents(string Uri, string MimeType, string? Text, byte[]? Bytes = null);

/// <summary>A text that an assistant's user can start from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Arguments">What it is filled in with.</param>
public sealed record McpPrompt(
    string Name,
    string Title,
    string Description,
    IReadOnlyList<McpPromptArgument> Arguments
);

/// <summary>What a prompt is filled in with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is.</param>
/// <param name="Required">Whether the prompt needs it.</param>
public sealed record McpPromptArgument(string Name, string Description, bool Required);

/// <summary>A prompt filled in.</summary>
/// <param name="Description">What it does.</param>
/// <param name="Messages">Its messages in order.</param>
public sealed record McpPromptAnswer(string Description, IReadOnlyList<McpPromptMessage> Messages)
{
    /// <summary>Set when the client has to be asked first.</summary>
    public InputNeeded? Input { get; init; }
}

/// <summary>A message of a prompt.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What it says.</param>
public sealed record McpPromptMessage(string Role, string Text)
{
    /// <summary>A content block of the protocol instead of the text, such as an embedded resource.</summary>
    public System.Text.Json.JsonElement? Content { get; init; }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Agents;

/// <summary>What assistants can do over REST, and under which rules.</summary>
/// <param name="Version">Grows with every change of what tools take.</param>
/// <param name="Posture">What kind of access it is.</param>
/// <param name="Auth">How a caller proves itself, and what needs a person.</param>
/// <param name="NoPhiBoundary">What may not be sent.</param>
/// <param name="Tools">The tools.</param>
public sealed record VerityAgentManifest(
    string Version,
    string Posture,
    VerityAgentAuth Auth,
    string NoPhiBoundary,
    IReadOnlyList<VerityAgentTool> Tools
);

/// <summary>How a caller of tools proves itself.</summary>
/// <param name="Scheme">Always <c>bearer</c>.</param>
/// <param name="Header">The header with the key.</param>
/// <param name="Scopes">Scopes that open tools: one for each, one for all, and the broad ones that include them.</param>
/// <param name="AgentHeader">The header in which an assistant says what it is called.</param>
/// <param name="WriteApproval">What a tool that changes something needs.</param>
public sealed record VerityAgentAuth(
    string Scheme,
    string Header,
    IReadOnlyList<string> Scopes,
    string AgentHeader,
    VerityWriteApproval WriteApproval
);

/// <summary>What a tool that changes something needs.</summary>
/// <param name="Required">Always true.</param>
/// <param name="Header">The header that says that a person has reviewed the call.</param>
/// <param name="Value">What it has to say.</param>
/// <param name="Rule">The same in words.</param>
public sealed record VerityWriteApproval(bool Required, string Header, string Value, string Rule);

/// <summary>A tool in the manifest.</summary>
public sealed record VerityAgentTool
{
    /// <summary>What it is called by.</summary>
    public required string Id { get; init; }

    /// <summary>The same, as tools of the Model Context Protocol are named.</summary>
    public required string Name { get; init; }

    /// <summary>What it is called for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it does.</summary>
    public required string Description { get; init; }

    /// <summary><c>read</c> or <c>write</c>.</summary>
    public required string Access { get; init; }

    /// <summary>The scope that lets a key do this and nothing else.</summary>
    public required string Scope { get; init; }

    /// <summary>Whether a person has to have reviewed each call.</summary>
    public required bool ApprovalRequired { get; init; }

    /// <summary>What a call counts for.</summary>
    public required int BillableUnits { get; init; }

    /// <summary>What a client may know of the tool's effects.</summary>
    public required VerityAgentHints Annotations { get; init; }

    /// <summary>Where it is called.</summary>
    public required string Endpoint { get; init; }

    /// <summary>How it is called.</summary>
    public required string Method { get; init; }

    /// <summary>What it takes, as JSON Schema. Named outright: in the style of other answers it would be called as its alias is.</summary>
    [JsonPropertyName("input_schema")]
    public required JsonElement InputSchema { get; init; }

    /// <summary>What it answers, as JSON Schema.</summary>
    [JsonPropertyName("output_schema")]
    public required JsonElement OutputSchema { get; init; }

    /// <summary>As <see cref="InputSchema"/>, under the name that the Model Context Protocol has for it.</summary>
    [JsonPropertyName("inputSchema")]
    public JsonElement InputSchemaAlias => InputSchema;

    /// <summary>As <see cref="OutputSchema"/>.</summary>
    [JsonPropertyName("outputSchema")]
    public JsonElement OutputSchemaAlias => OutputSchema;

    /// <summary>Whether this caller may use it.</summary>
    public required bool Allowed { get; init; }
}

/// <summary>Hints about a tool, by the names of the Model Context Protocol.</summary>
/// <param name="ReadOnlyHint">It changes nothing.</param>
/// <param name="DestructiveHint">It may undo something.</param>
/// <param name="IdempotentHint">Calling it twice does no more than once.</param>
/// <param name="OpenWorldHint">It reaches beyond this server.</param>
public sealed record VerityAgentHints(
    [property: JsonPropertyName("readOnlyHint")] bool ReadOnlyHint,
    [property: JsonPropertyName("destructiveHint")] bool DestructiveHint,
    [property: JsonPropertyName("idempotentHint")] bool IdempotentHint,
    [property: JsonPropertyName("openWorldHint")] bool OpenWorldHint
);

/// <summary>Answers the manifest of the tools, with what this caller may use.</summary>
internal sealed class AgentManifest(CurrentCaller caller, TimeProvider clock)
{
    private const string Boundary =
        "No identifiers of patients: no names, numbers of records or insurance, dates of birth, addresses, telephone numbers or e-mail addresses. A call that holds one is refused with PHI_NOT_ALLOWED, and what it held is not answered, logged or kept.";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/agent/tools",
                (HttpContext http, AgentManifest manifest) =>
                    http.OnceSnake(200, () => manifest.Run(http))
            )
            .Needs(Scopes.AnyScope)
            .Produces<VerityAnswer<VerityAgentManifest>>()
            .WithTags("Verity")
            .WithSummary("List the tools of assistants (Verity form)")
            .WithName("verityListAgentTools");

    private Task<Result<VerityAnswer<VerityAgentManifest>>> Run(HttpContext http) =>
        Task.FromResult<Result<VerityAnswer<VerityAgentManifest>>>(
            http.InVerity(
                new VerityAgentManifest(
                    AgentTools.Version,
                    AgentTools.Posture,
                    new(
                        "bearer",
                        "Authorization",
                        [
                            Scopes.AgentTool("*"),
                            .. AgentTools.All.Select(t => t.Scope),
                            .. AgentTools.All.Select(t => t.Needs).Distinct(),
                        ],
                        AgentHeaders.AgentHeader,
                        new(
                            true,
                            AgentHeaders.Approval,
                            AgentHeaders.Reviewed,
                            "A tool that changes something answers 202 and does nothing until a person has reviewed the call. Where a rule of the organization is about it, only the id of an approval that a member gave counts."
                        )
                    ),
                    Boundary,
                    [.. AgentTools.All.Select(Show)]
                ),
                clock
            )
        );

    private VerityAgentTool Show(AgentTool tool) =>
        new()
        {
            Id = tool.Id,
            Name = tool.Id,
            Title = tool.Title,
            Description = tool.Description,
            Access = tool.Access,
            Scope = tool.Scope,
            ApprovalRequired = tool.Writes,
            BillableUnits = 1,
            Annotations = new(!tool.Writes, false, true, false),
            Endpoint = tool.Endpoint,
            Method = "POST",
            InputSchema = tool.InputSchema,
            OutputSchema = tool.OutputSchema,
            Allowed = caller.Value.May(tool.Scope),
        };
}

using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>What a repeated call brings back from its client (multi-round-trip requests, 2026-07-28).</summary>
/// <param name="Answers">What the user answered.</param>
/// <param name="State">The tool's own state.</param>
/// <param name="ApprovalId">The approval that the round before asked for.</param>
/// <param name="Refused">Why the call is not carried out.</param>
internal sealed record Round(
    JsonElement? Answers,
    string? State,
    string? ApprovalId,
    ToolRefusal? Refused
);

internal static class Rounds
{
    private static readonly Round First = new(null, null, null, null);

    private static readonly ToolRefusal Invalid = new(
        ToolCodes.StateInvalid,
        "requestState was changed, has expired, or belongs to another call: repeat the call without requestState and inputResponses."
    );

    private static readonly ToolRefusal NoObject = new(
        ToolCodes.StateInvalid,
        "inputResponses must be an object: a name of each question, and the answer."
    );

    private static readonly ToolRefusal Declined = new(
        ToolCodes.Declined,
        "The user declined to look at the approval; the call was not carried out."
    );

    public static Round Read(Asked asked, string name, JsonElement arguments)
    {
        if (!asked.IsModern)
            return First;
        JsonElement? answers = null;
        if (asked.Params.TryGetProperty("inputResponses", out var responses))
        {
            if (responses.ValueKind != JsonValueKind.Object)
                return First with { Refused = NoObject };
            answers = responses;
        }
        if (!asked.Params.TryGetProperty("requestState", out var sealedState))
            return answers is null ? First : new(answers, null, null, null);
        if (
            sealedState.ValueKind != JsonValueKind.String
            || asked.Runtime.States.Open(
                sealedState.GetString()!,
                Binding(asked, name, arguments).Value
            )
                is not { } opened
        )
            return First with { Refused = Invalid };
        if (opened.Kind == RequestStates.Own)
            return new(answers, opened.State, null, null);
        // Only a person who decides lets the call through; that this user was led to the page decides nothing.
        return answers?.Object("approval").Text("action") is "decline" or "cancel"
            ? First with
            {
                Refused = Declined,
            }
            : new(null, null, opened.State, null);
    }

    public static Lazy<string> Binding(Asked asked, string name, JsonElement arguments) =>
        new(() =>
            RequestStates.Binding(asked.At, asked.Caller, asked.Message.Method!, name, arguments)
        );

    /// <summary>Asks the client, and gives it the state to bring back.</summary>
    public static ReadOnlyMemory<byte> Ask(Asked asked, InputNeeded input, Lazy<string> binding)
    {
        if (!asked.IsModern)
            throw new McpErrorException(
                McpCodes.Refused,
                $"This needs questions to the client in between, which revision {Revisions.Modern} of the protocol has."
            );
        return Messages.InputRequired(
            asked.Id,
            input.Requests,
            input.State is { } state
                ? asked.Runtime.States.Close(RequestStates.Own, state, null, binding.Value)
                : null
        );
    }
}

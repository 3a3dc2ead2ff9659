using Vidimus.Client;

namespace Vidimus.Tools.Fixtures;

/// <summary>Runs the fixtures for everybody whom the gate lets in, where there is no other host.</summary>
internal sealed class FixtureHost(IEnumerable<Tool> tools) : IToolHost
{
    private readonly Tool[] _tools = [.. tools];

    public ValueTask<McpRefusal?> Admit(
        McpSession session,
        McpMessage message,
        CancellationToken cancellation
    ) => new((McpRefusal?)null);

    public string CallerOf(McpSession session) =>
        session.Http?.Request.Headers.Authorization.ToString() ?? "";

    public ValueTask<IReadOnlyList<Tool>> Listed(
        McpSession session,
        CancellationToken cancellation
    ) => new(_tools);

    public async ValueTask<ToolAnswer> Call(
        McpSession session,
        ToolCallAsked asked,
        CancellationToken cancellation
    )
    {
        if (asked.Refused is { } refused)
            return new(refused.Message, null, ToolOutcome.Refused, refused.Code);
        return _tools.FirstOrDefault(t => t.Name == asked.Name) is { } tool
            ? await tool.Run(
                new(asked.Arguments, null!) { Exchange = asked.Exchange },
                cancellation
            )
            : new("There is no such tool.", null, ToolOutcome.Refused, ToolCodes.Unknown);
    }

    public ValueTask<T> InName<T>(
        McpSession session,
        McpMessage message,
        Func<VidimusClient, ValueTask<T>> work,
        CancellationToken cancellation
    ) => work(null!);
}

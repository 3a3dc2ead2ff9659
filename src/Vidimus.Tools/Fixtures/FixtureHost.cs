using Vidimus.Client;

namespace Vidimus.Tools.Fixtures;

/// <summary>
/// The host as it is, with the few tools beside it whose schemas it would not take: the suite looks at what is listed of them.
/// </summary>
internal sealed class FixtureHost(IToolHost host) : IToolHost
{
    public ValueTask<McpRefusal?> Admit(
        McpSession session,
        McpMessage message,
        CancellationToken cancellation
    ) => host.Admit(session, message, cancellation);

    public string CallerOf(McpSession session) => host.CallerOf(session);

    public async ValueTask<IReadOnlyList<Tool>> Listed(
        McpSession session,
        CancellationToken cancellation
    )
    {
        var listed = await host.Listed(session, cancellation);
        return session.Toolset == McpFixtures.Toolset
            ? [.. listed, .. FixtureTools.Unchecked]
            : listed;
    }

    public ValueTask<ToolAnswer> Call(
        McpSession session,
        ToolCallAsked asked,
        CancellationToken cancellation
    ) =>
        session.Toolset == McpFixtures.Toolset
        && FixtureTools.Unchecked.FirstOrDefault(t => t.Name == asked.Name) is { } tool
            ? tool.Run(new(asked.Arguments, null!), cancellation)
            : host.Call(session, asked, cancellation);

    public ValueTask<T> InName<T>(
        McpSession session,
        McpMessage message,
        Func<VidimusClient, ValueTask<T>> work,
        CancellationToken cancellation
    ) => host.InName(session, message, work, cancellation);
}

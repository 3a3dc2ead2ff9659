namespace Vidimus.Tools.Protocol;

/// <summary>The protocol over standard input and output: one message a line.</summary>
public static class McpStdio
{
    /// <summary>Serves one client until its input ends.</summary>
    public static Task Run(
        McpParts parts,
        McpSession session,
        Stream input,
        Stream output,
        CancellationToken cancellation
    ) => throw new NotImplementedException();
}

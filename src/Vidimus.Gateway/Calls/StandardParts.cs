using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>The resources and prompts that are served beside the tools.</summary>
internal static class StandardParts
{
    public static IReadOnlyList<IMcpResources> Resources { get; } = [];

    public static IReadOnlyList<IMcpPrompts> Prompts { get; } = [];
}

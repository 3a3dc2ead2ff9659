using Vidimus.Tools;
using Vidimus.Tools.Prompts;
using Vidimus.Tools.Resources;

namespace Vidimus.Gateway;

/// <summary>The resources and prompts that are served beside the tools.</summary>
internal static class StandardParts
{
    /// <summary>Verix's records are shown by the tools alone, which leave out what Verix does not tell.</summary>
    public static IReadOnlyList<IMcpResources> Resources(GatewayApi api) =>
        api is GatewayApi.Vidimus ? [new CredentialResources()] : [];

    public static IReadOnlyList<IMcpPrompts> Prompts(GatewayApi api) =>
        api is GatewayApi.Vidimus ? [new CredentialPrompts()] : [];
}

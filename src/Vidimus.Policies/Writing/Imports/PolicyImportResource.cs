using Vidimus.Platform.Facts;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>Imports of policies, of which events show the link alone.</summary>
internal sealed class PolicyImportResource : IEventResource
{
    public string Type => "policy_import";

    public string? Path(string id) => $"/v1/policy-imports/{id}";
}

using Vidimus.Policies.Agents;
using Vidimus.Policies.PriorAuthorization.Research;
using Vidimus.Policies.Reading.Likeness;

namespace Vidimus.Policies;

/// <summary>Settings under <c>Policies</c>.</summary>
public sealed class PoliciesOptions
{
    /// <summary>
    /// Id of the organization whose policies, codes and changes every organization of the installation reads, beside its own;
    /// empty where each reads its own only.
    /// </summary>
    public string Library { get; set; } = "";

    /// <summary>Research into prior authorization.</summary>
    public ResearchOptions Research { get; set; } = new();

    /// <summary>Tools of assistants over REST.</summary>
    public AgentOptions Agents { get; set; } = new();

    /// <summary>Searching by likeness.</summary>
    public EmbeddingOptions Embedding { get; set; } = new();
}

using Vidimus.Platform.Facts;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Events about research.</summary>
internal static class ResearchEvents
{
    private const string AResearch = "res_01kb0c5q7me1vtgy7m3a8r2xwv";

    public static readonly EventType Started = new(
        "research.started",
        "Somebody asked for research into prior authorization.",
        "research",
        AResearch
    );

    public static readonly EventType Completed = new(
        "research.completed",
        "Research into prior authorization has its result.",
        "research",
        AResearch
    );

    public static readonly EventType Failed = new(
        "research.failed",
        "Research into prior authorization was given up.",
        "research",
        AResearch
    );

    public static readonly EventType Canceled = new(
        "research.canceled",
        "Research into prior authorization was cancelled.",
        "research",
        AResearch
    );
}

/// <summary>Research, of which events show the link alone.</summary>
internal sealed class ResearchResource : IEventResource
{
    public string Type => "research";

    public string? Path(string id) => $"/v1/prior-authorizations/research/{id}";
}

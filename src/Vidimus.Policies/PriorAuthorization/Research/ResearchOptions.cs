namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>Settings under <c>Policies:Research</c>.</summary>
public sealed class ResearchOptions
{
    /// <summary>
    /// Address of a search service outside, whose findings become sources of research; empty for none. It is asked by POST
    /// with JSON; see the documentation of policies.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>Key of that service, sent as a bearer token; empty for none.</summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// Model to ask, where the service is one of OpenAI's chat completions and <see cref="Url"/> the address under which those
    /// are; empty where it is a search service.
    /// </summary>
    public string Model { get; set; } = "";

    /// <summary>Seconds that the service may take, 1 to 25.</summary>
    public int TimeoutSeconds { get; set; } = 15;

    /// <summary>True to send the clinical context to the service too; otherwise it gets codes, payer and state.</summary>
    public bool SendContext { get; set; }

    /// <summary>What a search by the service costs, in cents; only said, never charged.</summary>
    public int CentsPerSearch { get; set; }

    /// <summary>Seconds that a caller who wants to wait is kept waiting at most, 1 to 55.</summary>
    public int SyncSeconds { get; set; } = 25;

    /// <summary>Research of an organization that may wait or run at once.</summary>
    public int Open { get; set; } = 20;

    /// <summary>Days after its end that research is removed.</summary>
    public int KeepDays { get; set; } = 30;
}

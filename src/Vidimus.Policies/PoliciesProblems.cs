using Vidimus.Platform.Problems;

namespace Vidimus.Policies;

/// <summary>Refusals of the Policies module. The codes are Verity's where that contract names one.</summary>
public static class PoliciesProblems
{
    /// <summary>There is no such policy for this caller.</summary>
    public static readonly ProblemType PolicyNotFound = new(
        "RESOURCE_POLICY_NOT_FOUND",
        404,
        "There is no policy with this id.",
        "Use an id that a list or search of policies answered."
    );

    /// <summary>There is no such change for this caller.</summary>
    public static readonly ProblemType ChangeNotFound = new(
        "CHANGE_NOT_FOUND",
        404,
        "There is no change with this number.",
        "Use a number that the list of changes answered."
    );

    /// <summary>What was sent holds what looks like an identifier of a patient. It is never said which.</summary>
    public static readonly ProblemType PatientIdentifiers = new(
        "PHI_NOT_ALLOWED",
        400,
        "The text seems to hold an identifier of a patient, and was not kept.",
        "Leave out names, numbers, dates of birth and addresses of patients; codes, ages in years and findings are enough."
    );

    // Writing
    // Reading
    // Codes

    /// <summary>No code table and no policy of this caller has this code.</summary>
    public static readonly ProblemType CodeNotFound = new(
        "RESOURCE_CODE_NOT_FOUND",
        404,
        "There is no such code.",
        "Check how it is written, or look for it by words with GET /v1/codes?q=…"
    );

    // Evaluation
    // Prior authorization

    /// <summary>There is no such research for this caller.</summary>
    public static readonly ProblemType ResearchNotFound = new(
        "RESEARCH_NOT_FOUND",
        404,
        "There is no research with this id.",
        "List it with GET /v1/prior-authorizations/research; it is removed 30 days after its end, and a test key sees only what test keys asked for."
    );

    /// <summary>The organization has as much open as it may.</summary>
    public static readonly ProblemType ResearchTooManyOpen = new(
        "RESEARCH_TOO_MANY_OPEN",
        409,
        "Too much research of your organization waits or runs.",
        "Wait for some of it to end, or cancel what is not needed any more.",
        Retryable: true
    );

    /// <summary>It has ended.</summary>
    public static readonly ProblemType ResearchOver = new(
        "RESEARCH_OVER",
        409,
        "The research has ended and cannot be cancelled any more.",
        "Nothing is to be done: it is removed by itself 30 days after its end."
    );

    // People
    // Compliance
    // Agents
}

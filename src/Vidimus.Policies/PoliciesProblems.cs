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
    /// <summary>The policy has no such edition.</summary>
    public static readonly ProblemType EditionNotFound = new(
        "EDITION_NOT_FOUND",
        404,
        "The policy has no edition with this number.",
        "Use a number that the list of the policy's editions answered."
    );

    /// <summary>Searching by likeness is not set up on this server.</summary>
    public static readonly ProblemType NoLikeness = new(
        "SEMANTIC_SEARCH_NOT_CONFIGURED",
        400,
        "This server does not search by likeness.",
        "Leave mode out, or ask the operator to name a service in Policies:Embedding (Url and Model)."
    );

    /// <summary>The service that searching by likeness needs does not answer.</summary>
    public static readonly ProblemType SearchUnavailable = new(
        "SERVER_SEARCH_UNAVAILABLE",
        503,
        "The service that searches by likeness cannot be used at the moment.",
        "Try again later, or search by words: leave mode out.",
        Retryable: true
    );

    // Codes
    // Evaluation
    // Prior authorization
    // People
    // Compliance
    // Agents
}

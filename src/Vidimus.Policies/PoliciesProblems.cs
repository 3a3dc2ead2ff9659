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
    // People
    // Compliance
    // Agents
}

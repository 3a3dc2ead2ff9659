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

    /// <summary>Policies are the same for both modes, and a test changes nothing of what is in force.</summary>
    public static readonly ProblemType LiveModeRequired = new(
        "LIVE_MODE_REQUIRED",
        403,
        "Policies, codes and what goes with them are changed in live mode only: both modes read the same.",
        "Use a live key with the scope policies:write."
    );

    /// <summary>A policy with this id is there already.</summary>
    public static readonly ProblemType PolicyExists = new(
        "POLICY_EXISTS",
        409,
        "There is a policy with this id already.",
        "State it anew with PUT /v1/policies/{id}, or leave the id out to get one."
    );

    /// <summary>The policy has another edition than the one that was to be changed.</summary>
    public static readonly ProblemType EditionDiffers = new(
        "POLICY_EDITION_DIFFERS",
        412,
        "The policy has another edition than If-Match names.",
        "Read the policy, and send the change again with the ETag of its edition."
    );

    /// <summary>No such import of the caller's organization.</summary>
    public static readonly ProblemType PolicyImportNotFound = new(
        "POLICY_IMPORT_NOT_FOUND",
        404,
        "There is no import of policies with this id.",
        "List them with GET /v1/policy-imports."
    );

    /// <summary>It takes no batches any more.</summary>
    public static readonly ProblemType PolicyImportEnded = new(
        "POLICY_IMPORT_ENDED",
        409,
        "The import is finished or cancelled and takes nothing more.",
        "Start another one with POST /v1/policy-imports."
    );

    /// <summary>A batch before this one is missing.</summary>
    public static readonly ProblemType PolicyImportAhead = new(
        "POLICY_IMPORT_AHEAD",
        409,
        "Batches are taken in order, and one before this is missing.",
        "Send the batch that nextBatch of the import names."
    );

    /// <summary>It is not the one that was begun.</summary>
    public static readonly ProblemType PolicyImportDiffers = new(
        "POLICY_IMPORT_DIFFERS",
        409,
        "What was sent is not what was sent under the same number or fingerprint before.",
        "Send the same again, or start an import with another fingerprint."
    );

    /// <summary>Somebody else is at it.</summary>
    public static readonly ProblemType PolicyImportBusy = new(
        "POLICY_IMPORT_BUSY",
        409,
        "Another request is loading this import.",
        "Let one client load it; read the import to see how far it is.",
        Retryable: true
    );

    /// <summary>Too many imports are open.</summary>
    public static readonly ProblemType PolicyImportsOpen = new(
        "POLICY_IMPORTS_OPEN",
        409,
        "Too many imports of policies of your organization are not finished.",
        "Finish or cancel some of them first."
    );

    /// <summary>Two imports of one source would take each other's rows for missing.</summary>
    public static readonly ProblemType PolicySourceOpen = new(
        "POLICY_SOURCE_OPEN",
        409,
        "Another import of the same kind from the same source is not finished.",
        "Finish or cancel it first."
    );

    /// <summary>What is missing cannot be told.</summary>
    public static readonly ProblemType PolicyImportIncomplete = new(
        "POLICY_IMPORT_INCOMPLETE",
        409,
        "The import does not tell which policies are missing.",
        "Load every policy of the source without a record that cannot be read, or finish without retireMissing."
    );

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
        "Use the id that starting it answered; it is removed 30 days after its end, and a test key sees only what test keys asked for."
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

    /// <summary>A gate is closed: its policy is not met, or it cannot be said to be.</summary>
    public static readonly ProblemType PolicyNotMet = new(
        "POLICY_NOT_MET",
        422,
        "A policy of the organization has to be met first.",
        "See which policy and why among the gates in this answer; meet it, or have an administrator change the gate."
    );

    /// <summary>Too many gates.</summary>
    public static readonly ProblemType TooManyGates = new(
        "GATE_LIMIT",
        409,
        "An organization has at most 50 gates in each mode.",
        "Delete a gate, or make one policy say more."
    );
    // Compliance
    // Agents
}

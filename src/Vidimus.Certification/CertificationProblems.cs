using Vidimus.Platform.Problems;

namespace Vidimus.Certification;

/// <summary>Refusals of the Certification module. The codes are Verdacert's where that contract names one.</summary>
public static class CertificationProblems
{
    /// <summary>There is no such order, or it is another organization's or mode's.</summary>
    public static readonly ProblemType OrderNotFound = new(
        "JOB_NOT_FOUND",
        404,
        "There is no order with this id.",
        "Use the id that the submission answered; an order is seen by its own organization and in its own mode only."
    );
}

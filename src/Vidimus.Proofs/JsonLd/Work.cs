namespace Vidimus.Proofs.JsonLd;

/// <summary>
/// The work one document may ask for, counted in steps and not in time, so that the same document always gets the same answer.
/// A real credential takes a few hundred steps; the limit stops documents built to multiply (contexts inside contexts).
/// </summary>
internal sealed class Work
{
    public const int MaxDepth = 128;
    public const int MaxRemoteContexts = 32;
    private const int MaxSteps = 200_000;

    /// <summary>Defining a term costs several times what reading a value costs.</summary>
    private const int StepsPerTerm = 4;
    private int steps;

    public int Steps => steps;

    public void TakeTerm() => Take(StepsPerTerm);

    public void Take(int count)
    {
        steps += count;
        if (steps > MaxSteps)
        {
            throw new JsonLdException(LinkedDataProblem.TooComplex, $"more than {MaxSteps} steps");
        }
    }

    public static void CheckDepth(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new JsonLdException(
                LinkedDataProblem.TooComplex,
                $"nested deeper than {MaxDepth} levels"
            );
        }
    }
}

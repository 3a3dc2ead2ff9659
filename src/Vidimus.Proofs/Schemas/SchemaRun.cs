using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// One validation. Checks answer whether to carry on: they end at the first failure while an alternative is only tried out, and
/// otherwise when the list of violations is full or the work allowed is used up.
/// </summary>
internal sealed class SchemaRun
{
    // A step is a schema met by a value, a member or item visited, or some 16 bytes looked at: well under 100 ns each.
    private const int MaxSteps = 250_000;

    // States of a pattern visited for one step.
    private const int StatesPerStep = 8;

    // Schemas standing inside one another during a validation; each takes a few stack frames.
    private const int MaxDepth = 256;
    private const int MaxNameShown = 60;

    private readonly List<SchemaViolation> violations = [];
    private PathStep[] path = new PathStep[16];
    private int pathLength;
    private int steps = MaxSteps;
    private int depth;
    private int trials;
    private bool gaveUp;

    private readonly record struct PathStep(string? Name, int Index);

    /// <summary>Whether violations are being listed, rather than an alternative tried out.</summary>
    internal bool IsListing => trials == 0;

    internal IReadOnlyList<SchemaViolation> Validate(SchemaNode root, JsonElement value)
    {
        Apply(root, value);
        if (gaveUp)
        {
            violations.Add(
                new SchemaViolation(
                    "",
                    "takes more work to check against this schema than is allowed"
                )
            );
        }
        return violations;
    }

    internal bool Apply(SchemaNode node, JsonElement value)
    {
        if (!Spend(1))
        {
            return false;
        }
        if (depth == MaxDepth)
        {
            return GiveUp();
        }
        depth++;
        var carryOn = node.Check(this, value);
        depth--;
        return carryOn;
    }

    /// <summary>
    /// Whether the value fits, without listing violations. False too when the work is used up, and then the value has failed
    /// whatever the answer is used for.
    /// </summary>
    internal bool Fits(SchemaNode node, JsonElement value)
    {
        trials++;
        var fits = Apply(node, value);
        trials--;
        return fits;
    }

    /// <summary>Takes steps from the work allowed.</summary>
    internal bool Spend(int amount)
    {
        steps -= Math.Min(amount, MaxSteps);
        return steps >= 0 || GiveUp();
    }

    internal bool SpendOnBytes(long bytes) => Spend(1 + (int)Math.Min(bytes >> 4, MaxSteps));

    /// <summary>Whether the text matches; false too when the work is used up.</summary>
    internal bool IsMatch(SchemaPattern pattern, string text)
    {
        var work = (long)steps * StatesPerStep;
        var isMatch = pattern.IsMatch(text, ref work);
        steps = (int)(work / StatesPerStep);
        return work < 0 ? GiveUp() : isMatch;
    }

    internal bool Fail(string message)
    {
        if (trials > 0 || gaveUp)
        {
            return false;
        }
        violations.Add(new SchemaViolation(Path(), message));
        return violations.Count < JsonSchema.MaxViolations;
    }

    internal bool FailAt(string member, string message)
    {
        Enter(member);
        var carryOn = Fail(message);
        Leave();
        return carryOn;
    }

    internal void Enter(string name) => Push(new PathStep(name, 0));

    internal void Enter(int index) => Push(new PathStep(null, index));

    internal void Leave() => pathLength--;

    private void Push(PathStep step)
    {
        if (pathLength == path.Length)
        {
            Array.Resize(ref path, pathLength * 2);
        }
        path[pathLength++] = step;
    }

    private bool GiveUp()
    {
        (gaveUp, steps) = (true, -1);
        return false;
    }

    private string Path()
    {
        var text = new StringBuilder();
        foreach (var step in path.AsSpan(0, pathLength))
        {
            if (text.Length > 0)
            {
                text.Append('.');
            }
            text.Append(
                step.Name is null
                    ? step.Index.ToString(CultureInfo.InvariantCulture)
                    : SchemaWords.Cut(step.Name, MaxNameShown)
            );
        }
        return text.ToString();
    }
}

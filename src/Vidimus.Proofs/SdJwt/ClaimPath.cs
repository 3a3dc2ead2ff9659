using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// Names claims inside a credential: the claims path pointer of OpenID4VP 1.0 section 7 and draft-ietf-oauth-sd-jwt-vc, a list of
/// member names, array positions from 0, and "every element".
/// </summary>
public sealed class ClaimPath
{
    private readonly Step[] steps;

    private ClaimPath(Step[] steps) => this.steps = steps;

    /// <summary>One step of a path: a member, a position, or every element when neither is given.</summary>
    internal readonly record struct Step(string? Name, int? Index)
    {
        internal static readonly Step Every = new(null, null);

        internal bool Covers(Step actual) =>
            Name is not null ? Name == actual.Name
            : Index is not null ? Index == actual.Index
            : actual.Index is not null;
    }

    /// <summary>How many steps lead to the claim.</summary>
    public int Length => steps.Length;

    /// <summary>The path of members from the outside in, such as <c>address</c>, <c>country</c>.</summary>
    /// <exception cref="ArgumentException">No name is given.</exception>
    public static ClaimPath Of(params IEnumerable<string> names)
    {
        var path = new ClaimPath([.. names.Select(name => new Step(name, null))]);
        return path.Length > 0
            ? path
            : throw new ArgumentException("A path has at least one step.", nameof(names));
    }

    /// <summary>This path, then one element of the array there.</summary>
    public ClaimPath At(int index) => new([.. steps, new Step(null, index)]);

    /// <summary>This path, then every element of the array there.</summary>
    public ClaimPath Each() => new([.. steps, Step.Every]);

    /// <summary>This path, then a member of the object there.</summary>
    public ClaimPath Member(string name) => new([.. steps, new Step(name, null)]);

    /// <summary>Reads the JSON form: a non-empty array of strings, integers from 0, and null for every element.</summary>
    public static bool TryRead(JsonElement json, out ClaimPath? path)
    {
        path = null;
        if (
            json.ValueKind != JsonValueKind.Array
            || json.GetArrayLength() is not (> 0 and <= Jcs.MaxDepth)
        )
        {
            return false;
        }
        var steps = new List<Step>();
        foreach (var item in json.EnumerateArray())
        {
            if (UntrustedJson.TryGetText(item, out var name))
            {
                steps.Add(new Step(name, null));
            }
            else if (item.ValueKind == JsonValueKind.Null)
            {
                steps.Add(Step.Every);
            }
            else if (
                item.ValueKind == JsonValueKind.Number
                && item.TryGetInt32(out var index)
                && index >= 0
            )
            {
                steps.Add(new Step(null, index));
            }
            else
            {
                return false;
            }
        }
        path = new ClaimPath([.. steps]);
        return true;
    }

    /// <summary>Such as <c>address.country</c> or <c>nationalities[*]</c>.</summary>
    public override string ToString() =>
        string.Concat(
            steps.Select(
                (step, at) =>
                    step.Name is not null ? (at == 0 ? "" : ".") + step.Name
                    : step.Index is { } index ? $"[{index}]"
                    : "[*]"
            )
        );

    /// <summary>The outermost member that the path leads through.</summary>
    internal string? Root => steps[0].Name;

    /// <summary>Whether this path names exactly what the steps lead to.</summary>
    internal bool Names(IReadOnlyList<Step> actual) =>
        actual.Count == steps.Length && Overlaps(actual);

    /// <summary>Whether what the steps lead to is named by this path, lies inside it, or is on the way to it.</summary>
    internal bool Overlaps(IReadOnlyList<Step> actual)
    {
        for (var at = 0; at < Math.Min(steps.Length, actual.Count); at++)
        {
            if (!steps[at].Covers(actual[at]))
            {
                return false;
            }
        }
        return true;
    }
}

using System.Collections.Concurrent;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.Evaluation;

/// <summary>A block of criteria, its tree read.</summary>
internal sealed record CompiledBlock(
    string Id,
    string Section,
    string Text,
    bool Manual,
    double Confidence,
    LogicTree? Logic
)
{
    /// <summary>Where it is matched, that speaks against what is asked for.</summary>
    public bool SpeaksAgainst => Section == PolicyParts.Limitations;

    /// <summary>Whether the outcome depends on it.</summary>
    public bool Decides => Section != PolicyParts.Other;
}

/// <summary>What evaluating needs of a policy's edition; never changed once it is made.</summary>
internal sealed record CompiledPolicy(
    string Title,
    string Type,
    string Status,
    DateOnly? EffectiveDate,
    DateOnly? RetireDate,
    IReadOnlyList<CompiledBlock> Blocks
)
{
    public bool AsksForCredentials { get; } = Blocks.Any(b => b.Logic?.AsksForCredentials == true);

    /// <summary>The groups, by id or number, whose credentials are all that its trees ask for; null where they ask for others, or for none.</summary>
    public IReadOnlyCollection<string>? Groups { get; } = GroupsOf(Blocks);

    public static CompiledPolicy Of(PolicyDocument document) =>
        new(
            document.Title,
            document.Type,
            document.Status,
            Day(document.EffectiveDate),
            Day(document.RetireDate),
            Read(document.Criteria ?? [])
        );

    /// <summary>The blocks with their trees. One that an older version took and this one cannot read counts as none.</summary>
    public static IReadOnlyList<CompiledBlock> Read(IReadOnlyList<PolicyCriterion> criteria)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. criteria.Select(c =>
            {
                var place = places[c.Section] = places.GetValueOrDefault(c.Section) + 1;
                return new CompiledBlock(
                    c.Id ?? CanonicalDocument.Place(c.Section, place),
                    c.Section,
                    c.Text,
                    c.RequiresManualReview,
                    Math.Clamp(c.Confidence, 0, 1),
                    c.Logic is { } logic ? LogicTree.Read(logic, new Fields()) : null
                );
            }),
        ];
    }

    /// <summary>Why it does not hold on a day; null when it does.</summary>
    public string? NotInForce(DateOnly day) =>
        day < EffectiveDate ? $"The policy is not in force before {Said(EffectiveDate.Value)}."
        : day >= RetireDate ? $"The policy was retired on {Said(RetireDate.Value)}."
        : Status == PolicyStatuses.Retired && RetireDate is null ? "The policy is retired."
        : null;

    public static string Said(DateOnly day) =>
        day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string[]? GroupsOf(IReadOnlyList<CompiledBlock> blocks)
    {
        var groups = blocks
            .SelectMany(b => b.Logic?.Asks ?? [])
            .Select(a => a.Group)
            .Distinct()
            .ToArray();
        return groups.Length == 0 || groups.Any(g => g is null)
            ? null
            : [.. groups.OfType<string>()];
    }

    private static DateOnly? Day(string? text) => text is null ? null : FactValue.DateOf(text);
}

/// <summary>
/// Policies that were read, by the digest of their document: what is read once is the same for everybody who may read it,
/// and is found by nobody who does not know the digest from a row of their own.
/// </summary>
internal sealed class CompiledPolicies
{
    private const int MostBlocks = 100_000;
    private readonly ConcurrentDictionary<string, CompiledPolicy> _kept = new(
        StringComparer.Ordinal
    );
    private int _blocks;

    public CompiledPolicy? Find(string digest) => _kept.GetValueOrDefault(digest);

    public CompiledPolicy Keep(string digest, PolicyDocument document)
    {
        var policy = CompiledPolicy.Of(document);
        // Beyond the bound all are read again as they are asked for: those in use come back first.
        if (Interlocked.Add(ref _blocks, policy.Blocks.Count + 1) > MostBlocks)
        {
            _kept.Clear();
            Interlocked.Exchange(ref _blocks, policy.Blocks.Count + 1);
        }
        return _kept.GetOrAdd(digest, policy);
    }
}

namespace Vidimus.Conformance;

/// <summary>Counts what passed and names what did not.</summary>
internal sealed class Report
{
    private readonly Dictionary<string, (int Passed, int Failed, int Left)> groups = [];

    public void Passed(string group) =>
        groups[group] = Of(group) with { Passed = Of(group).Passed + 1 };

    public void Left(string group) => groups[group] = Of(group) with { Left = Of(group).Left + 1 };

    public void Failed(string group, string id, string name, string why)
    {
        groups[group] = Of(group) with { Failed = Of(group).Failed + 1 };
        Console.WriteLine($"FAILED {group} {id} {name}\n       {why}");
    }

    public int Print()
    {
        foreach (var (group, (passed, failed, left)) in groups)
        {
            Console.WriteLine(
                $"{group}: {passed} passed, {failed} failed, {left} left out (JSON-LD 1.0 only)"
            );
        }

        return groups.Values.Any(g => g.Failed > 0) ? 1 : 0;
    }

    private (int Passed, int Failed, int Left) Of(string group) => groups.GetValueOrDefault(group);
}

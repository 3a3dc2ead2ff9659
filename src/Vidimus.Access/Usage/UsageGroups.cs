using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Usage;

/// <summary>What each line of usage stands for: a day, a key, a route and so on, or any of them together.</summary>
internal sealed record UsageGroups(IReadOnlyList<string> By)
{
    private static readonly string[] Known =
    [
        "day",
        "key",
        "environment",
        "member",
        "client",
        "tool",
        "route",
        "outcome",
        "action",
    ];

    public static UsageGroups Read(Fields fields, string? groupBy)
    {
        string[] asked = groupBy is null
            ? ["day"]
            : groupBy.Split(
                ',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            );
        fields.Check(
            asked.Length <= Known.Length
                && asked.All(Known.Contains)
                && asked.Distinct().Count() == asked.Length,
            "groupBy",
            $"must name some of {string.Join(", ", Known)}, with commas between, each once"
        );
        return new([.. Known.Where(asked.Contains)]);
    }

    /// <summary>Names them in a cursor's scope.</summary>
    public string Name => string.Join(',', By);

    /// <summary>
    /// The lines in the order of their names, beginning after one. The parts of a line's name are put into one text, since
    /// that can be compared with a cursor, and the database alone decides how texts are ordered.
    /// </summary>
    public Task<List<UsageSum>> Lines(
        IQueryable<UsageRow> rows,
        string after,
        int most,
        CancellationToken cancellation
    )
    {
        var (day, key, environment) = (Has("day"), Has("key"), Has("environment"));
        var (member, client, tool) = (Has("member"), Has("client"), Has("tool"));
        var (route, outcome, action) = (Has("route"), Has("outcome"), Has("action"));
        var named = rows.Select(u => new
        {
            Name = (day ? u.Day : "")
                + "\n"
                + (key ? u.KeyId : "")
                + "\n"
                + (environment ? u.Environment : "")
                + "\n"
                + (member ? u.MemberId : "")
                + "\n"
                + (client ? u.ClientId : "")
                + "\n"
                + (tool ? u.Tool : "")
                + "\n"
                + (route ? u.Route : "")
                + "\n"
                + (outcome ? u.Outcome : "")
                + "\n"
                + (action ? u.Action : ""),
            u.Requests,
            u.Failures,
            u.Actions,
            u.Quantity,
            u.Cents,
        });
        if (after.Length > 0)
            named = named.Where(u => string.Compare(u.Name, after) > 0);
        return named
            .GroupBy(u => u.Name)
            .OrderBy(g => g.Key)
            .Take(most)
            .Select(g => new UsageSum(
                g.Key,
                g.Sum(u => u.Requests),
                g.Sum(u => u.Failures),
                g.Sum(u => u.Actions),
                g.Sum(u => u.Quantity),
                g.Sum(u => u.Cents)
            ))
            .ToListAsync(cancellation);
    }

    /// <summary>What a line is grouped by, in the order of <see cref="By"/>.</summary>
    public IEnumerable<string> Named(UsageSum line) =>
        line.Name.Split('\n').Where((_, i) => Has(Known[i]));

    private bool Has(string name) => By.Contains(name);
}

/// <summary>Sums under the parts of a name, one a line: what it is grouped by, and empty what it is not.</summary>
internal sealed record UsageSum(
    string Name,
    long Requests,
    long Failures,
    long Actions,
    long Quantity,
    long Cents
)
{
    public UsageLine Line()
    {
        var parts = Name.Split('\n').Select(p => p.Length == 0 ? null : p).ToArray();
        return new(
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            parts[4],
            parts[5],
            parts[6],
            parts[7],
            parts[8],
            Requests,
            Failures,
            Actions,
            Quantity,
            Cents
        );
    }
}

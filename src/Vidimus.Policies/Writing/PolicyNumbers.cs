using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// Numbers of the installation that grow in the order of commits. Who takes one holds the counter until the end of the
/// transaction, so a reader that has seen a number never meets a smaller one later.
/// </summary>
internal sealed class PolicyNumbers
{
    private readonly string _name;
    private readonly long _first;
    private long _last;

    private PolicyNumbers(string name, long last) => (_name, _first, _last) = (name, last, last);

    /// <summary>Of changes; whoever writes policies takes it first, whether it makes changes or not.</summary>
    public static Task<PolicyNumbers> Changes(Unit unit) => Take(unit, "changes");

    /// <summary>Of imports.</summary>
    public static Task<PolicyNumbers> Imports(Unit unit) => Take(unit, "imports");

    public long Next() => ++_last;

    public async Task Keep(Unit unit)
    {
        if (_last > _first)
            await unit
                .Db.Set<PolicyCounterRow>()
                .Where(c => c.Name == _name)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.Value, _last));
    }

    private static async Task<PolicyNumbers> Take(Unit unit, string name) =>
        new(name, (await unit.Lock(new PolicyCounterRow { Name = name, Value = 0 })).Value);
}

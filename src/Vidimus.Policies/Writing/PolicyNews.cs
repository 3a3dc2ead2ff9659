using System.Globalization;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>
/// Tells of changes of policies: a fact on the record of whoever made it, and of everybody who reads these policies and
/// listens for such changes. Policies have no mode, so that an organization's own endpoints of the other mode are told too.
/// </summary>
internal sealed class PolicyNews(
    IFactListeners listeners,
    PoliciesOptions options,
    TimeProvider clock
)
{
    public async Task Tell(Unit unit, IReadOnlyCollection<ChangeRow> changes)
    {
        foreach (var same in changes.GroupBy(c => Kind(c.Type), StringComparer.Ordinal))
        {
            var others = await Others(unit, same.Key);
            foreach (var change in same)
            {
                var fact = Fact(change);
                unit.State(fact);
                foreach (var other in others)
                    unit.State(fact, other, NewId.Create("fct", clock), change.At);
            }
        }
    }

    // Who changed the library's policies is not for its readers to know.
    private async Task<List<Author>> Others(Unit unit, string kind)
    {
        var author = unit.Author;
        var listening = await listeners.Of(unit.Db, [kind], CancellationToken.None);
        return
        [
            .. listening
                .Where(l =>
                    l.OrganizationId == author.OrganizationId
                        ? l.Mode != author.Mode
                        : author.OrganizationId == options.Library
                )
                .Select(l =>
                    l.OrganizationId == author.OrganizationId
                        ? author with
                        {
                            Mode = l.Mode,
                        }
                        : Author.Installation with
                        {
                            OrganizationId = l.OrganizationId,
                            Mode = l.Mode,
                            RequestId = author.RequestId,
                        }
                ),
        ];
    }

    private static SimpleFact Fact(ChangeRow change)
    {
        (string, string?)[] members =
        [
            ("changeId", change.Number.ToString(CultureInfo.InvariantCulture)),
            ("edition", change.NewEdition.ToString(CultureInfo.InvariantCulture)),
            ("changeType", change.Type),
        ];
        return new SimpleFact(Kind(change.Type), change.PolicyId, members);
    }

    private static string Kind(string type) =>
        type switch
        {
            ChangeTypes.Created => "policy.created",
            ChangeTypes.Retired => "policy.retired",
            ChangeTypes.CodesChanged => "policy.codes_changed",
            ChangeTypes.CriteriaChanged => "policy.criteria_changed",
            _ => "policy.updated",
        };
}

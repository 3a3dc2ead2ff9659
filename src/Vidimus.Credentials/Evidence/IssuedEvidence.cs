using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.People;

namespace Vidimus.Credentials.Evidence;

/// <summary>The records that a person has with the organization.</summary>
/// <param name="Records">Their ids.</param>
/// <param name="IsCut">True where there are more than are looked at.</param>
internal sealed record Person(string[] Records, bool IsCut)
{
    /// <summary>The newest so many records of a person are looked at.</summary>
    public const int MostRecords = 1000;

    /// <summary>So many records of several people are asked for at once.</summary>
    public const int MostTogether = 5000;
}

/// <summary>Of a credential that the organization issued, what evidence needs and no more: it is read within changes.</summary>
internal sealed record IssuedEvidence(
    string Id,
    string RecipientId,
    string GroupId,
    int Number,
    string Name,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    bool IsSuspended,
    bool IsRevoked
)
{
    private static readonly string[] Types = ["VerifiableCredential", "OpenBadgeCredential"];

    /// <summary>The newest so many of a person are looked at.</summary>
    public const int MostOfOne = 500;

    /// <summary>So many of several people are read at once.</summary>
    private const int MostTogether = 2000;

    /// <summary>The newest of each person, and one more than is looked at where there are more.</summary>
    public static async Task<List<IssuedEvidence>[]> Newest(
        VidimusDb db,
        Person[] people,
        string[]? groups,
        CancellationToken cancellation
    )
    {
        var ids = people.SelectMany(p => p.Records).Distinct().ToArray();
        if (ids.Length == 0 || groups is { Length: 0 })
            return Array.ConvertAll(people, _ => new List<IssuedEvidence>());
        if (people.Length == 1)
            return [await Of(ids, MostOfOne)];
        if (
            ids.Length <= Person.MostTogether
            && await Of(ids, MostTogether) is { Count: <= MostTogether } all
        )
        {
            var byRecipient = all.ToLookup(f => f.RecipientId);
            return Array.ConvertAll(
                people,
                p => Sorted(p.Records.SelectMany(id => byRecipient[id]))
            );
        }
        // Too many to tell whose were left off: each by itself, so that nobody's are crowded out by another's.
        var found = new List<IssuedEvidence>[people.Length];
        for (var i = 0; i < people.Length; i++)
            found[i] = people[i].Records.Length == 0 ? [] : await Of(people[i].Records, MostOfOne);
        return found;

        static List<IssuedEvidence> Sorted(IEnumerable<IssuedEvidence> some) =>
            [
                .. some.OrderByDescending(f => f.IssuedAt)
                    .ThenByDescending(f => f.Id, StringComparer.Ordinal),
            ];

        Task<List<IssuedEvidence>> Of(string[] recipients, int most)
        {
            var credentials = db
                .Credentials.AsNoTracking()
                .Where(c => recipients.Contains(c.RecipientId) && c.IssuedAt != null);
            if (groups is not null)
                credentials = credentials.Where(c => groups.Contains(c.GroupId));
            return (
                from c in credentials
                join g in db.Groups on c.GroupId equals g.Id
                orderby c.IssuedAt descending, c.Id descending
                select new IssuedEvidence(
                    c.Id,
                    c.RecipientId,
                    g.Id,
                    g.Number,
                    g.Name,
                    c.IssuedAt,
                    c.ValidFrom,
                    c.ValidUntil,
                    c.SuspendedAt != null,
                    c.RevokedAt != null
                )
            )
                .Take(most + 1)
                .ToListAsync(cancellation);
        }
    }

    public HeldCredential Held(string issuer, DateTimeOffset now) =>
        new(
            Id,
            Presented: false,
            GroupId,
            Number.ToString(CultureInfo.InvariantCulture),
            issuer,
            Types,
            Achievements.Uri(GroupId),
            Name,
            IssuedAt,
            ValidUntil,
            IsRevoked ? "revoked"
                : IsSuspended ? "suspended"
                : ValidUntil <= now ? "expired"
                : ValidFrom > now ? "future"
                : "valid"
        );
}

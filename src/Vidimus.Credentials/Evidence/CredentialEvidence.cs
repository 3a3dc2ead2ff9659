using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Organizations;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;

namespace Vidimus.Credentials.Evidence;

/// <summary>Credentials as evidence about people: what the organization issued, by its records, and what is presented, by the verifier.</summary>
internal sealed class CredentialEvidence(
    PresentedEvidence presented,
    AccessOptions options,
    TimeProvider clock
) : ICredentialEvidence
{
    public async Task<string?> GroupOf(VidimusDb db, string idOrNumber) =>
        (await GroupRules.Find(db, idOrNumber, CancellationToken.None))?.Id;

    public async Task<IReadOnlyList<CredentialsSeen>> OfRecipients(
        VidimusDb db,
        IReadOnlyList<RecipientName> who,
        IReadOnlyCollection<string>? groups,
        CancellationToken cancellation
    )
    {
        var issuers = await OwnIssuers(db, cancellation);
        var people = await Recipients(db, who, cancellation);
        string[]? only = groups is null ? null : [.. (await Groups(db, groups, cancellation)).Keys];
        var found = await IssuedEvidence.Newest(db, people, only, cancellation);
        var now = clock.GetUtcNow();
        return
        [
            .. found.Select(
                (mine, i) =>
                    new CredentialsSeen(
                        [
                            .. mine.Take(IssuedEvidence.MostOfOne)
                                .Select(f => f.Held(issuers[^1], now)),
                        ],
                        LookedUp: true,
                        issuers,
                        [],
                        people[i].Records.Length > 0,
                        people[i].IsCut || mine.Count > IssuedEvidence.MostOfOne
                    )
            ),
        ];
    }

    public async Task<Result<CredentialsSeen>> OfPresented(
        VidimusDb db,
        HttpContext http,
        IReadOnlyList<PresentedCredential> given
    )
    {
        var read = await presented.Of(http, given);
        if (read.Value is not { } seen)
            return read;
        // Of the organization's own groups alone: of another's, no group is told.
        var ids = seen.Held.Select(h => h.GroupId).OfType<string>().Distinct().ToArray();
        if (ids.Length == 0)
            return read;
        var numbers = await Groups(db, ids, http.RequestAborted);
        return seen with
        {
            Held =
            [
                .. seen.Held.Select(h =>
                    h.GroupId is { } id ? h with { GroupNumber = numbers.GetValueOrDefault(id) } : h
                ),
            ],
        };
    }

    /// <summary>The organization's identity now, and last the one of the address that its credentials carry.</summary>
    private async Task<string[]> OwnIssuers(VidimusDb db, CancellationToken cancellation)
    {
        var (organization, mode) = (db.Organization!, db.Mode!);
        var own = Identities.Did(options.BaseUrl, organization, mode);
        if (mode != "live")
            return [own];
        var facts = await db.IssuerFacts(organization, cancellation);
        return facts.PublicUrl is { } pinned
            ? [.. new[] { own, Identities.Did(pinned, organization, mode) }.Distinct()]
            : [own];
    }

    /// <summary>
    /// The records of each person. Whoever was given a word of the organization's own is one record; whoever was not has a
    /// record for each credential, which the address holds together: the newest of them, up to a bound. An address that several
    /// such words share is that of several people, and tells nothing about any of them.
    /// </summary>
    private static async Task<Person[]> Recipients(
        VidimusDb db,
        IReadOnlyList<RecipientName> who,
        CancellationToken cancellation
    )
    {
        var ids = who.Select(w => w.Id).OfType<string>().Distinct().ToArray();
        var named = ids.Length == 0 ? [] : await Read(db.Recipients.Where(r => ids.Contains(r.Id)));
        var byId = named.ToDictionary(r => r.Id, StringComparer.Ordinal);
        RecipientName Named(RecipientName w) =>
            w.Id is { } id && byId.GetValueOrDefault(id) is { External: null, Email: { } address }
                ? new(Email: address)
                : w;
        var people = who.Select(Named).ToArray();
        var externals = people.Select(w => w.ExternalId).OfType<string>().Distinct().ToArray();
        var emails = people
            .Select(w => w.Email?.ToLowerInvariant())
            .OfType<string>()
            .Distinct()
            .ToArray();
        var rows = await Found(externals, emails);
        var byExternal = rows.ToLookup(r => r.External);
        var byEmail = rows.ToLookup(r => r.Email);
        return [.. people.Select(Records)];

        Person Records(RecipientName w)
        {
            if (w.Id is { } id)
                return byId.ContainsKey(id) ? new([id], false) : new([], false);
            if (w.ExternalId is { } external)
                return new([.. byExternal[external].Select(r => r.Id)], false);
            var same = byEmail[w.Email!.ToLowerInvariant()].ToArray();
            var several = same.Select(r => r.External).OfType<string>().Distinct().Skip(1).Any();
            string[] own = [.. same.Where(r => !several || r.External is null).Select(r => r.Id)];
            return new(
                own.Length > Person.MostRecords ? own[..Person.MostRecords] : own,
                own.Length > Person.MostRecords
            );
        }

        // The newest first, so that what is left off is the oldest.
        async Task<List<Record>> Found(string[] externals, string[] emails)
        {
            if (externals.Length + emails.Length == 0)
                return [];
            var together = await Read(
                db.Recipients.Where(r =>
                        externals.Contains(r.ExternalId) || emails.Contains(r.SearchEmail)
                    )
                    .OrderByDescending(r => r.Id)
                    .Take(Person.MostTogether + 1)
            );
            if (together.Count <= Person.MostTogether)
                return together;
            // Somebody has very many: each by itself, so that nobody's are crowded out by another's. Those with a word of the
            // organization's own come whatever their number, since two of them make an address nobody's.
            var found = await Read(db.Recipients.Where(r => externals.Contains(r.ExternalId)));
            foreach (var email in emails)
            {
                found.AddRange(
                    await Read(
                        db.Recipients.Where(r => r.SearchEmail == email && r.ExternalId != null)
                            .OrderByDescending(r => r.Id)
                            .Take(2)
                    )
                );
                found.AddRange(
                    await Read(
                        db.Recipients.Where(r => r.SearchEmail == email && r.ExternalId == null)
                            .OrderByDescending(r => r.Id)
                            .Take(Person.MostRecords + 1)
                    )
                );
            }
            return [.. found.DistinctBy(r => r.Id)];
        }

        Task<List<Record>> Read(IQueryable<RecipientRow> some) =>
            some.AsNoTracking()
                .Select(r => new Record(r.Id, r.ExternalId, r.SearchEmail))
                .ToListAsync(cancellation);
    }

    private sealed record Record(string Id, string? External, string? Email);

    /// <summary>The groups that are named, by id or number: their ids and numbers.</summary>
    private static async Task<Dictionary<string, string>> Groups(
        VidimusDb db,
        IReadOnlyCollection<string> named,
        CancellationToken cancellation
    )
    {
        var ids = named.ToArray();
        var numbers = named
            .Select(n =>
                int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var i) ? i : 0
            )
            .Where(n => n > 0)
            .ToArray();
        var groups = await db
            .Groups.AsNoTracking()
            .Where(g => ids.Contains(g.Id) || numbers.Contains(g.Number))
            .Select(g => new { g.Id, g.Number })
            .ToListAsync(cancellation);
        return groups.ToDictionary(g => g.Id, g => Written(g.Number), StringComparer.Ordinal);
    }

    private static string Written(int number) => number.ToString(CultureInfo.InvariantCulture);
}

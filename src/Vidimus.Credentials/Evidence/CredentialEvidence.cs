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
    /// <summary>The newest so many of a person are looked at.</summary>
    private const int MostOfOne = 500;

    private static readonly string[] Types = ["VerifiableCredential", "OpenBadgeCredential"];

    public async Task<string?> GroupOf(VidimusDb db, string idOrNumber) =>
        (await GroupRules.Find(db, idOrNumber, CancellationToken.None))?.Id;

    public async Task<IReadOnlyList<CredentialsSeen>> OfRecipients(
        VidimusDb db,
        IReadOnlyList<RecipientName> who,
        CancellationToken cancellation
    )
    {
        var issuers = await OwnIssuers(db, cancellation);
        var found = await Recipients(db, who, cancellation);
        var ids = found.SelectMany(f => f).Distinct().ToArray();
        var held =
            ids.Length == 0
                ? Enumerable.Empty<(string, HeldCredential)>().ToLookup(h => h.Item1, h => h.Item2)
                : await Held(db, ids, issuers[0], cancellation);
        return
        [
            .. found.Select(mine => new CredentialsSeen(
                [.. mine.SelectMany(id => held[id]).Take(MostOfOne)],
                LookedUp: true,
                issuers,
                [],
                mine.Length > 0
            )),
        ];
    }

    public Task<Result<CredentialsSeen>> OfPresented(
        HttpContext http,
        IReadOnlyList<PresentedCredential> given
    ) => presented.Of(http, given);

    /// <summary>The organization's identity now, and the one of the address that its credentials carry.</summary>
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
    /// record for each credential, which the address holds together. An address that several such words share is that of
    /// several people, and tells nothing about any of them.
    /// </summary>
    private static async Task<string[][]> Recipients(
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
        var rows =
            externals.Length + emails.Length == 0
                ? []
                : await Read(
                    db.Recipients.Where(r =>
                        externals.Contains(r.ExternalId) || emails.Contains(r.SearchEmail)
                    )
                );
        var byExternal = rows.ToLookup(r => r.External);
        var byEmail = rows.ToLookup(r => r.Email);
        return [.. people.Select(Ids)];

        string[] Ids(RecipientName w)
        {
            if (w.Id is { } id)
                return byId.ContainsKey(id) ? [id] : [];
            if (w.ExternalId is { } external)
                return [.. byExternal[external].Select(r => r.Id)];
            var same = byEmail[w.Email!.ToLowerInvariant()].ToArray();
            var people = same.Select(r => r.External).OfType<string>().Distinct().Count();
            return [.. same.Where(r => people < 2 || r.External is null).Select(r => r.Id)];
        }

        Task<List<Record>> Read(IQueryable<RecipientRow> some) =>
            some.AsNoTracking()
                .Select(r => new Record(r.Id, r.ExternalId, r.SearchEmail))
                .ToListAsync(cancellation);
    }

    private sealed record Record(string Id, string? External, string? Email);

    private async Task<ILookup<string, HeldCredential>> Held(
        VidimusDb db,
        string[] recipients,
        string issuer,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var most = MostOfOne * recipients.Length;
        var rows = await (
            from credential in db.Credentials.AsNoTracking()
            join g in db.Groups on credential.GroupId equals g.Id
            where recipients.Contains(credential.RecipientId) && credential.IssuedAt != null
            orderby credential.Id descending
            select new
            {
                Credential = credential,
                g.Number,
                g.Name,
            }
        )
            .Take(most)
            .ToListAsync(cancellation);
        return rows.ToLookup(
            r => r.Credential.RecipientId,
            r => new HeldCredential(
                r.Credential.Id,
                Presented: false,
                r.Credential.GroupId,
                r.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                issuer,
                Types,
                Achievements.Uri(r.Credential.GroupId),
                r.Name,
                r.Credential.IssuedAt,
                r.Credential.ValidUntil,
                Status(r.Credential, now)
            )
        );
    }

    private static string Status(CredentialRow row, DateTimeOffset now) =>
        row.StateAt(now) switch
        {
            "issued" when row.ValidFrom > now => "future",
            "issued" => "valid",
            var state => state,
        };
}

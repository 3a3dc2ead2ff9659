using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Reading;

/// <summary>Which policies are meant, beside words; what is left out does not matter.</summary>
internal sealed record PolicyFilter
{
    /// <summary><c>active</c>, <c>retired</c> or <c>all</c>.</summary>
    public string Status { get; init; } = PolicyStatuses.Active;

    /// <summary>One of <see cref="PolicyTypes"/>.</summary>
    public string? Type { get; init; }

    /// <summary>Policies that name one of these jurisdictions; empty for any.</summary>
    public IReadOnlyList<string> Jurisdictions { get; init; } = [];

    /// <summary>With <see cref="Jurisdictions"/>: those that hold everywhere too.</summary>
    public bool OrEverywhere { get; init; }

    /// <summary>A payer's name or code, in capitals or small letters.</summary>
    public string? Payer { get; init; }

    /// <summary>With <see cref="Payer"/>: those of no payer in particular too.</summary>
    public bool OrNoPayer { get; init; }

    /// <summary>Policies that speak of this code, as it is stored; see <c>CodeText</c>.</summary>
    public string? Code { get; init; }

    /// <summary>For <see cref="Status"/>.</summary>
    public const string Any = "all";

    /// <summary>
    /// The policies of one of the owners that are meant. What the first owner has too is not among those of the others,
    /// whether or not the first one's is meant.
    /// </summary>
    public IQueryable<PolicyRow> Of(VidimusDb db, string[] owners, string owner)
    {
        var own = owners[0];
        var rows = db.Across<PolicyRow>().AsNoTracking().Where(p => p.OrganizationId == owner);
        if (owner != own)
            rows = rows.Where(p =>
                !db.Across<PolicyRow>().Any(o => o.OrganizationId == own && o.Id == p.Id)
            );
        if (Status != Any)
            rows = rows.Where(p => p.Status == Status);
        if (Type is { } type)
            rows = rows.Where(p => p.Type == type);
        if (Payer is { } payer)
        {
            var name = payer.ToLowerInvariant();
            var none = OrNoPayer;
            rows = rows.Where(
                Folding.Of<PolicyRow>(
                    name,
                    p =>
                        (none && p.PayerName == null && p.PayerCode == null)
                        || p.PayerName!.ToLower() == name
                        || p.PayerCode!.ToLower() == name
                )
            );
        }
        return Reaching(db, Speaking(db, rows, owner));
    }

    private IQueryable<PolicyRow> Reaching(VidimusDb db, IQueryable<PolicyRow> rows)
    {
        if (Jurisdictions.Count == 0)
            return rows;
        string[] places = [.. Jurisdictions];
        var everywhere = OrEverywhere;
        return rows.Where(p =>
            (everywhere && p.Jurisdiction == null)
            || db.Across<ReachRow>()
                .Any(r =>
                    r.OrganizationId == p.OrganizationId
                    && r.PolicyId == p.Id
                    && places.Contains(r.Jurisdiction)
                )
        );
    }

    // By the codes' index: of 20,000 policies a handful speaks of a code.
    private IQueryable<PolicyRow> Speaking(
        VidimusDb db,
        IQueryable<PolicyRow> rows,
        string owner
    ) =>
        Code is not { } code
            ? rows
            : rows.Where(p =>
                db.Across<PolicyCodeRow>()
                    .Where(c => c.OrganizationId == owner && c.Code == code)
                    .Select(c => c.PolicyId)
                    .Contains(p.Id)
            );
}

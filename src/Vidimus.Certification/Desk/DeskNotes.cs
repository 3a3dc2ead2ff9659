using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Certification.Desk;

/// <summary>Writes down what is done and said at the desk. Words are encrypted: they may quote documents.</summary>
internal sealed class DeskNotes(MasterKeys keys, TimeProvider clock)
{
    public const string Claimed = "claimed";
    public const string Released = "released";
    public const string Commented = "commented";
    public const string Edited = "edited";
    public const string Drafted = "drafted";
    public const string Submitted = "submitted";
    public const string SentBack = "sent_back";
    public const string Failed = "failed";
    public const string Signed = "signed";

    /// <summary>Adds an entry to the unit.</summary>
    public DeskEntryRow Add(
        Unit unit,
        string orderId,
        string kind,
        string? memberId,
        string? text = null,
        string? documentId = null
    )
    {
        var id = NewId.Create("dsk", clock);
        var agency = unit.Author.OrganizationId;
        var row = new DeskEntryRow
        {
            OrganizationId = agency,
            Id = id,
            OrderId = orderId,
            Kind = kind,
            MemberId = memberId,
            At = clock.GetUtcNow(),
            Text = text is null
                ? null
                : keys.Encrypt(Encoding.UTF8.GetBytes(text), Purpose(agency, id)),
            DocumentId = documentId,
        };
        unit.Db.Add(row);
        return row;
    }

    /// <summary>What was said; null for nothing.</summary>
    public string? TextOf(DeskEntryRow row) =>
        row.Text is { } text
            ? Encoding.UTF8.GetString(keys.Decrypt(text, Purpose(row.OrganizationId, row.Id)))
            : null;

    public static string Purpose(string organizationId, string id) =>
        $"desk-entry\n{organizationId}\n{id}";
}

internal sealed class WrappedDeskNotes : IWrapped
{
    public string What => "comments and reasons of the review desk";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<DeskEntryRow>()
            .Where(e => e.Text != null && string.Compare(e.Id, position) > 0)
            .OrderBy(e => e.Id)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
        {
            row.Text =
                Rewrapping.Rewrap(keys, row.Text!, DeskNotes.Purpose(row.OrganizationId, row.Id))
                ?? row.Text;
        }
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].Id;
    }
}

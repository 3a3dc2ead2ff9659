using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>Tells those who may decide that a call waits. What it is about is read in the portal, behind the sign-in.</summary>
internal sealed class ApprovalMail(MailOutbox outbox)
{
    // More are not needed for one of them to look.
    private const int MostTold = 10;

    public async Task Put(Unit unit, ApprovalRow row, string url)
    {
        if (!outbox.IsConfigured)
            return;
        var organization = await unit
            .Db.Organizations.Where(o => o.Id == row.OrganizationId)
            .Select(o => o.Name)
            .SingleAsync();
        var (who, behind) = (
            await Asker(unit.Db, row),
            row.FourEyes ? await ApprovalCaller.PersonBehind(unit.Db, row) : null
        );
        var addresses = await (
            from membership in unit.Db.Memberships
            join person in unit.Db.Members on membership.MemberId equals person.Id
            where
                (membership.Role == Roles.Owner || membership.Role == Roles.Admin)
                && person.DisabledAt == null
                && person.Id != behind
            orderby membership.JoinedAt
            select person.Email
        )
            .Take(MostTold)
            .ToListAsync();
        foreach (var address in addresses)
            outbox.Put(
                unit,
                "approval",
                new(
                    address,
                    $"{who} asks for an approval in {organization}",
                    $"""
                    {who} wants to call {row.Tool} in {organization}{(
                        row.Mode == "test" ? " (test mode)" : ""
                    )}. Nothing is done until an owner or administrator approves it.

                    Read what it is about and decide, until {row.ExpiresAt:yyyy-MM-dd HH:mm} UTC:

                    {url}
                    """
                ),
                row.ExpiresAt - row.CreatedAt
            );
    }

    private static async Task<string> Asker(VidimusDb db, ApprovalRow row)
    {
        bool? mark = row.KeyId is { } key
            ? await db.Keys.AnyAsync(k => k.Id == key && k.ForAssistant)
            : null;
        return AskerKinds.Of(row, mark) switch
        {
            AskerKinds.Program => "A program",
            AskerKinds.Member => "A member",
            _ => "An assistant",
        };
    }
}

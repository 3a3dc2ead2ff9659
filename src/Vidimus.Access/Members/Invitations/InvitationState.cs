using System.Linq.Expressions;

namespace Vidimus.Access.Members.Invitations;

/// <summary>How an invitation stands.</summary>
internal static class InvitationState
{
    public static readonly string[] All = ["open", "accepted", "withdrawn", "expired"];

    public static string Of(InvitationRow row, DateTimeOffset now) =>
        row switch
        {
            { AcceptedAt: not null } => "accepted",
            { WithdrawnAt: not null } => "withdrawn",
            _ => row.ExpiresAt <= now ? "expired" : "open",
        };

    public static Expression<Func<InvitationRow, bool>> Open(DateTimeOffset now) =>
        i => i.AcceptedAt == null && i.WithdrawnAt == null && i.ExpiresAt > now;

    public static IQueryable<InvitationRow> In(
        IQueryable<InvitationRow> rows,
        string? state,
        DateTimeOffset now
    ) =>
        state switch
        {
            "open" => rows.Where(Open(now)),
            "accepted" => rows.Where(i => i.AcceptedAt != null),
            "withdrawn" => rows.Where(i => i.AcceptedAt == null && i.WithdrawnAt != null),
            "expired" => rows.Where(i =>
                i.AcceptedAt == null && i.WithdrawnAt == null && i.ExpiresAt <= now
            ),
            _ => rows,
        };
}

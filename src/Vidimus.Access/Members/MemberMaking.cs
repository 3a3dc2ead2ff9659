using System.Text;
using Vidimus.Platform.Ids;

namespace Vidimus.Access.Members;

/// <summary>Makes rows of members.</summary>
internal static class MemberRows
{
    /// <summary>A new member, who has no way to sign in yet.</summary>
    public static MemberRow Make(string name, string email, TimeProvider clock) =>
        new()
        {
            Id = NewId.Create("mem", clock),
            Email = email,
            NormalizedEmail = Normal(email),
            Name = name,
            SecurityStamp = NewId.Create("stp", clock),
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };

    /// <summary>What a member is in an organization from now on.</summary>
    public static MembershipRow Join(
        string organizationId,
        string memberId,
        string role,
        string? invitedBy,
        TimeProvider clock
    ) =>
        new()
        {
            OrganizationId = organizationId,
            MemberId = memberId,
            Role = role,
            JoinedAt = clock.GetUtcNow(),
            InvitedBy = invitedBy,
            Version = 1,
        };

    /// <summary>An address as it is compared, the way the framework's Identity does.</summary>
    public static string Normal(string email) =>
        email.Trim().Normalize(NormalizationForm.FormC).ToUpperInvariant();
}

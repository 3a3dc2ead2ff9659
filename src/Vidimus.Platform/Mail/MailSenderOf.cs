namespace Vidimus.Platform.Mail;

/// <summary>On whose behalf a mail leaves, and how.</summary>
/// <param name="OrganizationId">On whose behalf; empty for the installation's own.</param>
/// <param name="Own">The organization's own server; null for the installation's.</param>
/// <param name="MayBeShown">
/// False for what lets somebody in (an invitation, a link to sign in): where it lands in a folder, keys and members of the
/// organization are not shown it, since whoever reads it becomes who it was written to.
/// </param>
public sealed record MailSenderOf(string OrganizationId, MailRoute? Own, bool MayBeShown);

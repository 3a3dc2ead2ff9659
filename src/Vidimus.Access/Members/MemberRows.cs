using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Members;

/// <summary>
/// A person who signs in. People belong to the installation and join organizations by a <see cref="MembershipRow"/>; this is
/// the user of the framework's Identity, kept by <c>MemberStore</c>.
/// </summary>
internal sealed class MemberRow
{
    /// <summary><c>mem_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Address as given.</summary>
    public required string Email { get; set; }

    /// <summary>Address as compared; unique.</summary>
    public required string NormalizedEmail { get; set; }

    /// <summary>When a mail to the address was answered; null until then.</summary>
    public DateTimeOffset? EmailConfirmedAt { get; set; }

    public required string Name { get; set; }

    /// <summary>Hash by the framework's hasher; null for who signs in by other ways only.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes with everything that must end other sessions; each session keeps the one it began with.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>Secret of the authenticator (RFC 6238), encrypted under the master key; null without one.</summary>
    public byte[]? TotpSecret { get; set; }

    /// <summary>Whether signing in asks for the second step.</summary>
    public bool TwoFactor { get; set; }

    /// <summary>The last time step of a code that was taken, so that none is taken twice (RFC 6238, section 5.2).</summary>
    public long TotpStep { get; set; }

    /// <summary>SHA-256 of each recovery code that is left, in hex, with spaces between; null when none were made.</summary>
    public string? RecoveryCodes { get; set; }

    /// <summary>Wrong passwords and codes in a row.</summary>
    public int Failures { get; set; }

    /// <summary>No sign-in until then.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Runs the installation: creates organizations, opens sign-up, restores owners; sees no tenant's data by that.</summary>
    public bool IsOperator { get; set; }

    /// <summary>Taken out by the operator; may not sign in.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>What a person is in an organization.</summary>
internal sealed class MembershipRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string MemberId { get; init; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public required string Role { get; set; }
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Who invited; null for the first owner and for who signed up.</summary>
    public string? InvitedBy { get; init; }
    public required int Version { get; set; }
}

/// <summary>An invitation on its way to an address.</summary>
internal sealed class InvitationRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary><c>inv_…</c></summary>
    public required string Id { get; init; }
    public required string Email { get; init; }
    public required string NormalizedEmail { get; init; }
    public required string Role { get; init; }

    /// <summary>SHA-256 of the token in the link, in hex; unique.</summary>
    public required string Digest { get; set; }
    public required string InvitedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public DateTimeOffset? WithdrawnAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>One browser in which somebody is signed in.</summary>
internal sealed class SessionRow
{
    /// <summary><c>ses_…</c>; no secret.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the cookie's secret, in hex; unique.</summary>
    public required string Digest { get; set; }
    public required string MemberId { get; init; }

    /// <summary>The member's stamp when the session began; another one ends it.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>How the member signed in: <c>password</c>, <c>link</c>, <c>passkey</c>, <c>oidc</c>, <c>setup</c>; with <c>+totp</c> or <c>+recovery</c>.</summary>
    public required string Method { get; set; }

    /// <summary>False between the first step and the second: the session opens nothing but the second step.</summary>
    public required bool Complete { get; set; }

    /// <summary>The organization looked at; null before one is chosen or for who has none.</summary>
    public string? OrganizationId { get; set; }

    /// <summary><c>live</c> or <c>test</c>.</summary>
    public required string Mode { get; set; }

    /// <summary>Network of the address, shortened; shown to the member.</summary>
    public required string Network { get; set; }

    /// <summary>Browser and system in a few words; shown to the member.</summary>
    public required string Device { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the member last proved who it is in this session; what is dangerous asks again after some minutes.</summary>
    public required DateTimeOffset ProvenAt { get; set; }
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>The latest end, however busy the session is.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A link that works once: to sign in, to confirm an address, to restore an owner.</summary>
internal sealed class SignInLinkRow
{
    /// <summary>SHA-256 of the token, in hex.</summary>
    public required string Digest { get; init; }
    public required string MemberId { get; init; }

    /// <summary><c>sign-in</c>, <c>confirm</c>, <c>reset</c> or <c>restore</c>.</summary>
    public required string Purpose { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A passkey of a member (WebAuthn Level 3), as the framework describes it.</summary>
internal sealed class PasskeyRow
{
    /// <summary>The credential's id in base64url.</summary>
    public required string Id { get; init; }
    public required string MemberId { get; init; }
    public required string Name { get; set; }

    /// <summary>The framework's <c>UserPasskeyInfo</c> as JSON; holds public keys and counters, no secret.</summary>
    public required string Info { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; set; }
    public required int Version { get; set; }
}

/// <summary>A member's account at an external OpenID Connect provider.</summary>
internal sealed class ExternalAccountRow
{
    /// <summary>The provider's issuer identifier.</summary>
    public required string Issuer { get; init; }

    /// <summary>The subject there.</summary>
    public required string Subject { get; init; }
    public required string MemberId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// Something begun in one request and ended in another: a passkey's challenge, a round to an external provider; and a wrong code
/// of the second step, which counts until its end.
/// </summary>
internal sealed class CeremonyRow
{
    /// <summary>SHA-256 of the secret that the browser keeps, in hex.</summary>
    public required string Digest { get; init; }

    /// <summary>What was begun.</summary>
    public required string Kind { get; init; }
    public string? MemberId { get; init; }

    /// <summary>What is needed to end it, encrypted under the master key.</summary>
    public required byte[] State { get; init; }
    public required DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>What the operator decides for the whole installation; one row.</summary>
internal sealed class InstallationSettingsRow
{
    public required string Id { get; init; }

    /// <summary>Whether strangers may create a member and an organization for themselves.</summary>
    public required bool SignUpOpen { get; set; }
    public required int Version { get; set; }
}

/// <summary>How an organization looks to others.</summary>
internal sealed class BrandingRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>Cleaned image; null for none.</summary>
    public byte[]? Logo { get; set; }
    public string? LogoType { get; set; }

    /// <summary>Main and second colour as <c>#rrggbb</c>.</summary>
    public string? Color { get; set; }
    public string? Accent { get; set; }
    public string? Website { get; set; }
    public required int Version { get; set; }
}

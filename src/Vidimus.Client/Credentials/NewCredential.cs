using System.Text.Json.Nodes;

namespace Vidimus.Client;

/// <summary>Who a credential is for.</summary>
public sealed record NewRecipient
{
    /// <summary>The name on the credential.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is sent.</summary>
    public string? Email { get; init; }

    /// <summary>The issuer's own id for the person.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The person's DID; where given, the credential names the person by it.</summary>
    public string? Did { get; init; }
}

/// <summary>A credential to be issued, or drafted.</summary>
public sealed record NewCredential : BadgeParts
{
    /// <summary><c>grp_…</c>; the group must be active.</summary>
    public required string GroupId { get; init; }

    /// <summary>Who it is for.</summary>
    public required NewRecipient Recipient { get; init; }

    /// <summary>What it says about them; must satisfy the group's schema.</summary>
    public JsonObject? Subject { get; init; }

    /// <summary>What to keep with it, unsigned.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>In force from; now when null.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>In force until; the group's default when null.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Its name; the achievement's when null.</summary>
    public string? Name { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary>True to keep it as a draft.</summary>
    public bool? Draft { get; init; }
}

/// <summary>What to change about a draft, or to say differently in a reissue; null leaves a member as it is.</summary>
public sealed record CredentialChange : BadgeParts
{
    /// <summary>Who it is for.</summary>
    public NewRecipient? Recipient { get; init; }

    /// <summary>All it says about them, anew.</summary>
    public JsonObject? Subject { get; init; }

    /// <summary>All to keep with it, anew.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>In force from.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>In force until.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }
}

/// <summary>Which credentials to list; null means any.</summary>
public sealed record CredentialFilter
{
    /// <summary>Credentials of this group.</summary>
    public string? GroupId { get; init; }

    /// <summary>Credentials in this state.</summary>
    public CredentialState? State { get; init; }

    /// <summary>Credentials of the recipient with this id of the issuer's own.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Credentials changed at or after this time.</summary>
    public DateTimeOffset? UpdatedSince { get; init; }

    /// <summary>Credentials with this in a name.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// Credentials that somebody means by this: a credential's id or link, an e-mail address or its beginning, the issuer's
    /// own id for a person, or part of a name.
    /// </summary>
    public string? Query { get; init; }

    /// <summary>Credentials made on this day or later.</summary>
    public DateOnly? CreatedFrom { get; init; }

    /// <summary>Credentials made on this day or before.</summary>
    public DateOnly? CreatedTo { get; init; }

    /// <summary>Items asked for at a time, 1 to 100.</summary>
    public int PageSize { get; init; } = 50;
}

internal sealed record RenewalBody(DateTimeOffset? ValidUntil);

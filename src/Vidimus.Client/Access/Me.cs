using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>What a call was made with.</summary>
[JsonConverter(typeof(WireEnum<CredentialType>))]
public enum CredentialType
{
    /// <summary>The key itself.</summary>
    [JsonStringEnumMemberName("apiKey")]
    ApiKey,

    /// <summary>An access token got with it.</summary>
    [JsonStringEnumMemberName("accessToken")]
    AccessToken,
}

/// <summary>The caller, as the server sees it.</summary>
public sealed record Me : IChecked
{
    /// <summary>The organization acted for.</summary>
    public required OrganizationName Organization { get; init; }

    /// <summary>The key in use; null where a member is signed in.</summary>
    public OwnKey? Key { get; init; }

    /// <summary>The mode of everything done.</summary>
    public required Mode Mode { get; init; }

    /// <summary>What is allowed now; an access token may carry less than its key.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What the call was made with.</summary>
    public required CredentialType CredentialType { get; init; }

    /// <summary>When what the call was made with ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The member who is signed in; null where a key calls.</summary>
    public OwnMember? Member { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Organization.Id, "org_", "organization.id");
        check.Each(Scopes, "scopes");
        check.That(Key is null != Member is null, "member");
        if (Member is { } member)
            check.Id(member.Id, "mem_", "member.id");
        if (Key is not { } key)
            return;
        check.Id(key.Id, "key_", "key.id");
        check.Each(key.Scopes, "key.scopes");
        check.That(key.Mode == Mode, "mode");
    }
}

/// <summary>The member who is signed in.</summary>
public sealed record OwnMember
{
    /// <summary><c>mem_…</c></summary>
    public required string Id { get; init; }

    /// <summary>The member's name.</summary>
    public required string Name { get; init; }

    /// <summary>The member's address.</summary>
    public required string Email { get; init; }

    /// <summary>What the member is in the organization: <c>owner</c>, <c>admin</c>, <c>issuer</c>, <c>reviewer</c> or <c>viewer</c>.</summary>
    public required string Role { get; init; }
}

/// <summary>An organization's id and name.</summary>
public sealed record OrganizationName
{
    /// <summary><c>org_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }
}

/// <summary>The key in use.</summary>
public sealed record OwnKey
{
    /// <summary><c>key_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Label { get; init; }

    /// <summary>Its form.</summary>
    public required KeyFamily Family { get; init; }

    /// <summary>Its mode.</summary>
    public required Mode Mode { get; init; }

    /// <summary>Where it is used.</summary>
    public required KeyEnvironment Environment { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was minted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

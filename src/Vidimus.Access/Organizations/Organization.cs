using System.Text.Json.Serialization;
using Vidimus.Access.Keys;
using Vidimus.Platform.Http;

namespace Vidimus.Access.Organizations;

/// <summary>An organization.</summary>
/// <param name="Id">Its id, <c>org_…</c>.</param>
/// <param name="Name">Its name, as issuer of credentials.</param>
/// <param name="State"><c>active</c> or <c>disabled</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="PublicUrl">Public address that its credentials carry; null before the first live issue.</param>
public record Organization(
    string Id,
    string Name,
    string State,
    DateTimeOffset CreatedAt,
    string? PublicUrl
)
{
    internal static Organization Of(OrganizationRow row) =>
        new(row.Id, row.Name, row.State, row.CreatedAt, row.PublicUrl);
}

/// <summary>A new organization with its first keys, shown this once.</summary>
public sealed record CreatedOrganization : Organization, IHoldsSecret
{
    internal CreatedOrganization(
        Organization organization,
        MintedKey firstKey,
        MintedKey firstTestKey
    )
        : base(organization)
    {
        FirstKey = firstKey;
        FirstTestKey = firstTestKey;
    }

    /// <summary>A live key with the scope admin.</summary>
    public MintedKey FirstKey { get; private init; }

    /// <summary>A test key with the scope admin.</summary>
    public MintedKey FirstTestKey { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    object IHoldsSecret.WithoutSecret() =>
        this with
        {
            FirstKey = FirstKey.Known,
            FirstTestKey = FirstTestKey.Known,
            SecretOmitted = true,
            SecretHint =
                "The keys were shown in the first answer and are kept nowhere. If they were lost, create another organization and disable this one.",
        };
}

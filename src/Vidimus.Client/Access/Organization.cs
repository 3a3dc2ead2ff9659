using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Vidimus.Client;

/// <summary>Whether an organization may act.</summary>
[JsonConverter(typeof(WireEnum<OrganizationState>))]
public enum OrganizationState
{
    /// <summary>It may.</summary>
    Active,

    /// <summary>Its keys are refused; its credentials still verify.</summary>
    Disabled,
}

/// <summary>A tenant of the installation.</summary>
public record Organization : IChecked
{
    /// <summary><c>org_…</c></summary>
    public required string Id { get; init; }

    /// <summary>Its name, as verifiers read it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it may act.</summary>
    public required OrganizationState State { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    void IChecked.Check(Checker check) => CheckMembers(check);

    private protected virtual void CheckMembers(Checker check)
    {
        check.Id(Id, "org_", "id");
        check.Filled(Name, "name");
    }
}

/// <summary>The caller's own organization.</summary>
public sealed record OwnOrganization : Organization
{
    /// <summary>The address its credentials name; null until the installation has one.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Its issuer identities.</summary>
    public required IssuerDids Dids { get; init; }

    /// <summary>Main colour as <c>#rrggbb</c>; null for none.</summary>
    public string? Color { get; init; }

    /// <summary>Second colour as <c>#rrggbb</c>; null for none.</summary>
    public string? Accent { get; init; }

    /// <summary>Its website; null for none.</summary>
    public string? Website { get; init; }

    /// <summary>Address of its logo; null without one.</summary>
    public string? LogoUrl { get; init; }

    private protected override void CheckMembers(Checker check)
    {
        base.CheckMembers(check);
        check.Link(PublicUrl, "publicUrl");
        check.Link(LogoUrl, "logoUrl");
        check.That(IsDid(Dids.Live), "dids.live");
        check.That(IsDid(Dids.Test), "dids.test");
    }

    private static bool IsDid(string? did) =>
        did is null || did.StartsWith("did:", StringComparison.Ordinal);
}

/// <summary>An organization's issuer identities, one per mode (<c>did:web</c>); null until there is one.</summary>
public sealed record IssuerDids
{
    /// <summary>Signs live credentials.</summary>
    public string? Live { get; init; }

    /// <summary>Signs test credentials.</summary>
    public string? Test { get; init; }
}

/// <summary>A new organization with its first two keys, whose secrets are told this once.</summary>
public sealed record CreatedOrganization : Organization
{
    /// <summary>An admin key, live.</summary>
    public required MintedKey FirstKey { get; init; }

    /// <summary>An admin key, test.</summary>
    public required MintedKey FirstTestKey { get; init; }

    private protected override void CheckMembers(Checker check)
    {
        base.CheckMembers(check);
        check.Inside(FirstKey, "firstKey");
        check.Inside(FirstTestKey, "firstTestKey");
        check.That(FirstKey.Mode is Mode.Live, "firstKey.mode");
        check.That(FirstTestKey.Mode is Mode.Test, "firstTestKey.mode");
    }
}

/// <summary>What to change about an organization; null leaves a member as it is.</summary>
public sealed record OrganizationChange
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it may act.</summary>
    public OrganizationState? State { get; init; }
}

/// <summary>What to change about the own organization; null leaves a member as it is, and an empty text clears it.</summary>
public sealed record OrganizationEdit
{
    /// <summary>A new name.</summary>
    public string? Name { get; init; }

    /// <summary>Main colour as <c>#rrggbb</c>.</summary>
    public string? Color { get; init; }

    /// <summary>Second colour as <c>#rrggbb</c>.</summary>
    public string? Accent { get; init; }

    /// <summary>Website.</summary>
    public string? Website { get; init; }

    internal byte[] Body()
    {
        var body = new JsonObject();
        if (Name is not null)
            body["name"] = Name;
        foreach (
            var (member, value) in new[]
            {
                ("color", Color),
                ("accent", Accent),
                ("website", Website),
            }
        )
        {
            if (value is not null)
                body[member] = value.Length == 0 ? null : value;
        }
        return JsonSerializer.SerializeToUtf8Bytes(body, VidimusJson.Default.JsonObject);
    }
}

internal sealed record NameBody(string Name);

namespace Vidimus.Client;

/// <summary>A program that an administrator entered; only members of the organization can let it in.</summary>
public record EnteredClient : IChecked
{
    /// <summary>Its client id, <c>oac_…</c></summary>
    public required string Id { get; init; }

    /// <summary>What it is called on the page of consent.</summary>
    public required string Name { get; init; }

    /// <summary>Where codes may be sent.</summary>
    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary><c>none</c>, <c>client_secret_basic</c> or <c>client_secret_post</c>.</summary>
    public required string AuthMethod { get; init; }

    /// <summary>When it was entered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last let in or came for new tokens, about; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "oac_", "id");
        check.Filled(Name, "name");
        check.Each(RedirectUris, "redirectUris");
    }
}

/// <summary>An entered client with its secret, told this once; a public client has none.</summary>
public sealed record EnteredClientWithSecret : EnteredClient
{
    /// <summary>The secret; null for a public client.</summary>
    public Secret? ClientSecret { get; init; }
}

/// <summary>A client to be entered.</summary>
public sealed record NewEnteredClient
{
    /// <summary>What it is called; 1 to 100 visible characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where codes may be sent: https, or http on localhost, 127.0.0.1 or [::1].</summary>
    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary><c>none</c> when null; <c>client_secret_basic</c> or <c>client_secret_post</c> for one that can keep a secret.</summary>
    public string? AuthMethod { get; init; }
}

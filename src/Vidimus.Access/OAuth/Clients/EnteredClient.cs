using System.Text.Json.Serialization;
using Vidimus.Platform.Http;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>A client that an administrator entered; only members of the organization can let it in.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="Name">What it is called on the page of consent.</param>
/// <param name="RedirectUris">Where codes may be sent.</param>
/// <param name="AuthMethod"><c>none</c>, <c>client_secret_basic</c> or <c>client_secret_post</c>.</param>
/// <param name="CreatedAt">When it was entered.</param>
/// <param name="LastUsedAt">When it was last let in or came for new tokens, about; null for never.</param>
public record EnteredClient(
    string Id,
    string Name,
    IReadOnlyList<string> RedirectUris,
    string AuthMethod,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt
)
{
    internal static EnteredClient Of(OAuthClientRow row) =>
        new(
            row.Id,
            row.Name,
            row.RedirectUris.Split('\n'),
            row.AuthMethod,
            row.CreatedAt,
            row.UsedAt
        );
}

/// <summary>An entered client with its secret, which is shown this once; a public client has none.</summary>
public sealed record EnteredClientWithSecret : EnteredClient, IHoldsSecret
{
    internal EnteredClientWithSecret(EnteredClient client, string? secret)
        : base(client) => ClientSecret = secret;

    /// <summary>Its secret, in the first answer only; nobody can recover it later.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SecretOmitted { get; private init; }

    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretHint { get; private init; }

    // Of a client without one nothing is left out.
    object IHoldsSecret.WithoutSecret() =>
        ClientSecret is null
            ? this
            : this with
            {
                ClientSecret = null,
                SecretOmitted = true,
                SecretHint =
                    "The secret was shown in the first answer and is kept nowhere. If it was lost, rotate it.",
            };
}

namespace Vidimus.Client;

/// <summary>A webhook endpoint to be made.</summary>
public sealed record NewWebhook
{
    /// <summary>Where events go: <c>https</c> and a public address.</summary>
    public required string Url { get; init; }

    /// <summary>Kinds of events, prefixes such as <c>credential.*</c>, or <c>*</c> for all.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>What events are to hold beyond ids and states: <c>resource</c> (the object as it is then), <c>recipient</c> (name and address).</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Headers to be added, at most 20; their values are told to nobody again.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>A key: only what it does is told.</summary>
    public string? KeyId { get; init; }

    /// <summary>An object: only its events are told, here instead of at the key's own endpoint.</summary>
    public string? ResourceId { get; init; }

    /// <summary>A secret of your own, <c>whsec_</c> and base64 of 24 to 64 random bytes; one is made when null.</summary>
    public Secret? Secret { get; init; }
}

/// <summary>What to change about a webhook endpoint; null leaves a member as it is.</summary>
public sealed record WebhookChange
{
    /// <summary>Where events go from now on, also those that are due.</summary>
    public string? Url { get; init; }

    /// <summary>All kinds of events from now on.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>What it is for; empty for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>All that events hold beyond ids and states; empty for nothing.</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>All headers that are added; empty for none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>The request as it is sent: with the secret, which the public record never writes.</summary>
internal sealed record NewWebhookBody(
    string Url,
    IReadOnlyList<string> Events,
    string? Description,
    IReadOnlyList<string>? Include,
    IReadOnlyDictionary<string, string>? Headers,
    string? KeyId,
    string? ResourceId,
    string? Secret
)
{
    public static NewWebhookBody Of(NewWebhook webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return new(
            webhook.Url,
            webhook.Events,
            webhook.Description,
            webhook.Include,
            webhook.Headers,
            webhook.KeyId,
            webhook.ResourceId,
            webhook.Secret?.Reveal()
        );
    }
}

/// <summary>How an endpoint's secret is replaced; null leaves the choice to the server.</summary>
public sealed record SecretRotation
{
    /// <summary>Hours that the earlier secrets go on signing beside the new one, 0 to 168; a day when null.</summary>
    public int? GraceHours { get; init; }

    /// <summary>A secret of your own; one is made when null.</summary>
    public Secret? Secret { get; init; }
}

/// <summary>A key's own webhook; null leaves things as they are.</summary>
public sealed record KeyWebhook
{
    /// <summary>
    /// Where the events of the key's orders go, an https address. Without one there is only the secret, which signs for orders
    /// that name an address of their own.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>Where there is a secret already: hours that it goes on signing beside the new one, 0 to 168; a day when null.</summary>
    public int? GraceHours { get; init; }
}

internal sealed record SecretRotationBody(int? GraceHours, string? Secret)
{
    public static SecretRotationBody Of(SecretRotation rotation) =>
        new(rotation.GraceHours, rotation.Secret?.Reveal());
}

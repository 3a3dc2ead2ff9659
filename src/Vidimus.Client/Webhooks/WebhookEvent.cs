using System.Text.Json;

namespace Vidimus.Client;

/// <summary>What an event happened to.</summary>
public sealed record WebhookResource : IChecked
{
    /// <summary>What it is, such as <c>credential</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it is read as it is now, with a key; null where no address shows it.</summary>
    public string? Url { get; init; }

    /// <summary>How it was when this was sent, without anything personal; only where the endpoint includes <c>resource</c>.</summary>
    public JsonElement? State { get; init; }

    /// <summary>The recipient's name and address; only where the endpoint includes <c>recipient</c>.</summary>
    public JsonElement? Recipient { get; init; }

    void IChecked.Check(Checker check)
    {
        check.Filled(Type, "type");
        check.Filled(Id, "id");
        check.Link(Url, "url");
        check.That(State is null or { ValueKind: JsonValueKind.Object }, "state");
        check.That(Recipient is null or { ValueKind: JsonValueKind.Object }, "recipient");
    }
}

/// <summary>Something that happened, as the server tells it. Read it from a body only after that was verified.</summary>
public sealed record WebhookEvent : IChecked
{
    /// <summary>The event's id, the same as <c>webhook-id</c>, at every endpoint and in every attempt.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, such as <c>credential.issued</c>. New kinds are added: leave alone those you do not know.</summary>
    public required string Type { get; init; }

    /// <summary>Version of this form, <c>1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whose event it is, <c>org_…</c></summary>
    public required string OrganizationId { get; init; }

    /// <summary>Whether it counts: live, or a test.</summary>
    public required Mode Mode { get; init; }

    /// <summary>True for what happened in test mode.</summary>
    public bool Test { get; init; }

    /// <summary>Its place among what happened to the resource; null where nothing is counted, as for <c>test.ping</c>.</summary>
    public long? Sequence { get; init; }

    /// <summary>What it happened to.</summary>
    public required WebhookResource Resource { get; init; }

    /// <summary>The event's own members; they hold ids, states and times.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>
    /// Whom it was told to: the id of your endpoint. Whoever verifies by the organization's public key takes only what names it,
    /// since that key signs for every endpoint; null from servers that do not say.
    /// </summary>
    public string? EndpointId { get; init; }

    /// <summary>Reads a body that was verified, as strictly as this client reads answers; members it does not know are ignored.</summary>
    /// <exception cref="WebhookRefusedException">It is not an event; says where.</exception>
    public static WebhookEvent Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var read =
                JsonSerializer.Deserialize(body, VidimusJson.Default.WebhookEvent)
                ?? throw new WrongMemberException("$");
            ((IChecked)read).Check(new Checker());
            return read;
        }
        catch (JsonException exception)
        {
            // The exception's own text may quote the value; its path does not.
            throw NotAnEvent(exception.Path ?? "$");
        }
        catch (WrongMemberException exception)
        {
            throw NotAnEvent(exception.Message);
        }
    }

    void IChecked.Check(Checker check)
    {
        check.Id(Id, "evt_", "id");
        check.Filled(Type, "type");
        check.That(Version == "1", "version");
        check.Id(OrganizationId, "org_", "organizationId");
        check.That(Test == (Mode is Mode.Test), "test");
        check.That(Sequence is null or > 0, "sequence");
        check.Inside(Resource, "resource");
        check.That(Data.ValueKind is JsonValueKind.Object, "data");
        if (EndpointId is not null)
            check.Id(EndpointId, "we_", "endpointId");
    }

    internal static WebhookRefusedException NotAnEvent(string path) =>
        new(WebhookRefusal.NotAnEvent, $"The body is not an event of this contract, at {path}.");
}

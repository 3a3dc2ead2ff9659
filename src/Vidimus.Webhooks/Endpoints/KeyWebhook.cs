using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>A key's own webhook: its address, and a new secret.</summary>
/// <param name="Url">Where the events of the key's orders go: <c>https</c> and a public address; left out, it stays as it is. Without one there is only the secret, which signs for orders that name an address of their own.</param>
/// <param name="GraceHours">Where there is a secret already: hours that it goes on signing beside the new one, 0 to 168; 24 by default.</param>
public sealed record KeyWebhookRequest(string? Url, long? GraceHours)
{
    /// <summary>A new secret, and nothing else.</summary>
    public KeyWebhookRequest()
        : this(null, null) { }
}

/// <summary>
/// Gives a key a webhook secret of its own, shown once, and the address where the events of its orders go. Asked again, the
/// secret is replaced. What else there is to do with it, pausing or deleting, is done with the endpoint that is answered.
/// </summary>
internal sealed class KeyWebhook(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    OutgoingTarget target,
    EndpointRights rights,
    CreateEndpoint create,
    RotateSecret rotate,
    DatabaseClock time,
    MasterKeys keys,
    TimeProvider clock
)
{
    /// <summary>What such endpoints are told of, and by which contract.</summary>
    public const string Events = "order.*";
    public const string Surface = "verdacert";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/keys/{id}/webhook",
                (HttpContext http, KeyWebhook webhook, string id) =>
                    http.TakeOptional<KeyWebhookRequest, WebhookEndpointWithSecret>(
                        201,
                        r => webhook.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<KeyWebhookRequest>(isOptional: true, "application/json")
            .Produces<WebhookEndpointWithSecret>(201)
            .WithTags("Webhooks")
            .WithSummary("Give a key its webhook secret, or replace it")
            .WithName("setKeyWebhook");
        routes
            .MapGet(
                "/v1/keys/{id}/webhook",
                async (HttpContext http, KeyWebhook webhook, string id) =>
                    (await webhook.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.WebhooksRead)
            .Produces<WebhookEndpoint>()
            .WithTags("Webhooks")
            .WithSummary("Get a key's own webhook endpoint")
            .WithName("getKeyWebhook");
    }

    private async Task<Result<WebhookEndpoint>> Get(string keyId, CancellationToken cancellation)
    {
        if (await Of(db, keyId).FirstOrDefaultAsync(cancellation) is not { } row)
            return WebhookProblems.KeyHasNone;
        var secrets = await EndpointTerms.Secrets(db, row.Id, cancellation);
        return WebhookEndpoint.Of(row, secrets, keys, await time.Now(db, cancellation));
    }

    private async Task<Result<WebhookEndpointWithSecret>> Run(
        string keyId,
        KeyWebhookRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Number("graceHours", request.GraceHours, 0, 168).Problem is { } wrong)
            return wrong;
        // Nobody has names looked up for a key that is not theirs.
        if (await ModeOf(db, keyId) is not { } mode)
            return WebhookProblems.KeyNotFound;
        if (request.Url is { } url && await target.Refusal(url, cancellation) is { } refused)
            return refused;
        var secret = EndpointSecrets.Make();
        return await writes.Commit<WebhookEndpointWithSecret>(
            async unit =>
            {
                if (await ModeOf(unit.Db, keyId) is null)
                    return WebhookProblems.KeyNotFound;
                var now = await time.Now(unit.Db, CancellationToken.None);
                // Before the key's own and the bound are looked at, for the reason that CreateEndpoint gives.
                var number = await CreateEndpoint.NextNumber(unit.Db, caller.Value.OrganizationId);
                if (await Of(unit.Db, keyId).FirstOrDefaultAsync() is { } row)
                    return Lead(unit, row, request.Url) is { } lacking
                        ? lacking
                        : await rotate.In(unit, row, secret, request.GraceHours);
                if (await create.Full(unit.Db, now) is { } full)
                    return full;
                var made = Row(
                    unit.Author.OrganizationId,
                    mode,
                    keyId,
                    request.Url ?? "",
                    number,
                    now,
                    clock
                );
                var kept = EndpointSecrets.Row(made, secret, keys, now, clock);
                unit.Db.AddRange(made, kept);
                unit.State(Made(made));
                return new WebhookEndpointWithSecret(
                    WebhookEndpoint.Of(made, [kept], keys, now),
                    EndpointSecrets.Text(secret)
                );
            },
            cancellation
        );
    }

    /// <summary>Nobody leads elsewhere what they could not read; see <see cref="EndpointRights"/>.</summary>
    private Problem? Lead(Unit unit, EndpointRow row, string? url)
    {
        if (url is null || url == row.Url)
            return null;
        row.Move(url);
        unit.State(new SimpleFact("webhook.edited", row.Id, ("state", row.State)));
        return rights.Direct(row, null);
    }

    /// <summary>A live caller looks after test keys as well, as with keys themselves.</summary>
    private async Task<string?> ModeOf(VidimusDb context, string keyId)
    {
        foreach (var mode in (string[])[caller.Value.Mode, "test"])
        {
            if (await context.HasKey(caller.Value.OrganizationId, keyId, mode))
                return mode;
        }
        return null;
    }

    private IQueryable<EndpointRow> Of(VidimusDb context, string keyId) =>
        Own(context, caller.Value.OrganizationId, keyId)
            .Where(e => caller.Value.Mode == "live" || e.Mode == "test");

    /// <summary>The key's own endpoint.</summary>
    public static IQueryable<EndpointRow> Own(
        VidimusDb context,
        string organizationId,
        string keyId
    ) =>
        context
            .Across<EndpointRow>()
            .Where(e =>
                e.OrganizationId == organizationId
                && e.About == ""
                && e.KeyId == keyId
                && e.ResourceId == null
                && e.DeletedAt == null
            )
            .OrderBy(e => e.Id);

    public static SimpleFact Made(EndpointRow row) =>
        new(
            "webhook.created",
            row.Id,
            ("state", row.State),
            ("keyId", row.KeyId),
            ("about", row.ResourceId)
        );

    /// <summary>An endpoint for a key's orders, or with <paramref name="order"/> for one of them.</summary>
    public static EndpointRow Row(
        string organizationId,
        string mode,
        string keyId,
        string url,
        long number,
        DateTimeOffset now,
        TimeProvider clock,
        (string Id, string SecretsOf)? order = null
    ) =>
        new()
        {
            OrganizationId = organizationId,
            Id = NewId.Create("we", clock),
            Number = number,
            Mode = mode,
            Surface = Surface,
            Url = url,
            Description = "",
            Events = Events,
            Include = "",
            KeyId = keyId,
            ResourceId = order?.Id,
            About = order?.Id ?? "",
            SecretsOf = order?.SecretsOf,
            State = EndpointStates.Active,
            FailureCount = 0,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
}

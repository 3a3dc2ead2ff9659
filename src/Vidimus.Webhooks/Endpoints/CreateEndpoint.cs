using System.Globalization;
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
using Vidimus.Webhooks.Deliveries;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>An endpoint to be made.</summary>
/// <param name="Url">Where to deliver: <c>https</c> and a public address, at most 2,048 characters.</param>
/// <param name="Events">Kinds of events, prefixes such as <c>credential.*</c>, or <c>*</c> for all.</param>
/// <param name="Description">What it is for; at most 500 characters.</param>
/// <param name="Include">What deliveries are to hold beyond ids and states: <c>resource</c> (the object as it is then), <c>recipient</c> (whom it concerns).</param>
/// <param name="Headers">Headers to be added to each delivery, at most 20; their values are kept encrypted and not shown again.</param>
/// <param name="KeyId">A key: only what it does is told. A key has one such endpoint.</param>
/// <param name="ResourceId">An object: only its events are told, here instead of at the key's own endpoint.</param>
/// <param name="Secret">A secret of your own, <c>whsec_</c> and base64 of 24 to 64 random bytes; left out, one is made.</param>
public sealed record CreateWebhookRequest(
    string? Url = null,
    IReadOnlyList<string?>? Events = null,
    string? Description = null,
    IReadOnlyList<string?>? Include = null,
    IReadOnlyDictionary<string, string?>? Headers = null,
    string? KeyId = null,
    string? ResourceId = null,
    string? Secret = null
);

/// <summary>Makes an endpoint; its secret is shown once.</summary>
internal sealed class CreateEndpoint(
    Writes writes,
    CurrentCaller caller,
    OutgoingTarget target,
    EventNames events,
    EndpointRights rights,
    WebhookOptions options,
    DatabaseClock time,
    MasterKeys keys,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/webhooks",
                (HttpContext http, CreateEndpoint create) =>
                    http.Take<CreateWebhookRequest, WebhookEndpointWithSecret>(
                        201,
                        r => create.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.WebhooksWrite)
            .Accepts<CreateWebhookRequest>("application/json")
            .Produces<WebhookEndpointWithSecret>(201)
            .WithTags("Webhooks")
            .WithSummary("Make a webhook endpoint")
            .WithName("createWebhook");

    private Task<Result<WebhookEndpointWithSecret>> Run(
        CreateWebhookRequest request,
        CancellationToken cancellation
    ) =>
        Run(
            request,
            "native",
            (row, secret, text) =>
                new WebhookEndpointWithSecret(
                    WebhookEndpoint.Of(row, [secret], keys, row.CreatedAt),
                    text
                ),
            cancellation
        );

    /// <summary>Makes an endpoint of this surface, and answers it as <paramref name="show"/> has it.</summary>
    public async Task<Result<T>> Run<T>(
        CreateWebhookRequest request,
        string surface,
        Func<EndpointRow, SecretRow, string, T> show,
        CancellationToken cancellation
    )
    {
        if (Check(request).Problem is { } wrong)
            return wrong;
        if (rights.Refusal(request.Events!, EndpointTerms.Store(request.Include)) is { } lacking)
            return lacking;
        if (await target.Refusal(request.Url!, cancellation) is { } refused)
            return refused;
        var secret = request.Secret is { } own
            ? EndpointSecrets.Read(own)!
            : EndpointSecrets.Make();
        return await writes.Commit<T>(
            async unit =>
            {
                var now = await time.Now(unit.Db, CancellationToken.None);
                // Before the bounds are looked at: whoever comes between is seen by them, and whoever comes later takes the same
                // number, so that one of the two is run again. That makes the bounds exact.
                var number = await NextNumber(unit.Db, caller.Value.OrganizationId);
                if (await Refusal(unit.Db, request, now) is { } no)
                    return no;
                var row = Row(request, surface, number, now);
                var kept = EndpointSecrets.Row(row, secret, keys, now, clock);
                unit.Db.AddRange(row, kept);
                unit.State(
                    new SimpleFact(
                        "webhook.created",
                        row.Id,
                        ("state", row.State),
                        ("keyId", row.KeyId),
                        ("about", row.ResourceId)
                    )
                );
                return show(row, kept, EndpointSecrets.Text(secret));
            },
            cancellation
        );
    }

    private Fields Check(CreateWebhookRequest request)
    {
        var fields = new Fields()
            .Check(request.Url is not null, EndpointTerms.Url, "is required")
            .Text("description", request.Description, 500)
            .Include(request.Include)
            .Headers("headers", request.Headers)
            .Check(
                request.ResourceId is null || IsId(request.ResourceId),
                "resourceId",
                "must be an id such as cred_…"
            )
            .OwnSecret("secret", request.Secret);
        return events.Check(fields, "events", request.Events);
    }

    private async Task<Problem?> Refusal(
        VidimusDb db,
        CreateWebhookRequest request,
        DateTimeOffset now
    )
    {
        if (await Full(db, now) is { } full)
            return full;
        if (request.KeyId is not { } keyId)
            return null;
        if (!await db.HasKey(caller.Value.OrganizationId, keyId, caller.Value.Mode))
            return new Fields()
                .Wrong("keyId", "must be a key of your organization and this mode that is in use")
                .Problem;
        return
            request.ResourceId is null
            && await db.WebhookEndpoints.AnyAsync(e =>
                e.DeletedAt == null && e.KeyId == keyId && e.ResourceId == null
            )
            ? WebhookProblems.KeyHasEndpoint.With(field: "keyId")
            : null;
    }

    /// <summary>The refusal of one more endpoint of the caller's organization, where there are as many as there may be.</summary>
    public async Task<Problem?> Full(VidimusDb db, DateTimeOffset now)
    {
        var live = db.WebhookEndpoints.Where(e => e.DeletedAt == null && e.About == "");
        var ended = db.EndedKeys(now);
        // What an ended key leaves behind is removed soon, and takes nobody's place until then.
        var counted = live.Where(e => !ended.Any(k => k.Id == e.KeyId));
        if (await counted.CountAsync() >= options.EndpointsPerOrganization)
            return WebhookProblems.TooManyEndpoints.With(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are {options.EndpointsPerOrganization} webhook endpoints already, which is the most."
                )
            );
        if (!await HasRoom(db, now))
            return WebhookProblems.TooManyEndpoints.With(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Too many webhook endpoints were made and deleted: deleted ones are kept for {options.KeepDays} days."
                )
            );
        return null;
    }

    /// <summary>
    /// Deleted endpoints stay for the sake of their deliveries, and every event looks at all there are: so they are bounded,
    /// too. The newest stays for its number, which is given once.
    /// </summary>
    private async Task<bool> HasRoom(VidimusDb db, DateTimeOffset now)
    {
        var most = 10 * options.EndpointsPerOrganization;
        var organization = caller.Value.OrganizationId;
        var all = db.Across<EndpointRow>()
            .Where(e => e.OrganizationId == organization && e.About == "");
        if (await all.CountAsync() < most)
            return true;
        var newest = await all.MaxAsync(e => e.Number);
        var since = now.AddDays(-options.KeepDays);
        await all.Where(e =>
                e.DeletedAt < since
                && e.Number < newest
                && !db.Set<DeliveryRow>()
                    .Any(d => d.OrganizationId == organization && d.EndpointId == e.Id)
            )
            .ExecuteDeleteAsync();
        return await all.CountAsync() < most;
    }

    private EndpointRow Row(
        CreateWebhookRequest request,
        string surface,
        long number,
        DateTimeOffset now
    ) =>
        new()
        {
            OrganizationId = caller.Value.OrganizationId,
            Id = NewId.Create("we", clock),
            Number = number,
            Mode = caller.Value.Mode,
            Surface = surface,
            Url = request.Url!,
            Description = request.Description ?? "",
            Events = rights.Restrict(EventNames.Store(request.Events!)),
            Include = EndpointTerms.Store(request.Include),
            Headers = EndpointHeaders.Seal(request.Headers, keys),
            KeyId = request.KeyId,
            ResourceId = request.ResourceId,
            State = EndpointStates.Active,
            FailureCount = 0,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };

    /// <summary>The next number among all endpoints that the organization ever had, of either mode.</summary>
    public static async Task<long> NextNumber(VidimusDb db, string organizationId) =>
        (
            await db.Across<EndpointRow>()
                .Where(e => e.OrganizationId == organizationId)
                .MaxAsync(e => (long?)e.Number)
            ?? 0
        ) + 1;

    private static bool IsId(string text) =>
        text.Length is > 0 and <= 64
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}

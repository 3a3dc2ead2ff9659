using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Endpoints;

/// <summary>What creating and editing an endpoint demand alike.</summary>
internal static class EndpointTerms
{
    public const string Url = "url";
    private static readonly string[] Includable = ["resource", "recipient"];

    /// <summary>The endpoint of this id that the context's tenant and mode see.</summary>
    public static Task<EndpointRow?> Find(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        db.WebhookEndpoints.SingleOrDefaultAsync(
            e => e.Id == id && e.DeletedAt == null,
            cancellation
        );

    public static async Task<IReadOnlyList<SecretRow>> Secrets(
        VidimusDb db,
        string endpointId,
        CancellationToken cancellation
    ) => await db.WebhookSecrets.Where(s => s.EndpointId == endpointId).ToListAsync(cancellation);

    /// <summary>
    /// Leads it elsewhere: what failed at the old address says nothing of the new one, and headers that a receiver there took
    /// for a password are not for another origin (RFC 6454, section 4).
    /// </summary>
    public static void Move(this EndpointRow row, string url)
    {
        if (row.Url == url)
            return;
        if (row.Url.Length == 0 || Origin(row.Url) != Origin(url))
            row.Headers = null;
        row.Url = url;
        row.FailingSince = null;
        row.FailureCount = 0;
    }

    private static string Origin(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);

    public static Fields Include(this Fields fields, IReadOnlyList<string?>? include) =>
        fields.Check(
            include is null
                || (include.Count <= Includable.Length && include.All(Includable.Contains)),
            "include",
            $"must be a list of {string.Join(" and ", Includable)}"
        );

    public static string Store(IReadOnlyList<string?>? include) =>
        string.Join(' ', Includable.Where(word => include?.Contains(word) == true));

    public static Fields OwnSecret(this Fields fields, string field, string? secret) =>
        fields.Check(
            secret is null || EndpointSecrets.Read(secret) is not null,
            field,
            $"must be {EndpointSecrets.Prefix} and base64 of {EndpointSecrets.Fewest} to {EndpointSecrets.Most} random bytes; leave it out to have one made"
        );

    /// <summary>The refusal of a URL that no delivery may go to. It is checked again whenever something is sent.</summary>
    public static async Task<Problem?> Refusal(
        this OutgoingTarget target,
        string url,
        CancellationToken cancellation
    ) =>
        (await target.CheckResolved(url, cancellation)) is { Ok: false } refused
            ? new Fields().Wrong(Url, refused.Reason!).Problem
            : null;
}

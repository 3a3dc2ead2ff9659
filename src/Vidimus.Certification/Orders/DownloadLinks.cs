using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Certification.Documents;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Orders;

/// <summary>
/// Addresses under which an order's certified document is downloaded without a key, for an hour: clients hand on where the
/// result is, and a key never travels in an address. The address holds what it opens and until when, under a message
/// authentication code of the installation; nothing is stored.
/// </summary>
internal sealed class DownloadLinks(Cursors cursors, AccessOptions access, TimeProvider clock)
{
    private const string Scope = "certification.download";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A new address for the result of this order, and when it ends.</summary>
    public (string Url, DateTimeOffset ExpiresAt) Make(OrderRow order)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds(
            (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds()
        );
        var opens = string.Create(
            CultureInfo.InvariantCulture,
            $"{order.OrganizationId}/{order.Mode}/{order.Id}/{expires.ToUnixTimeSeconds()}"
        );
        return ($"{access.BaseUrl}/v1/downloads/{cursors.Make(Scope, opens)}", expires);
    }

    /// <summary>What an address opens; null for one that is none of ours.</summary>
    public DownloadLink? Read(string link)
    {
        if (!cursors.TryRead(Scope, link, out var opens))
            return null;
        var parts = opens.Split('/');
        return new(
            parts[0],
            parts[1],
            parts[2],
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[3], CultureInfo.InvariantCulture))
        );
    }
}

/// <summary>What an address opens, and until when.</summary>
internal sealed record DownloadLink(
    string OrganizationId,
    string Mode,
    string OrderId,
    DateTimeOffset ExpiresAt
);

/// <summary>Gives out a certified document to whoever has its address.</summary>
internal sealed class DownloadResult(
    VidimusDb db,
    DownloadLinks links,
    ReadDocument documents,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/downloads/{link}",
                (HttpContext http, DownloadResult download, string link) => download.Run(http, link)
            )
            .Public("whoever has the address may download, for an hour after it was given out")
            .Produces<byte[]>(200, "application/pdf")
            .WithTags("Orders")
            .WithSummary("Download a certified PDF by its address")
            .WithName("downloadResult");

    private async Task<IResult> Run(HttpContext http, string link)
    {
        if (links.Read(link) is not { } opens)
            return new Refusal(new(PlatformProblems.NotFound));
        if (opens.ExpiresAt <= clock.GetUtcNow())
            return new Refusal(new(CertificationProblems.DownloadExpired));
        db.Enter(opens.OrganizationId, opens.Mode);
        var document = await db
            .Documents.AsNoTracking()
            .SingleOrDefaultAsync(
                d => d.OrderId == opens.OrderId && d.Kind == "certified",
                http.RequestAborted
            );
        if (document is not { RemovedAt: null })
            return new Refusal(new(CertificationProblems.DocumentRemoved));
        return await documents.Content(document, http.RequestAborted);
    }
}

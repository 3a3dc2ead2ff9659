using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Wallets;

/// <summary>What became of a credential in the wallet (OpenID4VCI 1.0, section 11.1).</summary>
/// <param name="NotificationId">That of the credential response.</param>
/// <param name="Event"><c>credential_accepted</c>, <c>credential_failure</c> or <c>credential_deleted</c>.</param>
/// <param name="EventDescription">Words for developers; they are not kept.</param>
public sealed record WalletNotification(
    [property: JsonPropertyName("notification_id")] string? NotificationId = null,
    [property: JsonPropertyName("event")] string? Event = null,
    [property: JsonPropertyName("event_description")] string? EventDescription = null
);

/// <summary>Puts on record what a wallet says became of a credential; each event of a copy once.</summary>
internal sealed class ReportToIssuer(
    VidimusDb db,
    Commits commits,
    DatabaseClock time,
    AccessOptions options
)
{
    private const string Prefix = "credential_";
    private static readonly string[] Events = ["accepted", "failure", "deleted"];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                WalletIssuer.Path + "/notification",
                async (
                    HttpContext http,
                    ReportToIssuer report,
                    string organizationId,
                    string mode
                ) => (await report.Run(http, organizationId, mode)).Answer(204)
            )
            .Public("the access token of the offer is in the request itself")
            .Repeatable("saying the same again does nothing")
            .RequireCors("public")
            .Accepts<WalletNotification>("application/json")
            .Produces(204)
            .WithTags("Wallets")
            .WithSummary("Say what became of a credential in the wallet (OpenID4VCI)")
            .WithName("reportWalletCredential");

    public async Task<Result<bool>> Run(HttpContext http, string organizationId, string mode)
    {
        if (await WalletIssuer.Find(db, options, organizationId, mode) is not { } issuer)
            return PlatformProblems.NotFound;
        if (
            await WalletBearer.Offer(http, db, await time.Now(db, http.RequestAborted))
            is not { } offer
        )
            return WalletProblems.InvalidToken;
        var body = await http.ReadJsonElement();
        if (body.Problem is { } malformed)
            return malformed.Type.Status == 413
                ? malformed
                : WalletProblems.InvalidNotificationRequest.With(malformed.Message);
        if (
            CredentialRequest.Text(body.Value, "event") is not { } told
            || !told.StartsWith(Prefix, StringComparison.Ordinal)
            || !Events.Contains(told[Prefix.Length..])
            || CredentialRequest.Text(body.Value, "notification_id") is not { } id
        )
            return WalletProblems.InvalidNotificationRequest;
        var copy = await db.Set<WalletCopyRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == id && c.OfferId == offer.Id, http.RequestAborted);
        if (copy is null)
            return WalletProblems.InvalidNotificationId;
        return Has(copy, told[Prefix.Length..])
            || await Save(issuer, offer, id, told[Prefix.Length..], http.RequestId());
    }

    private async Task<bool> Save(
        WalletIssuer issuer,
        WalletOfferRow offer,
        string id,
        string told,
        string requestId
    )
    {
        await commits.Commit<bool>(
            issuer.AuthorOf(offer, requestId),
            async unit =>
            {
                var copy = await unit.Db.Set<WalletCopyRow>().SingleAsync(c => c.Id == id);
                if (Has(copy, told))
                    return true;
                copy.Reported = copy.Reported is null ? told : $"{copy.Reported} {told}";
                copy.Version++;
                unit.State(
                    new SimpleFact(
                        "credential.wallet-reported",
                        copy.CredentialId,
                        ("copy", copy.Id),
                        ("event", told)
                    )
                );
                return true;
            },
            CancellationToken.None
        );
        return true;
    }

    private static bool Has(WalletCopyRow copy, string told) =>
        copy.Reported?.Split(' ').Contains(told) == true;
}

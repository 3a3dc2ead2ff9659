using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Approvals;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>A key to be minted.</summary>
/// <param name="Label">What it is for; 1 to 100 characters.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Environment"><c>development</c> (default for test), <c>staging</c>, <c>production</c> (default for live) or <c>ci</c>.</param>
/// <param name="Family"><c>vdm</c> (default), <c>vrt</c> or <c>vc</c>.</param>
/// <param name="Kind"><c>apiKey</c> (default) or <c>clientToken</c>, which is exchanged for access tokens.</param>
/// <param name="AllowDirectUse">True for a client token that may also be used as it is.</param>
/// <param name="Scopes">What it may do; by default <c>read</c>, for a <c>vc</c> key quoting and ordering.</param>
/// <param name="ExpiresAt">When it ends; left out for never.</param>
/// <param name="RateLimitPerMinute">Requests in any minute, 1 to 100,000; 300 by default.</param>
/// <param name="SpendCapDayCents">What it may spend in any 24 hours, in cents; left out for no cap.</param>
/// <param name="SpendCapMonthCents">What it may spend in any 30 days, in cents; left out for no cap.</param>
/// <param name="AllowedNetworks">Networks (CIDR) or addresses that requests must come from, at most 50; left out or empty for any.</param>
/// <param name="ForAssistant">True for a key that an assistant works with: the organization's rules of approvals hold for it.</param>
public sealed record MintKeyRequest(
    string? Label = null,
    string? Mode = null,
    string? Environment = null,
    string? Family = null,
    string? Kind = null,
    bool? AllowDirectUse = null,
    IReadOnlyList<string>? Scopes = null,
    DateTimeOffset? ExpiresAt = null,
    int? RateLimitPerMinute = null,
    long? SpendCapDayCents = null,
    long? SpendCapMonthCents = null,
    IReadOnlyList<string>? AllowedNetworks = null,
    bool? ForAssistant = null
);

/// <summary>Mints a key: its text is answered once and kept nowhere; only its digest is stored.</summary>
internal sealed class MintKey(
    Writes writes,
    CurrentCaller caller,
    AccessOptions options,
    IEnumerable<ILivePayment> payments,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/keys",
                (HttpContext http, MintKey mint) =>
                    http.Take<MintKeyRequest, MintedKey>(201, r => mint.Run(r, http.RequestAborted))
            )
            .Needs(Scopes.KeysAdmin)
            .Accepts<MintKeyRequest>("application/json")
            .Produces<MintedKey>(201)
            .WithTags("Keys")
            .WithSummary("Mint a key")
            .WithName("mintKey");

    public async Task<Result<MintedKey>> Run(MintKeyRequest request, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var fields = new Fields()
            .Text("label", request.Label, 100, required: true)
            .OneOf("mode", request.Mode, KeyRules.Modes, required: true)
            .OneOf("environment", request.Environment, KeyRules.Environments)
            .OneOf("family", request.Family, KeyFormat.Families)
            .OneOf("kind", request.Kind, KeyRules.Kinds)
            .Scopes("scopes", request.Scopes)
            .Expiry("expiresAt", request.ExpiresAt, now)
            .Number("rateLimitPerMinute", request.RateLimitPerMinute, 1, 100_000)
            .Cap("spendCapDayCents", request.SpendCapDayCents)
            .Cap("spendCapMonthCents", request.SpendCapMonthCents)
            .AllowList("allowedNetworks", request.AllowedNetworks)
            .Check(
                request.AllowDirectUse is null || request.Kind == "clientToken",
                "allowDirectUse",
                "applies to client tokens only"
            );
        if (fields.Problem is { } wrong)
            return wrong;
        if (caller.Value.Mode == "test" && request.Mode == "live")
            return AccessProblems.ModeForbidden;
        var family = request.Family ?? "vdm";
        var scopes = request.Scopes ?? DefaultScopes(family);
        if (KeyRules.Above(caller.Value, scopes) is { } above)
            return above;
        if (
            (family, request.Mode) == ("vc", "live")
            && await CannotPay(cancellation) is { } unpayable
        )
            return unpayable;

        var (row, minted) = Make(
            caller.Value.OrganizationId,
            // What an assistant mints is an assistant's, or it would mint itself a way around the rules.
            ApprovalCaller.IsAssistants(caller.Value)
                ? request with
                {
                    ForAssistant = true,
                }
                : request,
            family,
            scopes,
            options.RateLimitPerMinute,
            clock
        );
        return await writes.Commit<MintedKey>(
            async unit =>
            {
                row.MadeBy = await KeyRules.MakerFor(unit.Db, caller.Value);
                unit.Db.Add(row);
                unit.State(KeyTerms.Minted(row));
                return minted;
            },
            cancellation
        );
    }

    private async Task<Problem?> CannotPay(CancellationToken cancellation)
    {
        foreach (var payment in payments)
        {
            if (await payment.Ready(caller.Value.OrganizationId, cancellation) is { } refused)
                return refused;
        }
        return null;
    }

    internal static (KeyRow Row, MintedKey Minted) Make(
        string organizationId,
        MintKeyRequest request,
        string family,
        IReadOnlyList<string> scopes,
        int rateLimit,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var secret = KeyFormat.Mint(family, request.Mode!);
        var kind = request.Kind ?? "apiKey";
        var row = new KeyRow
        {
            OrganizationId = organizationId,
            Id = NewId.Create("key", clock),
            Label = request.Label!,
            Family = family,
            Kind = kind,
            Mode = request.Mode!,
            Environment =
                request.Environment ?? (request.Mode == "live" ? "production" : "development"),
            Scopes = string.Join(' ', scopes),
            Digest = KeyFormat.Digest(secret),
            Display = KeyFormat.Display(secret),
            ExchangeOnly = kind == "clientToken" && request.AllowDirectUse != true,
            RateLimitPerMinute = request.RateLimitPerMinute ?? rateLimit,
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt,
            NoticeDays = KeyNotices.PassedAt(now, request.ExpiresAt),
            AllowedNetworks = Networks.Store(request.AllowedNetworks),
            Version = 1,
            SpendCapDayCents = request.SpendCapDayCents,
            SpendCapMonthCents = request.SpendCapMonthCents,
            ForAssistant = request.ForAssistant ?? false,
        };
        return (row, Shown(row, secret, now, new()));
    }

    /// <summary>The one answer that holds a key's text.</summary>
    internal static MintedKey Shown(
        KeyRow row,
        string secret,
        DateTimeOffset now,
        KeyOptions limits
    )
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{row.Id}:{secret}"));
        return new(ApiKey.Of(row, now, limits), secret, $"Basic {basic}");
    }

    internal static string[] DefaultScopes(string family) =>
        family == "vc"
            ? [Scopes.OrdersRead, Scopes.OrdersQuote, Scopes.OrdersSubmit]
            : [Scopes.Read];
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Tokens;

/// <summary>Who the caller is.</summary>
/// <param name="Organization">The organization.</param>
/// <param name="Key">The key presented, or the one the access token was made from; null for a member.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
/// <param name="Scopes">What the caller may do now.</param>
/// <param name="CredentialType"><c>apiKey</c> or <c>accessToken</c>.</param>
/// <param name="ExpiresAt">End of the access token, or of the key; null when it has none.</param>
/// <param name="Member">The member who is signed in; null for a key.</param>
public sealed record Me(
    MyOrganization Organization,
    ApiKey? Key,
    string Mode,
    IReadOnlyList<string> Scopes,
    string CredentialType,
    DateTimeOffset? ExpiresAt,
    MyMember? Member
);

/// <summary>The member who calls.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Email">Its address.</param>
/// <param name="Role">What it is in the organization.</param>
public sealed record MyMember(string Id, string Name, string Email, string Role);

/// <summary>The caller's organization in short.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record MyOrganization(string Id, string Name);

/// <summary>Tells the caller who it is; what a client calls first to see that its key works.</summary>
internal sealed class GetMe(
    KeyCheck keys,
    MemberCheck members,
    CurrentCaller caller,
    KeyOptions limits,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/auth/me", async (GetMe me) => (await me.Run()).Answer())
            .Needs(AnyScope)
            .Produces<Me>()
            .WithTags("Access")
            .WithSummary("Who am I")
            .WithName("getMe");

    /// <summary>Every key may ask who it is.</summary>
    public const string AnyScope = Scopes.AnyScope;

    public async Task<Result<Me>> Run()
    {
        var who = caller.Value;
        if (who.MemberId is { } member)
            return await OfMember(who, member);
        if (await keys.Row(who.OrganizationId, who.KeyId!) is not { } key)
            return AccessProblems.InvalidKey;
        return new Me(
            new(who.OrganizationId, who.OrganizationName),
            ApiKey.Of(key, clock.GetUtcNow(), limits),
            who.Mode,
            [.. who.Scopes],
            who.TokenExpiresAt is null ? "apiKey" : "accessToken",
            who.TokenExpiresAt ?? key.ExpiresAt,
            null
        );
    }

    private async Task<Result<Me>> OfMember(Caller who, string id)
    {
        if (
            await members.Member(id) is not { } member
            || await members.Membership(who.OrganizationId, id) is not { } membership
        )
            return AccessProblems.NotAMember;
        return new Me(
            new(who.OrganizationId, who.OrganizationName),
            null,
            who.Mode,
            [.. who.Scopes],
            "accessToken",
            who.TokenExpiresAt,
            new(member.Id, member.Name, member.Email, membership.Role)
        );
    }
}

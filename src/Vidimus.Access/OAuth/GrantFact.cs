using Vidimus.Platform.Facts;

namespace Vidimus.Access.OAuth;

/// <summary>What is stated of grants: ids, scopes and states.</summary>
internal static class GrantFact
{
    public static Fact Made(GrantRow grant) =>
        new SimpleFact(
            "grant.made",
            grant.Id,
            ("member", grant.MemberId),
            ("client", grant.ClientId),
            ("mode", grant.Mode),
            ("scopes", grant.Scopes),
            ("resource", grant.Resource)
        );

    public static Fact Reused(GrantRow grant, string what) =>
        new SimpleFact(
            "grant.token-reused",
            grant.Id,
            ("member", grant.MemberId),
            ("client", grant.ClientId),
            ("mode", grant.Mode),
            ("token", what)
        );
}

using Microsoft.AspNetCore.Builder;

namespace Vidimus.Access.Approvals;

/// <summary>
/// The route works on something stored before, and its body does not say how much that is: a rule that asks from a number or
/// an amount on asks every time.
/// </summary>
public sealed record UnknownCount;

/// <summary>The route decides itself whether an assistant may use it; no rule asks.</summary>
internal sealed record NotAsked;

/// <summary>What a route declares about approvals of its requests.</summary>
public static class ApprovalMarks
{
    /// <summary>The body does not say how many things the request is about.</summary>
    public static T OfUnknownCount<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new UnknownCount()));
        return builder;
    }

    internal static T NotAsked<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new NotAsked()));
        return builder;
    }
}

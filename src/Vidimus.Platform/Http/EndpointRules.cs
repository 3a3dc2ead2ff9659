using Microsoft.AspNetCore.Builder;

namespace Vidimus.Platform.Http;

/// <summary>The scope that a route needs. A route declares this or <see cref="PublicRoute"/>; otherwise it is refused.</summary>
/// <param name="Scope">Name of the scope.</param>
public sealed record NeedsScope(string Scope);

/// <summary>The route answers without a key.</summary>
/// <param name="Reason">Why that is right.</param>
public sealed record PublicRoute(string Reason);

/// <summary>The route takes larger bodies than usual.</summary>
public sealed record TakesLists;

/// <summary>The route takes files: bodies up to this size, of types that it tells apart itself.</summary>
/// <param name="LargestBody">Largest body in bytes.</param>
public sealed record TakesFiles(long LargestBody);

/// <summary>
/// The route looks at no idempotency key: asking twice does no more than asking once, or cannot be done twice at all.
/// Every other route that is not a GET keeps its first answer for repetitions.
/// </summary>
/// <param name="Reason">Why that is so.</param>
public sealed record RepeatsByItself(string Reason);

/// <summary>What a route declares about itself.</summary>
public static class EndpointRules
{
    /// <summary>The route needs a caller with this scope.</summary>
    public static T Needs<T>(this T builder, string scope)
        where T : IEndpointConventionBuilder => builder.With(new NeedsScope(scope));

    /// <summary>The route answers without a key, for this reason.</summary>
    public static T Public<T>(this T builder, string reason)
        where T : IEndpointConventionBuilder => builder.With(new PublicRoute(reason));

    /// <summary>The route takes bodies up to <see cref="HttpOptions.LargestListBody"/>.</summary>
    public static T AcceptsLists<T>(this T builder)
        where T : IEndpointConventionBuilder => builder.With(new TakesLists());

    /// <summary>The route takes files, in bodies up to this size.</summary>
    public static T AcceptsFiles<T>(this T builder, long largestBody)
        where T : IEndpointConventionBuilder => builder.With(new TakesFiles(largestBody));

    /// <summary>The route looks at no idempotency key, for this reason.</summary>
    public static T Repeatable<T>(this T builder, string reason)
        where T : IEndpointConventionBuilder => builder.With(new RepeatsByItself(reason));

    private static T With<T>(this T builder, object metadata)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }
}

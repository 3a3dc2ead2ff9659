using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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
/// The route takes one file as its body and works on it as it comes. A request with an idempotency key is told apart by the digest that
/// the operation has made of it on the way; see <see cref="Repeat.BodyWas"/>.
/// </summary>
public sealed record StreamsFile;

/// <summary>
/// The route looks at no idempotency key: asking twice does no more than asking once, or cannot be done twice at all.
/// Every other route that is not a GET keeps its first answer for repetitions.
/// </summary>
/// <param name="Reason">Why that is so.</param>
public sealed record RepeatsByItself(string Reason);

/// <summary>A request of this route counts for more than one.</summary>
/// <param name="Weight">What it counts for.</param>
/// <param name="BodiesOver">One whose body is declared to have no more bytes than this counts for 1.</param>
/// <param name="When">Which requests weigh so much; others count for 1.</param>
public sealed record RequestWeight(
    int Weight,
    int BodiesOver = 0,
    Func<HttpRequest, bool>? When = null
)
{
    /// <summary>What this request counts for.</summary>
    public int Of(HttpRequest request) =>
        request.IsSmall(BodiesOver) || When?.Invoke(request) == false ? 1 : Weight;
}

/// <summary>A request of this route is expensive: an organization has only a few running at once.</summary>
/// <param name="BodiesOver">One whose body is declared to have no more bytes than this is not.</param>
public sealed record HeavyRoute(int BodiesOver = 0);

/// <summary>Requests of this public route are not counted.</summary>
/// <param name="Reason">Why that is right.</param>
public sealed record UncountedRoute(string Reason);

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

    /// <summary>The route takes one file of up to this size as its body, and never holds it whole.</summary>
    public static T StreamsFile<T>(this T builder, long largestBody)
        where T : IEndpointConventionBuilder =>
        builder.With(new TakesFiles(largestBody)).With(new StreamsFile());

    /// <summary>The route looks at no idempotency key, for this reason.</summary>
    public static T Repeatable<T>(this T builder, string reason)
        where T : IEndpointConventionBuilder => builder.With(new RepeatsByItself(reason));

    /// <summary>
    /// A request of this route takes so much from the rate limit; 1 unless declared. Where one route takes one thing or a
    /// list of them, <paramref name="bodiesOver"/> tells which it is before the body has come.
    /// </summary>
    public static T Weighs<T>(this T builder, int weight, int bodiesOver = 0)
        where T : IEndpointConventionBuilder => builder.With(new RequestWeight(weight, bodiesOver));

    /// <summary>As above, for those of its requests that <paramref name="when"/> says are dear.</summary>
    public static T Weighs<T>(this T builder, int weight, Func<HttpRequest, bool> when)
        where T : IEndpointConventionBuilder => builder.With(new RequestWeight(weight, 0, when));

    /// <summary>The route is expensive: see <see cref="Limits.LimitOptions.HeavyPerOrganization"/>.</summary>
    public static T Heavy<T>(this T builder, int bodiesOver = 0)
        where T : IEndpointConventionBuilder => builder.With(new HeavyRoute(bodiesOver));

    /// <summary>True when the request says that its body has no more than so many bytes; none such is small for 0.</summary>
    public static bool IsSmall(this HttpRequest request, int most) =>
        most > 0 && request.ContentLength <= most;

    /// <summary>Requests of this public route are not counted by address, for this reason.</summary>
    public static T Uncounted<T>(this T builder, string reason)
        where T : IEndpointConventionBuilder => builder.With(new UncountedRoute(reason));

    private static T With<T>(this T builder, object metadata)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }
}

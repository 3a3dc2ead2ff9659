using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>
/// The outermost step of every request: gives it an id, refuses plain HTTP from other machines, and turns whatever
/// goes wrong inside into the error body of the surface, so that no answer is ever without a shape.
/// </summary>
internal sealed partial class Edge(
    RequestDelegate next,
    Surfaces surfaces,
    HttpOptions options,
    HostNames hosts,
    Crowd crowd,
    TimeProvider clock,
    ILogger<Edge> log
)
{
    public async Task Invoke(HttpContext http)
    {
        var made = http.Features.Get<OwnRequest>();
        var requestId = made?.RequestId ?? NewId.Create("req", clock);
        http.Items[EdgeKeys.RequestId] = requestId;
        var surface = surfaces.At(http.Request.Path);
        http.Items[EdgeKeys.Surface] = surface;
        using var scope = log.BeginScope(
            new KeyValuePair<string, object>[] { new("requestId", requestId) }
        );
        http.Response.OnStarting(Headers, (http, surface));
        var address = CallerAddress.Of(http);
        // A request of our own has the place of the one that it is made for.
        var own = made is not null;
        var inside = own || crowd.Enter(address);
        try
        {
            if ((Refuses(http) ?? Full(http, inside)) is { } refused)
                await http.Refuse(refused);
            else
                await next(http);
            if (
                !http.Response.HasStarted
                && http.Response.ContentLength is null
                && ForStatus(http) is { } empty
            )
                await http.Refuse(empty);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            if (!http.Response.HasStarted)
                http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var problem = ForException(e);
            if (problem.Type.Status >= 500)
                LogDefect(log, http.Request.Method, Template(http), problem.Type.Code, e);
            http.Response.Clear();
            await http.Refuse(problem);
        }
        finally
        {
            if (inside && !own)
                crowd.Leave(address);
        }
    }

    // What waits for a database that is slow has to wait somewhere, and not without end. Who watches over the server
    // is answered all the same.
    private static Problem? Full(HttpContext http, bool inside) =>
        inside || http.Request.Path.StartsWithSegments("/health")
            ? null
            : PlatformProblems.Unavailable.With("Too many requests are being answered.") with
            {
                RetryAfterSeconds = 1,
            };

    private Problem? Refuses(HttpContext http)
    {
        if (http.Request.Headers.ContainsKey(HttpConventions.LoopHeader))
            return new(PlatformProblems.LoopDetected);
        if (IsAmbiguous(http))
            return PlatformProblems.Validation.With(
                "The request says in two ways where its body ends.",
                hint: "Send Content-Length, or Transfer-Encoding: chunked once, and not both."
            );
        if (!hosts.Answers(http))
            return new(
                IsForAssistants(http.Request.Path)
                    ? PlatformProblems.HostNotAllowed with
                    {
                        Status = StatusCodes.Status403Forbidden,
                    }
                    : PlatformProblems.HostNotAllowed
            );
        if (!http.Request.IsHttps && !options.AllowHttp && !IsLoopback(http.Connection))
            return new(PlatformProblems.TlsRequired);
        // No text of ours holds U+0000, and PostgreSQL fails on it.
        return http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            ? new Fields().Wrong("(query)", "must not contain U+0000").Problem
            : null;
    }

    // Clients of the Model Context Protocol look for 403 where a name does not fit (2026-07-28, "Security" of its transport).
    private static bool IsForAssistants(PathString path) =>
        path.StartsWithSegments("/mcp") || path.StartsWithSegments("/api/mcp");

    /// <summary>
    /// A body whose end another server on the way may see elsewhere (RFC 9112, section 6.3): the way by which requests are
    /// smuggled past it. Kestrel reads such a body by its chunks and keeps the length under another name; here it is
    /// refused, and nothing more is read from the connection.
    /// </summary>
    private static bool IsAmbiguous(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0)
            return false;
        var clear =
            headers.TransferEncoding.Count == 1
            && "chunked".Equals(headers.TransferEncoding[0], StringComparison.OrdinalIgnoreCase)
            && headers.ContentLength is null
            && !headers.ContainsKey("X-Content-Length");
        if (!clear)
            http.Response.Headers.Connection = "close";
        return !clear;
    }

    // A proxy on this machine that forwards strangers must be named in TrustedProxies: then the stranger counts.
    private static bool IsLoopback(ConnectionInfo connection) =>
        connection.RemoteIpAddress is null || IPAddress.IsLoopback(connection.RemoteIpAddress);

    private static Task Headers(object state)
    {
        var (http, surface) = ((HttpContext, Surface))state;
        var headers = http.Response.Headers;
        headers["X-Request-Id"] = http.RequestId();
        headers.XContentTypeOptions = "nosniff";
        headers.TryAdd("Referrer-Policy", "no-referrer");
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        surface.Prepare(http);
        return Task.CompletedTask;
    }

    private static Problem? ForStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            404 => new(PlatformProblems.NotFound),
            405 => new(PlatformProblems.MethodNotAllowed),
            413 => new(PlatformProblems.BodyTooLarge),
            415 => new(PlatformProblems.UnsupportedMediaType),
            400 => new(PlatformProblems.Validation),
            _ => null,
        };

    private static Problem ForException(Exception e) =>
        e switch
        {
            BadHttpRequestException { StatusCode: 413 } => new(PlatformProblems.BodyTooLarge),
            BadHttpRequestException bad => PlatformProblems.Validation.With(
                bad.StatusCode == 408
                    ? "The request body arrived too slowly."
                    : "The request could not be read."
            ),
            // How Kestrel says that the size of a chunk is no size.
            IOException { InnerException: OverflowException } => PlatformProblems.Validation.With(
                "The request could not be read."
            ),
            CommitFailedException => new(PlatformProblems.Unavailable) { RetryAfterSeconds = 2 },
            _ when Transient.Root(e) is DbException => new(PlatformProblems.Unavailable)
            {
                RetryAfterSeconds = 2,
            },
            _ => new(PlatformProblems.Internal),
        };

    // The route's template, never the path: a path may hold what a caller pasted by mistake.
    private static string Template(HttpContext http) =>
        (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(1101, LogLevel.Error, "{Method} {Route} failed with {Code}.")]
    private static partial void LogDefect(
        ILogger logger,
        string method,
        string route,
        string code,
        Exception exception
    );
}

internal static class EdgeKeys
{
    public static readonly object RequestId = new();
    public static readonly object Surface = new();
    public static readonly object RepeatsUnknown = new();
}

/// <summary>What every door of every surface has in common.</summary>
public static class HttpConventions
{
    /// <summary>Header that the guarded outgoing client adds, by which a request to ourselves is recognised.</summary>
    public const string LoopHeader = Outgoing.GuardedHttp.LoopHeader;

    /// <summary>True when the database could not say whether this request, which has an idempotency key, was answered before.</summary>
    public static bool RepeatsAreUnknown(this HttpContext http) =>
        http.Items.ContainsKey(EdgeKeys.RepeatsUnknown);

    /// <summary>The id of this request, <c>req_…</c>.</summary>
    public static string RequestId(this HttpContext http) =>
        (string?)http.Items[EdgeKeys.RequestId] ?? "";

    /// <summary>The surface that answers this request.</summary>
    public static Surface Surface(this HttpContext http) => (Surface)http.Items[EdgeKeys.Surface]!;

    /// <summary>Answers with a refusal in the error body of the surface.</summary>
    public static Task Refuse(this HttpContext http, Problem problem)
    {
        http.Response.StatusCode = problem.Type.Status;
        if (problem.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        if (HttpMethods.IsHead(http.Request.Method))
            return Task.CompletedTask;
        return http.Surface().Write(http, problem);
    }
}

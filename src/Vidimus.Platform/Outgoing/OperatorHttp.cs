using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Sends HTTP requests to services that the operator named in a setting: a payment service, a language model. The operator may name any
/// address, this machine's own too, so none is refused; everything else is as careful as towards strangers: no redirect is followed, there
/// are no cookies and no proxies from the environment, answers are bounded, and each exchange ends at its deadline. Addresses that users
/// name go through <see cref="GuardedHttp"/>.
/// </summary>
public sealed class OperatorHttp : IDisposable
{
    private const int HeaderKilobytes = 32;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _http;
    private readonly string _userAgent;

    internal OperatorHttp(OutgoingOptions options, X509Certificate2Collection? roots)
    {
        _userAgent = options.UserAgent;
        _http = new(
            new SocketsHttpHandler
            {
                ConnectTimeout = ConnectTimeout,
                SslOptions = GuardedTls.Options(roots),
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                Credentials = null,
                PreAuthenticate = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                MaxResponseHeadersLength = HeaderKilobytes,
                MaxResponseDrainSize = 0,
                ResponseDrainTimeout = TimeSpan.Zero,
                PooledConnectionLifetime = options.ConnectionLifetime,
                PooledConnectionIdleTimeout = options.ConnectionLifetime / 2,
            },
            disposeHandler: true
        );
    }

    /// <summary>
    /// Reads the address of a service from a setting: absolute, <c>http</c> or <c>https</c>, without user, query and fragment; it is answered
    /// with a slash at its end, so that paths can be put behind it. Null when it is none.
    /// </summary>
    /// <param name="text">The setting.</param>
    public static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
        && uri.Fragment.Length == 0
            ? new Uri(uri.AbsoluteUri.TrimEnd('/') + "/")
            : null;

    /// <summary>Sends a request and reads the answer up to the wanted size. What the network does is in the result, never an exception.</summary>
    /// <param name="request">What to send where; the address is the operator's.</param>
    /// <param name="limit">Time for the whole exchange.</param>
    /// <param name="cancellation">Ends the exchange early.</param>
    /// <exception cref="ArgumentException">The request itself is not one to send.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<OutgoingResult> Send(
        OutgoingRequest request,
        TimeSpan limit,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var start = Stopwatch.GetTimestamp();
        var phase = OutgoingPhase.WaitingForAnswer;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        OutgoingResult result;
        try
        {
            using var message = Message(request);
            using var response = await _http.SendAsync(message, deadline.Token);
            phase = OutgoingPhase.ReadingBody;
            result = await Answer(response, request, deadline.Token);
        }
        catch (Exception e) when (OutgoingFailure.IsOfNetwork(e))
        {
            cancellation.ThrowIfCancellationRequested();
            result = OutgoingFailure.Result(e, phase, deadline.IsCancellationRequested);
        }
        return result with { Duration = Stopwatch.GetElapsedTime(start) };
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose() => _http.Dispose();

    private static async Task<OutgoingResult> Answer(
        HttpResponseMessage response,
        OutgoingRequest request,
        CancellationToken deadline
    )
    {
        var (body, truncated) = await ResponseBody.Read(
            response.Content,
            request.MaxResponseBytes,
            request.Budget,
            deadline
        );
        return new OutgoingResult.Answered(
            (int)response.StatusCode,
            GuardedHttp.Headers(response),
            body,
            truncated,
            null
        );
    }

    private HttpRequestMessage Message(OutgoingRequest request)
    {
        var message = GuardedHttp.Message(request, request.Uri);
        if (!message.Headers.Contains("User-Agent"))
            message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        return message;
    }
}

using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Vidimus.Platform.Outgoing;

/// <summary>
/// Sends HTTP requests to hosts named by users, and is the only way a request leaves this process. It reaches public addresses only, follows
/// nothing, believes no size the other side names, and ends at its deadline. HTTP/1.1 only: receivers gain little from HTTP/2, while its
/// frames, windows and resets would be one more thing a hostile one can play with.
/// </summary>
public sealed partial class GuardedHttp : IDisposable
{
    /// <summary>
    /// Marks each request sent from here. A request that arrives with it came from a server like this one, and must not make this server
    /// send another.
    /// </summary>
    public const string LoopHeader = "Vidimus-Hop";

    private readonly OutgoingTarget _target;
    private readonly BlockedPause _pause;
    private readonly OutgoingOptions _options;
    private readonly ILogger _log;
    private readonly HttpMessageInvoker _http;

    internal GuardedHttp(
        OutgoingTarget target,
        BlockedPause pause,
        SocketsHttpHandler handler,
        IOptions<OutgoingOptions> options,
        ILogger<GuardedHttp> log
    )
    {
        _target = target;
        _pause = pause;
        _options = options.Value;
        _log = log;
        // The invoker, not HttpClient, which would add a timeout and a buffer of its own.
        _http = new(handler, disposeHandler: true);
    }

    /// <summary>Sends a request and reads the answer up to the wanted size. What the network does is in the result, never an exception.</summary>
    /// <param name="request">What to send where.</param>
    /// <param name="cancellation">Ends the exchange early.</param>
    /// <exception cref="ArgumentException">The request itself is not one to send.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<OutgoingResult> Send(OutgoingRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var start = Stopwatch.GetTimestamp();
        var result = await Try(request, cancellation);
        if (result is OutgoingResult.Blocked)
        {
            await _pause.Since(start, cancellation);
        }
        return result with { Duration = Stopwatch.GetElapsedTime(start) };
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<OutgoingResult> Try(OutgoingRequest request, CancellationToken cancellation)
    {
        var (target, reason) = _target.Read(request.Uri.OriginalString);
        if (target is null)
        {
            OutgoingLog.BlockedByForm(_log, reason!);
            return new OutgoingResult.Blocked();
        }
        var exchange = new Exchange(WireLimit(request.MaxResponseBytes));
        Exchange.Current = exchange;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_options.TotalTimeout);
        try
        {
            using var message = Message(request, target.Uri);
            Mark(message);
            return await Exchanged(message, request, exchange, deadline.Token);
        }
        catch (Exception e) when (OutgoingFailure.IsOfNetwork(e))
        {
            cancellation.ThrowIfCancellationRequested();
            return OutgoingFailure.Result(e, exchange.Phase, deadline.IsCancellationRequested);
        }
        finally
        {
            LogAllowedNetwork(target, exchange);
        }
    }

    private async Task<OutgoingResult> Exchanged(
        HttpRequestMessage message,
        OutgoingRequest request,
        Exchange exchange,
        CancellationToken deadline
    )
    {
        using var response = await _http.SendAsync(message, deadline);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            // Nothing asked for it (RFC 9110 section 7.8), and what follows is not HTTP.
            return new OutgoingResult.Unreachable(UnreachableReason.BadAnswer);
        }
        exchange.Phase = OutgoingPhase.ReadingBody;
        var (body, truncated) = await ResponseBody.Read(
            response.Content,
            request.MaxResponseBytes,
            request.Budget,
            deadline
        );
        return new OutgoingResult.Answered(
            (int)response.StatusCode,
            Headers(response),
            body,
            truncated,
            exchange.RemoteAddress,
            exchange.Remote?.AllowedBy is not null
        );
    }

    private void Mark(HttpRequestMessage message)
    {
        if (!message.Headers.Contains("User-Agent"))
        {
            message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        }
        message.Headers.TryAddWithoutValidation(LoopHeader, "1");
    }

    /// <summary>The request as it is sent, but for what depends on who sends it.</summary>
    internal static HttpRequestMessage Message(OutgoingRequest request, Uri uri)
    {
        var message = new HttpRequestMessage(request.Method, uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (!request.Body.IsEmpty || request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
        }
        if (request.ContentType is { } type)
        {
            message.Content!.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        foreach (var (name, value) in request.Headers)
        {
            // Content headers (RFC 9110 section 8) are refused by the collection of the request.
            _ =
                message.Headers.TryAddWithoutValidation(name, value)
                || (
                    message.Content ??= new ReadOnlyMemoryContent(default)
                ).Headers.TryAddWithoutValidation(name, value);
        }
        if (request.Accept is { } accept)
        {
            message.Headers.TryAddWithoutValidation("Accept", accept);
        }
        return message;
    }

    // Headers and body at their limits, twice over for chunk framing, and room for a TLS handshake and its records.
    private long WireLimit(long bodyBytes) =>
        (2L * bodyBytes) + (2048L * _options.ResponseHeaderKilobytes) + 131_072;

    internal static Dictionary<string, string> Headers(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var (name, values) in response.Headers.NonValidated.Concat(
                response.Content.Headers.NonValidated
            )
        )
        {
            headers[name] = values.ToString();
        }
        return headers;
    }

    private void LogAllowedNetwork(TargetUrl target, Exchange exchange)
    {
        if (exchange.Remote is { AllowedBy: { } network } remote)
        {
            OutgoingLog.UsedAllowedNetwork(_log, target.Host, target.Port, remote.Address, network);
        }
    }
}

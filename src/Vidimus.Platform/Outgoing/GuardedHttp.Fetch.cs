using System.Diagnostics;
using System.Net;

namespace Vidimus.Platform.Outgoing;

public sealed partial class GuardedHttp
{
    /// <summary>
    /// Fetches a file and hands it over as it comes. What the network does is in the result, never an exception: <c>Answered</c> when
    /// <paramref name="take"/> came to its end, with no body since that was taken; everything else means that what was taken is not whole.
    /// </summary>
    /// <param name="request">What to fetch, within which bounds.</param>
    /// <param name="take">
    /// Takes the answer, whatever its status. Body and headers are a stranger's. What it throws by itself passes through.
    /// </param>
    /// <param name="cancellation">Ends the exchange early.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<OutgoingResult> Fetch(
        OutgoingFetch request,
        Func<Arriving, Task> take,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(take);
        var asked = request.Request();
        var start = Stopwatch.GetTimestamp();
        var result = await TryFetch(request, asked, take, cancellation);
        if (result is OutgoingResult.Blocked)
        {
            await _pause.Since(start, cancellation);
        }
        return result with { Duration = Stopwatch.GetElapsedTime(start) };
    }

    private async Task<OutgoingResult> TryFetch(
        OutgoingFetch request,
        OutgoingRequest asked,
        Func<Arriving, Task> take,
        CancellationToken cancellation
    )
    {
        var (target, reason) = _target.Read(request.Uri.OriginalString);
        if (target is null)
        {
            OutgoingLog.BlockedByForm(_log, reason!);
            return new OutgoingResult.Blocked();
        }
        var exchange = new Exchange(WireLimit(request.MaxBytes));
        Exchange.Current = exchange;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(request.TotalTime);
        HttpResponseMessage? response = null;
        try
        {
            using var message = Message(asked, target.Uri);
            Mark(message);
            response = await _http.SendAsync(message, deadline.Token);
            return await Taken(response, request, exchange, take, deadline.Token);
        }
        catch (Exception e) when (response is null && OutgoingFailure.IsOfNetwork(e))
        {
            cancellation.ThrowIfCancellationRequested();
            return OutgoingFailure.Result(e, exchange.Phase, deadline.IsCancellationRequested);
        }
        catch (ArrivalFailedException e)
        {
            cancellation.ThrowIfCancellationRequested();
            return OutgoingFailure.Result(
                e.InnerException!,
                exchange.Phase,
                deadline.IsCancellationRequested
            );
        }
        finally
        {
            response?.Dispose();
            LogAllowedNetwork(target, exchange);
        }
    }

    private static async Task<OutgoingResult> Taken(
        HttpResponseMessage response,
        OutgoingFetch request,
        Exchange exchange,
        Func<Arriving, Task> take,
        CancellationToken deadline
    )
    {
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            return new OutgoingResult.Unreachable(UnreachableReason.BadAnswer);
        }
        exchange.Phase = OutgoingPhase.ReadingBody;
        if (response.Content.Headers.ContentLength > request.MaxBytes)
        {
            return new OutgoingResult.TooLarge();
        }
        var headers = Headers(response);
        // Opening the stream reads nothing; its reads are where the network fails.
        await using var body = new ArrivingBody(
            await response.Content.ReadAsStreamAsync(CancellationToken.None),
            request.MaxBytes,
            deadline
        );
        await take(new((int)response.StatusCode, headers, body));
        return new OutgoingResult.Answered(
            (int)response.StatusCode,
            headers,
            default,
            Truncated: false,
            exchange.RemoteAddress,
            exchange.Remote?.AllowedBy is not null
        );
    }
}

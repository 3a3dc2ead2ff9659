using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

/// <summary>
/// Fetches the document of a client (draft-ietf-oauth-client-id-metadata-document, "Client Information Discovery") by the
/// guarded way out: public addresses only, no redirects, within bounds of size and time. Whatever kept it from coming is
/// told by one sentence, so that nobody can read a network out of the answers.
/// </summary>
internal sealed class FetchDocument(
    [FromKeyedServices(FetchDocument.Connections)] GuardedHttp http,
    OAuthClientOptions options,
    TimeProvider clock
)
{
    public const string Connections = "oauth.client-documents";
    private const int MostBytes = 16 * 1024;
    private const int AtOnce = 16;
    private const int AMinuteFromOneHost = 30;
    private const int AMinute = 300;
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    public static readonly TimeSpan KeptFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Unsaid = TimeSpan.FromHours(1);

    // Network time, as in the guard itself: sockets do not wait for a test's clock.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(6);
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly AddressCounts _hosts = new(clock);
    private readonly SlidingWindow _all = new();
    private readonly long _start = clock.GetTimestamp();

    public async Task<DescribedClient> Run(string url)
    {
        var host = BinaryPrimitives.ReadUInt64LittleEndian(
            SHA256.HashData(Encoding.ASCII.GetBytes(new Uri(url).IdnHost))
        );
        if (
            !_hosts.Take(host, AMinuteFromOneHost, 1).Allowed
            || _all.Take(clock.GetElapsedTime(_start), AMinute, 1) is { Allowed: false }
        )
            return DescribedClient.TooMany;
        using var ends = new CancellationTokenSource(MostTime);
        try
        {
            await _places.WaitAsync(ends.Token);
        }
        catch (OperationCanceledException)
        {
            return DescribedClient.TooMany;
        }
        try
        {
            return await Fetch(url, ends.Token);
        }
        catch (OperationCanceledException)
        {
            return Failed();
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<DescribedClient> Fetch(string url, CancellationToken cancellation)
    {
        var result = await http.Send(
            new(HttpMethod.Get, new Uri(url))
            {
                Accept = "application/json",
                MaxResponseBytes = MostBytes,
            },
            cancellation
        );
        if (result is not OutgoingResult.Answered { Status: 200 } answer)
            // A host that says it is gone means it; one that is away or broken may be back tomorrow.
            return Failed(gone: result is OutgoingResult.Answered { Status: 404 or 410 });
        if (answer.Truncated)
            return Wrong($"It is larger than {MostBytes / 1024} KB.");
        if (!IsJson(answer.Headers))
            return Wrong("It is not answered as application/json.");
        var read = Bodies.Parse<ClientMetadata>(answer.Body.Span, VidimusJson.Tolerant);
        if (read.Problem is { } malformed)
            return Wrong(
                malformed.Field is { } f ? $"Its member {f} is wrong." : "It is not valid JSON."
            );
        if (!string.Equals(read.Value!.ClientId, url, StringComparison.Ordinal))
            return Wrong("Its member client_id is not its own address.");
        var terms = ClientTerms.OfDocument(read.Value, options.Native);
        if (terms.Problem is { } wrong)
            return Wrong(wrong.Message);
        var (name, uris) = (terms.Value!.Name, terms.Value.RedirectUris);
        return new(
            new OAuthClient(
                url,
                name,
                OAuthClient.Document,
                uris,
                null,
                "none",
                null,
                OAuthClient.VersionOf(name, uris)
            ),
            clock.GetUtcNow() + Freshness(answer.Headers)
        );
    }

    private DescribedClient Failed(bool gone = false) =>
        new(OAuthClientProblems.DocumentUnreachable, clock.GetUtcNow() + KeptFailure, Away: !gone);

    private DescribedClient Wrong(string why) =>
        new(OAuthClientProblems.DocumentWrong.With(why), clock.GetUtcNow() + KeptFailure);

    private static bool IsJson(IReadOnlyDictionary<string, string> headers)
    {
        // Nothing was asked for compressed, and the size of a body that says it is would mean nothing.
        if (headers.TryGetValue("Content-Encoding", out var coding) && coding != "identity")
            return false;
        return headers.TryGetValue("Content-Type", out var text)
            && MediaTypeHeaderValue.TryParse(text, out var type)
            && type.MediaType is { } media
            && (
                media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (
                    media.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
                    && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
                )
            );
    }

    /// <summary>RFC 9111 section 4.2, for a cache of one's own, within our bounds.</summary>
    private static TimeSpan Freshness(IReadOnlyDictionary<string, string> headers)
    {
        var said = Unsaid;
        if (
            headers.TryGetValue("Cache-Control", out var text)
            && CacheControlHeaderValue.TryParse(text, out var control)
        )
        {
            var age =
                headers.TryGetValue("Age", out var seconds) && uint.TryParse(seconds, out var old)
                    ? TimeSpan.FromSeconds(old)
                    : TimeSpan.Zero;
            said =
                control.NoStore || control.NoCache ? TimeSpan.Zero
                : control.MaxAge is { } most ? most - age
                : Unsaid;
        }
        return said < Shortest ? Shortest
            : said > Longest ? Longest
            : said;
    }
}

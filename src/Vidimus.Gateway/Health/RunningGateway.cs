using System.Net;
using System.Text.Json;

namespace Vidimus.Gateway;

/// <summary>Asks the gateway that runs on this machine with the same settings how it is.</summary>
internal static class RunningGateway
{
    /// <summary><c>healthy</c>, or what is not well.</summary>
    public static async Task<string> Health(
        GatewaySettings settings,
        HttpMessageHandler? network,
        CancellationToken cancellation
    )
    {
        using var own = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // It is this machine's own gateway, whose certificate names its public address.
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        using var http = new HttpMessageInvoker(network ?? own, disposeHandler: false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var scheme = settings.Certificate is null ? "http" : "https";
        var address =
            Equals(settings.Address, IPAddress.Any) || Equals(settings.Address, IPAddress.IPv6Any)
                ? IPAddress.Loopback
                : settings.Address;
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri($"{scheme}://{new IPEndPoint(address, settings.Port)}/health")
        );
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            using var report = JsonDocument.Parse(
                await response.Content.ReadAsByteArrayAsync(limit.Token)
            );
            if (response.IsSuccessStatusCode)
                return "healthy";
            var failing = report
                .RootElement.GetProperty("checks")
                .EnumerateArray()
                .Where(c => c.GetProperty("outcome").GetString() == "fail")
                .Select(c =>
                    $"{c.GetProperty("name").GetString()}: {c.GetProperty("detail").GetString()}"
                );
            return $"unhealthy ({string.Join("; ", failing)})";
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException or OperationCanceledException)
        {
            return "unhealthy (no gateway answers at this address)";
        }
    }
}

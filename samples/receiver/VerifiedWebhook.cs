using Vidimus.Client;

namespace Vidimus.Samples.Receiver;

/// <summary>Lets in what the server signed, and each event once.</summary>
internal sealed class VerifiedWebhook(
    WebhookVerifier verifier,
    IReplayMemory memory,
    ILogger<VerifiedWebhook> log
) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var http = context.HttpContext;
        var body = await Read(http);
        WebhookEvent said;
        try
        {
            // The bytes as they came: JSON that was read and written again has another signature.
            said = verifier.Event(name => http.Request.Headers[name], body);
        }
        catch (WebhookRefusedException other) when (other.Reason == WebhookRefusal.NotAnEvent)
        {
            // Verified, and of another contract, such as an order's. Refused, it would be tried for days, and with nothing
            // but such events the endpoint would be disabled.
            log.LogInformation("Genuine, and not for this program: {Reason}", other.Message);
            return Results.NoContent();
        }
        catch (WebhookRefusedException refused)
        {
            log.LogWarning("Refused: {Reason}", refused.Message);
            return Results.Problem(refused.Message, statusCode: 401);
        }
        switch (await memory.Begin(said.Id, http.RequestAborted))
        {
            case WebhookSeen.Done:
                return Results.NoContent();
            case WebhookSeen.Running:
                http.Response.Headers.RetryAfter = "5";
                return Results.StatusCode(503);
        }
        http.Items[typeof(WebhookEvent)] = said;
        http.Items[typeof(byte[])] = body;
        var done = false;
        try
        {
            var answer = await next(context);
            done = true;
            return answer;
        }
        finally
        {
            // What failed is forgotten, so that it counts when it is sent again.
            await memory.End(said.Id, done, CancellationToken.None);
        }
    }

    private static async Task<byte[]> Read(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }
}

internal static class VerifiedRequest
{
    public static WebhookEvent Event(this HttpContext http) =>
        (WebhookEvent)http.Items[typeof(WebhookEvent)]!;

    public static byte[] Body(this HttpContext http) => (byte[])http.Items[typeof(byte[])]!;
}

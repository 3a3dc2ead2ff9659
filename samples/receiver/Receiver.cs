using Vidimus.Client;

namespace Vidimus.Samples.Receiver;

/// <summary>Puts the receiver together. Its order of things is what matters: verify, know repetitions, keep, answer, work.</summary>
public static class Receiver
{
    /// <summary>The receiver, not started.</summary>
    public static WebApplication Build(string[] args, IReadOnlyList<Secret> secrets)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        // Events are small: whoever sends more is not the server.
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 1024 * 1024);
        builder.Services.AddSingleton(new WebhookVerifier(secrets));
        builder.Services.AddSingleton<IReplayMemory>(new ReplayMemory());
        builder.Services.AddSingleton(
            new Inbox(builder.Configuration["Inbox"] ?? Path.Combine("data", "inbox"))
        );
        builder.Services.AddSingleton<Records>();
        builder.Services.AddHostedService<Worker>();
        var app = builder.Build();
        app.MapPost(
                "/webhooks",
                async (HttpContext http, Inbox inbox) =>
                {
                    // On disk before the answer: what was answered with success is not sent again.
                    await inbox.Keep(http.Event().Id, http.Body());
                    return Results.NoContent();
                }
            )
            .AddEndpointFilter<VerifiedWebhook>();
        return app;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

/// <summary>The client's own connections against a real server on a free port.</summary>
public sealed class OverTheWire
{
    [Fact]
    public async Task A_call_goes_through_and_a_redirect_never_carries_the_key_elsewhere()
    {
        var elsewhere = 0;
        await using var server = await Serve(app =>
        {
            app.MapPost("/v1/auth/token", () => Results.Text(Samples.Token, "application/json"));
            app.MapGet("/v1/auth/me", () => Results.Text(Samples.Me, "application/json"));
            app.MapGet("/v1/organization", () => Results.Redirect("/elsewhere"));
            app.MapGet("/elsewhere", () => Interlocked.Increment(ref elsewhere));
        });
        using var client = Client(server);

        (await client.Access.Me()).Organization.Name.ShouldBe("Example Academy");
        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            client.Access.Organization()
        );

        failure.Code.ShouldBe(ErrorCodes.UnexpectedAnswer);
        elsewhere.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        await using var server = await Serve(app =>
            app.MapPost(
                "/v1/verifications",
                (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted)
            )
        );
        using var client = Client(
            server,
            o =>
            {
                o.AttemptTimeout = TimeSpan.FromMilliseconds(100);
                o.TotalTimeout = TimeSpan.FromMilliseconds(300);
            }
        );

        var failure = await Should.ThrowAsync<VidimusTemporaryException>(
            client.Verifications.ById(Samples.Id("cred_"))
        );

        failure.Code.ShouldBe(ErrorCodes.Timeout);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_temporary_failure()
    {
        using var client = new VidimusClient(
            new()
            {
                // Port 9 (discard) is served nowhere today.
                BaseAddress = new Uri("http://127.0.0.1:9"),
                AttemptTimeout = TimeSpan.FromMilliseconds(200),
                TotalTimeout = TimeSpan.FromMilliseconds(500),
            }
        );

        await Should.ThrowAsync<VidimusTemporaryException>(
            client.Verifications.ById(Samples.Id("cred_"))
        );
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var server = await Serve(app =>
            app.MapPost(
                "/v1/verifications",
                async (HttpContext context) =>
                {
                    context.Response.ContentType = "application/json";
                    var spaces = new byte[1024 * 1024];
                    Array.Fill(spaces, (byte)' ');
                    while (!context.RequestAborted.IsCancellationRequested)
                        await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
                }
            )
        );
        using var client = Client(server);

        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            client.Verifications.ById(Samples.Id("cred_"))
        );

        failure.Code.ShouldBe(ErrorCodes.UnexpectedAnswer);
    }

    private static async Task<WebApplication> Serve(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }

    private static VidimusClient Client(
        WebApplication server,
        Action<VidimusClientOptions>? configure = null
    )
    {
        var options = new VidimusClientOptions
        {
            BaseAddress = new Uri(server.Urls.Single()),
            ClientToken = Samples.Key43,
        };
        configure?.Invoke(options);
        return new VidimusClient(options);
    }
}

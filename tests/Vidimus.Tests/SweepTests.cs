using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests;

/// <summary>After everything else: what was put out beside the answers holds none of the secrets that were in use.</summary>
[Collection(nameof(Sweep))]
public sealed class SweepTests
{
    [Fact]
    public async Task K15_no_secret_stands_in_any_log_line_metric_or_trace_of_the_whole_run()
    {
        // Also when this test is run by itself there is something to find.
        await using (var app = await VidimusApp.Start())
        {
            var issuer = await app.NewOrganization();
            await issuer.Exchange(await issuer.ClientTokenWith("read"));
            await app.Get($"/v1/auth/me?key={issuer.Live.Secret}", issuer.Live.Secret);
            await app.Get($"/v1/keys/{issuer.Live.Secret}", issuer.Live.Secret);
            await app.Get($"/{issuer.Live.Secret}");
            await Hook(app, issuer);
            await app.Raw(
                $"GET /{issuer.Live.Secret} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issuer.Live.Secret}\0\r\n\r\n"
            );
        }
        Output.PlantedCount.ShouldBeGreaterThan(5);
        Output.CollectedCount.ShouldBeGreaterThan(5);
        Output.Leaks().ShouldBeEmpty();
        // The framework's own scope around a request names its path.
        Output.LinesWith("RequestPath=").ShouldBeEmpty();
    }

    [Fact]
    public async Task K15_no_answer_of_the_whole_run_holds_a_secret_but_the_one_that_shows_it_first()
    {
        await using (var app = await VidimusApp.Start())
        {
            var issuer = await app.NewOrganization();
            await issuer.Exchange(await issuer.ClientTokenWith("read"));
            var hook = await Hook(app, issuer);
            foreach (
                var path in (string[])
                    [
                        "/v1/webhooks",
                        $"/v1/webhooks/{hook}",
                        "/api/v1/webhooks",
                        "/v1/keys?limit=100",
                        $"/v1/keys/{issuer.Live.Id}",
                        "/v1/auth/me",
                        "/v1/organization",
                        "/v1/usage?groupBy=key,route",
                        $"/v1/keys/{issuer.Live.Secret}",
                        $"/v1/keys?cursor={issuer.Live.Secret}",
                        $"/v1/usage?groupBy={issuer.Live.Secret}",
                    ]
            )
                await app.Get(path, issuer.Live.Secret);
            await app.Post("/v1/keys", issuer.Live.Secret, new { label = "K", mode = "live" });
        }
        Heard.Searched.Answers.ShouldBeGreaterThan(10);
        Heard.Leaks().ShouldBeEmpty();
    }

    /// <summary>An endpoint, to which nothing is sent, with a secret and a header that is one.</summary>
    private static async Task<string> Hook(VidimusApp app, Issuer issuer)
    {
        Output.Plant("header of a webhook", "the-password-of-a-receiver-0815");
        var made = await app.Post(
            "/v1/webhooks",
            issuer.Live.Secret,
            """{"url":"https://93.184.215.14/hook","events":["order.refunded"],"headers":{"X-Password":"the-password-of-a-receiver-0815"}}"""
        );
        return made.Should(201).At("id")!;
    }

    [Fact]
    public async Task The_search_finds_a_secret_wherever_it_stands_in_an_answer()
    {
        var secret = $"planted-here-{Guid.NewGuid():N}";
        Output.Plant("planted for the search itself", secret);
        foreach (
            var text in (string[])[secret, $"{{\"a\":\"{secret}\"}}", $"x{secret}", secret[1..]]
        )
        {
            using var response = new HttpResponseMessage
            {
                Content = new StringContent(text),
                RequestMessage = new(HttpMethod.Get, $"http://localhost/{text.Length}"),
            };
            await Answer.Read(response);
        }
        Heard
            .Forget("planted for the search itself")
            .ShouldBe(3, "of the four answers the last holds it not wholly");
    }
}

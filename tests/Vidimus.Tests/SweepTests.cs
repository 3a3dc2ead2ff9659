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
            await app.Raw(
                $"GET /{issuer.Live.Secret} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {issuer.Live.Secret}\0\r\n\r\n"
            );
        }
        Output.PlantedCount.ShouldBeGreaterThan(5);
        Output.CollectedCount.ShouldBeGreaterThan(5);
        Output.Leaks().ShouldBeEmpty();
    }
}

using System.Net.Sockets;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Access;
using Vidimus.Tests.Audit;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>What the portal asks of its own server: whose guesses it is not, and how it ends.</summary>
public abstract class OwnCallTests(Engine engine)
{
    public sealed class Sqlite() : OwnCallTests(Engine.Sqlite);

    public sealed class Postgres() : OwnCallTests(Engine.Postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<VidimusApp> Start(params (string Name, string Value)[] settings)
    {
        Engines.Demand(engine);
        return VidimusApp.Start(
            new(engine) { Settings = settings.ToDictionary(s => $"Limits:{s.Name}", s => s.Value) }
        );
    }

    [Fact]
    public async Task K2_wrong_keys_from_a_shared_address_shut_no_signed_in_member_out_of_the_portal()
    {
        await using var app = await Start(
            ("FailuresPerAddress", "5"),
            ("RequestsAtOncePerAddress", "2")
        );
        var member = await app.Member();
        var wrong = KeyText.WithChecksum($"vdm_live_{new string('x', 43)}");
        for (var i = 0; i < 5; i++)
            (await app.Get("/v1/auth/me", wrong)).Should(401);
        (await app.Get("/v1/auth/me", wrong)).ShouldBeProblem(429, "TOO_MANY_FAILURES");
        (await app.Get("/v1/auth/me", await member.Token())).ShouldBeProblem(
            429,
            "TOO_MANY_FAILURES"
        );
        // One of the address's two places is taken: a page's own calls have the place of the page.
        using var holding = await Hold(app, member.Issuer.Live);
        foreach (
            var path in (string[])["/portal", "/portal/members", "/portal/integrations", "/account"]
        )
            (await member.Browser.Get(path)).Should(200);
    }

    [Fact]
    public async Task H2_an_export_read_slowly_through_the_portal_is_broken_off_and_its_place_is_free_again()
    {
        await using var app = await Start(("HeavyPerOrganization", "1"), ("HeavySeconds", "1"));
        var (busy, _) = await app.WithRecord(1);
        await HeavyTests.Lengthen(app, busy.Issuer);
        using var reader = await Export(app, busy.Issuer);
        (await HeavyTests.List(app, busy.Issuer)).Should(404);
        var rest = new MemoryStream();
        try
        {
            await reader.GetStream().CopyToAsync(rest, Cancellation);
        }
        catch (IOException)
        {
            // reset
        }
        rest.Length.ShouldBeLessThan(HeavyTests.Facts * (long)HeavyTests.FactSize);
        // Not the last chunk of a body that is whole (RFC 9112, section 7.1).
        Encoding.Latin1.GetString(rest.ToArray()).ShouldNotEndWith("\r\n0\r\n\r\n");
        Output.LinesWith("has already started").ShouldBeEmpty();
    }

    [Fact]
    public async Task H2_a_reader_of_the_portals_export_who_goes_away_leaves_no_place_taken()
    {
        await using var app = await Start(("HeavyPerOrganization", "1"), ("HeavySeconds", "300"));
        var (busy, _) = await app.WithRecord(1);
        await HeavyTests.Lengthen(app, busy.Issuer);
        using (await Export(app, busy.Issuer))
            await Task.Delay(200, Cancellation);
        (await HeavyTests.List(app, busy.Issuer)).Should(404);
    }

    private static async Task<TcpClient> Export(VidimusApp app, Issuer issuer)
    {
        var member = await app.Member("owner", issuer);
        await member.Look("live");
        var cookies = string.Join("; ", member.Browser.Cookies.Select(c => $"{c.Key}={c.Value}"));
        return await HeavyTests.ReadSlowly(app, "/portal/audit/export", $"Cookie: {cookies}");
    }

    private static async Task<TcpClient> Hold(VidimusApp app, Key key)
    {
        var client = new TcpClient();
        await client.ConnectAsync("localhost", app.Port, Cancellation);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /v1/auth/token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key.Secret}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
                ),
                Cancellation
            );
        await Task.Delay(300, Cancellation);
        return client;
    }
}

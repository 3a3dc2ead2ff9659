using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>
/// A server that may call public addresses only, as installed: whatever a stranger's credential names, nothing inside is
/// called, and no answer tells what is there.
/// </summary>
public abstract partial class GuardTests(GuardedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(GuardedOnSqlite shared)
        : GuardTests(shared),
            IClassFixture<GuardedOnSqlite>;

    public sealed class Postgres(GuardedOnPostgres shared)
        : GuardTests(shared),
            IClassFixture<GuardedOnPostgres>;

    private static readonly string[] Inside =
    [
        .. NotPublic.V4,
        .. NotPublic.V6,
        .. NotPublic.Names,
    ];

    /// <summary>S2: other spellings of an address.</summary>
    private static readonly string[] Spellings =
    [
        "2130706433",
        "0177.0.0.1",
        "0x7f000001",
        "127.1",
        "127.0.0.1.",
    ];

    private static readonly string[] Kinds = ["status", "schema", "resource", "token", "link"];

    [Theory]
    [InlineData("status")]
    [InlineData("schema")]
    [InlineData("resource")]
    [InlineData("token")]
    [InlineData("link")]
    [InlineData("did")]
    public async Task S1_S5_no_fetch_reaches_inside_and_every_refusal_is_the_same(string kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var issuer = new Foreign();
        var expected = Neutral(await Fetch(kind, issuer, $"missing.example:{port}"));
        expected.ShouldContain("could not be fetched.");
        expected.ShouldContain("unverifiable");
        // A did:web has no addresses in numbers.
        var hosts = kind == "did" ? Inside.Where(h => char.IsAsciiLetter(h[0])) : Inside;
        if (kind is not ("link" or "did"))
            hosts = hosts.Concat(Spellings);
        foreach (var host in hosts)
        {
            foreach (var at in (string[])[host, $"{host}:{port}"])
                Neutral(await Fetch(kind, issuer, at)).ShouldBe(expected, $"{kind} {at}");
        }
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task S2_an_address_in_another_spelling_is_not_a_link()
    {
        using var issuer = new Foreign();
        foreach (var host in Spellings.Concat(["%31%32%37.0.0.1", "１２７.0.0.1", "a@127.0.0.1"]))
            (await App.Verify($$"""{"link":"https://{{host}}/x"}""")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "link"
            );
        foreach (
            var link in (string[])
                [
                    "http://example.org/x",
                    "file:///etc/passwd",
                    "gopher://example.org/",
                    "https://example.org:6379/",
                    "https://example.org:0/",
                    "https:\\\\example.org",
                    "//example.org",
                    "javascript:alert(1)",
                    "https://" + new string('a', 3000),
                ]
        )
            (await App.Verify($$"""{"link":{{JsonSerializer.Serialize(link)}}}""")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                "link"
            );
    }

    [Fact]
    public async Task S9_refusals_take_equal_time()
    {
        var step = TimeSpan.FromMilliseconds(500);
        await using var app = await VidimusApp.Start(GuardedApp.As(new(App.Engine), step));
        using var issuer = new Foreign();
        foreach (var kind in Kinds)
        {
            foreach (var host in (string[])["127.0.0.1", "private.example", "missing.example"])
            {
                var started = Stopwatch.StartNew();
                await Fetch(kind, issuer, host, app);
                started.Elapsed.ShouldBeInRange(step, 1.95 * step, $"{kind} {host}");
            }
        }
    }

    [Fact]
    public async Task S10_this_server_is_no_target_of_its_own_under_any_name()
    {
        using var issuer = new Foreign();
        foreach (var kind in Kinds)
        {
            foreach (var host in (string[])[$"127.0.0.1:{App.Port}", "own.example"])
                (await Fetch(kind, issuer, host)).ShouldSay("unverifiable", Code(kind));
        }
    }

    [Fact]
    public async Task Without_any_network_all_that_is_ours_or_bundled_is_verified()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        foreach (var form in (string[])["json", "jcs", "jwt", "sd-jwt", "svg", "png"])
        {
            var document = (await App.Get($"/verify/{issued.Id}/document?form={form}")).Should(200);
            (
                await App.Verify($$"""{"file":"{{Convert.ToBase64String(document.Bytes)}}"}""")
            ).ShouldSay("valid");
        }
        using var issuer = new Foreign();
        (
            await App.Verify(
                $$"""{"credential":{{issuer.Signed(c => c["relatedResource"] = new JsonObject
                {
                    ["id"] = "https://www.w3.org/ns/credentials/v2",
                    ["digestSRI"] = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
                }).ToJsonString()}}}"""
            )
        ).ShouldSay("valid");
    }

    private async Task<Answer> Fetch(
        string kind,
        Foreign issuer,
        string host,
        VidimusApp? of = null
    )
    {
        var (app, url) = (of ?? App, $"https://{host}/x");
        switch (kind)
        {
            case "link":
                return await app.Verify($$"""{"link":"{{url}}"}""");
            case "did":
                // The same key whatever the name, so that only the fetch can differ.
                using (var named = new Foreign($"did:web:{host.Replace(":", "%3A")}"))
                    return await Verify(app, named.Signed());
            case "token":
                var token = issuer.SdJwt(o => o with { Status = new(url, 1) });
                return await app.Verify($$"""{"jwt":"{{token}}"}""");
            default:
                return await Verify(app, issuer.Signed(c => Name(c, kind, url)));
        }
    }

    private static void Name(JsonObject credential, string kind, string url)
    {
        switch (kind)
        {
            case "status":
                credential["credentialStatus"] = new JsonObject
                {
                    ["type"] = "BitstringStatusListEntry",
                    ["statusPurpose"] = "revocation",
                    ["statusListIndex"] = "1",
                    ["statusListCredential"] = url,
                };
                break;
            case "schema":
                credential["credentialSchema"] = new JsonObject
                {
                    ["id"] = url,
                    ["type"] = "JsonSchema",
                };
                break;
            default:
                credential["relatedResource"] = new JsonObject
                {
                    ["id"] = url,
                    ["digestSRI"] = "sha256-AAAA",
                };
                break;
        }
    }

    private static string Code(string kind) =>
        kind switch
        {
            "status" or "token" => "status_unreachable",
            "schema" => "schema_unreachable",
            "resource" => "resource_unreachable",
            _ => "link_unreachable",
        };

    private static Task<Answer> Verify(VidimusApp app, JsonObject credential) =>
        app.Verify($$"""{"credential":{{credential.ToJsonString()}}}""");

    private static string Neutral(Answer answer) => Varying().Replace(answer.Should(200).Text, "…");

    [GeneratedRegex("vfy_[0-9a-z]{26}|did:web:[^\"]*")]
    private static partial Regex Varying();
}

/// <summary>A server as installed, with a name service that knows what the test says.</summary>
public abstract class GuardedApp(Engine engine) : SharedApp(engine)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        As(usual, TimeSpan.FromMilliseconds(5));

    internal static AppOptions As(AppOptions usual, TimeSpan step) =>
        usual with
        {
            Names = new KnownNames(),
            Settings = new Dictionary<string, string>
            {
                ["Outgoing:BlockedAnswerTime"] = step.ToString(),
                ["Outgoing:OwnEndpoints:0"] = "own.example",
            },
        };
}

/// <summary>On SQLite.</summary>
public sealed class GuardedOnSqlite() : GuardedApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class GuardedOnPostgres() : GuardedApp(Engine.Postgres);

/// <summary>Names of hosts, none of which leads anywhere outside.</summary>
internal sealed class KnownNames : IResolver
{
    public Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken cancellation)
    {
        IReadOnlyList<IPAddress> addresses = host switch
        {
            "private.example" or "localhost" or "x.localhost" => [IPAddress.Loopback],
            // One public address beside a private one does not help.
            "mixed.example" => [IPAddress.Parse("1.1.1.1"), IPAddress.Loopback],
            _ => throw new SocketException((int)SocketError.HostNotFound),
        };
        return Task.FromResult(addresses);
    }
}

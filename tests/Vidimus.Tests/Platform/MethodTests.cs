using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Vidimus.Access.Gate;
using Vidimus.Platform.Http;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>Authorization over all routes there are, by every odd way to name them.</summary>
public sealed partial class MethodTests(OnSqlite shared) : Scenario(shared), IClassFixture<OnSqlite>
{
    private static readonly string[] Methods =
    [
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "QUERY",
        "get",
        "Post",
        "PROPFIND",
        "X",
    ];

    private IReadOnlyList<RouteEndpoint> Closed =>
        [.. App.Inside.Routes.Where(r => r.Metadata.GetMetadata<PublicRoute>() is null)];

    private static string Path(RouteEndpoint route) =>
        Parameter().Replace(route.RoutePattern.RawText!.TrimEnd('/'), "x1");

    [Fact]
    public async Task N5_no_method_of_any_closed_route_is_answered_without_a_key()
    {
        Closed.Count.ShouldBeGreaterThan(30);
        foreach (var path in Closed.Select(Path).Distinct(StringComparer.Ordinal))
        {
            foreach (var method in Methods)
            {
                var raw = await App.Raw(Head(method, path));
                Status(raw)
                    .ShouldBeOneOf([400, 401, 404, 405, 411, 415], $"{method} {path}: {raw}");
            }
        }
    }

    [Fact]
    public async Task N5_no_way_to_write_a_closed_path_opens_it()
    {
        foreach (var route in Closed)
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var path = Path(route);
            foreach (var odd in Odd(path))
            {
                var raw = await App.Raw(Head(method, odd));
                Status(raw).ShouldBeOneOf([400, 401, 404, 405, 411, 415], $"{method} {odd}: {raw}");
            }
        }
    }

    [Fact]
    public async Task N5_a_key_without_the_scope_stays_without_it_however_the_path_is_written()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.Mint(
            new
            {
                label = "Little",
                mode = "test",
                scopes = new[] { "credentials:verify" },
                rateLimitPerMinute = 100_000,
            }
        );
        foreach (
            var route in Closed.Where(r =>
                r.Metadata.GetMetadata<NeedsScope>() is { Scope: not "credentials:verify" } needs
                && needs.Scope.Contains(':', StringComparison.Ordinal)
            )
        )
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            foreach (var odd in Odd(Path(route)).Prepend(Path(route)))
            {
                var raw = await App.Raw(
                    Head(method, odd, $"Authorization: Bearer {key.Secret}\r\n")
                );
                Status(raw).ShouldBeOneOf([400, 403, 404, 405, 411, 415], $"{method} {odd}: {raw}");
            }
        }
    }

    [Fact]
    public async Task N5_methods_are_not_changed_by_headers_or_queries()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var header in new[]
            {
                "X-HTTP-Method-Override",
                "X-HTTP-Method",
                "X-Method-Override",
                "_method",
            }
        )
        {
            var before = (await App.Get("/v1/keys", issuer.Live.Secret))
                .Json.GetProperty("data")
                .GetArrayLength();
            (
                await App.Send(
                    HttpMethod.Get,
                    $"/v1/keys?_method=POST&{header}=POST",
                    issuer.Live.Secret,
                    null,
                    (header, "POST")
                )
            ).Should(200);
            (await App.Get("/v1/keys", issuer.Live.Secret))
                .Json.GetProperty("data")
                .GetArrayLength()
                .ShouldBe(before);
        }
        (await App.Send(HttpMethod.Trace, "/v1/auth/me", issuer.Live.Secret)).Status.ShouldBe(405);
    }

    private static IEnumerable<string> Odd(string path)
    {
        var last = path.LastIndexOf('/');
        var (parent, name) = (path[..last], path[(last + 1)..]);
        return
        [
            path + "/",
            path + "//",
            "/" + path,
            path + ";x=1",
            path + "%00",
            path + "%2f",
            path + "%20",
            path + "/.",
            path + "/x/..",
            path + "/x/%2e%2e",
            path + "/..;/" + name,
            "/health/..;" + path,
            "/health/.." + path,
            "/health/%2e%2e" + path,
            "/assets/..%2f.." + path,
            path.ToUpperInvariant(),
            parent
                + "/%"
                + ((int)name[0]).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)
                + name[1..],
            parent + "//" + name,
            parent + "/./" + name,
            parent + "\\" + name,
            path + "?/health",
            path + "#/health",
            path + ".json",
        ];
    }

    private static string Head(string method, string path, string headers = "") =>
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n";

    private static int Status(string raw) =>
        int.Parse(
            raw.AsSpan("HTTP/1.1 ".Length, 3),
            System.Globalization.CultureInfo.InvariantCulture
        );

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}

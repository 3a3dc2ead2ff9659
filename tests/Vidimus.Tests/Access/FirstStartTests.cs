using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What an operator meets who starts the program for the first time.</summary>
public sealed class FirstStartTests
{
    [Fact]
    public async Task The_first_start_leaves_keys_and_a_set_up_link_in_a_private_file_and_the_link_works_once()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-first-");
        var port = FreePort();
        var url = new Uri($"http://localhost:{port}");
        await using var server = ServerProcess.Start(
            ["--urls", url.GetLeftPart(UriPartial.Authority)],
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("VIDIMUS_Database__Folder", folder.FullName)
        );
        var file = Path.Combine(folder.FullName, "first-keys.txt");
        await Until(() =>
            Task.FromResult(
                File.Exists(file)
                    && File.ReadAllText(file).Contains("vdm_test_", StringComparison.Ordinal)
            )
        );
        var text = await File.ReadAllTextAsync(file);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Add(
            "Authorization",
            $"Bearer {Regex.Match(text, "vdm_live_[0-9A-Za-z]+_[0-9A-Za-z]+").Value}"
        );
        (await http.GetAsync("/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var link = Regex.Match(text, "/setup/[0-9A-Za-z_-]+").Value;
        var page = await http.GetAsync(link);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy")
            .Single()
            .ShouldContain("default-src 'none'");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();

        var token = Regex
            .Match(await page.Content.ReadAsStringAsync(), "name=\"_form\" value=\"([^\"]+)\"")
            .Groups[1]
            .Value;
        FormUrlEncodedContent Named(string name) =>
            new(
                new Dictionary<string, string>
                {
                    ["_form"] = token,
                    ["name"] = name,
                    ["owner"] = "Ada Example",
                    ["email"] = "ada@example.org",
                    ["password"] = "four plain words together",
                }
            );
        (await (await http.PostAsync(link, Named(""))).Content.ReadAsStringAsync()).ShouldContain(
            "role=\"alert\""
        );
        var wrong = await http.PostAsync(
            link,
            new FormUrlEncodedContent([
                new("_form", token),
                new("email", "nobody"),
                new("password", "short"),
            ])
        );
        var told = await wrong.Content.ReadAsStringAsync();
        foreach (var field in new[] { "name", "owner", "email", "password" })
            told.ShouldContain($"id=\"{field}-wrong\"");
        var done = await http.PostAsync(link, Named("<script>Ada</script> Academy"));
        var shown = await done.Content.ReadAsStringAsync();
        (await http.GetStringAsync("/portal")).ShouldContain(
            "Academy",
            customMessage: "the owner is signed in"
        );
        var key = Regex.Match(shown, "vdm_live_[0-9A-Za-z]+_[0-9A-Za-z]+").Value;
        shown.ShouldNotContain("<script>");
        http.DefaultRequestHeaders.Remove("Authorization");
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
        (await http.GetStringAsync("/v1/organization")).ShouldContain(
            "<script>Ada</script> Academy"
        );
        (await http.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.PostAsync(link, Named("Again"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await server.Kill();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://localhost:0;http://0.0.0.0:0")]
    public async Task It_does_not_start_where_keys_would_cross_the_network_in_plain(string urls)
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-open-");
        await using var server = ServerProcess.Start(
            ["--urls", urls],
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("VIDIMUS_Database__Folder", folder.FullName)
        );
        var (code, _, errors) = await server.End();
        code.ShouldBe(1);
        errors.ShouldContain("plain HTTP");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task In_production_it_does_not_start_without_a_master_key_and_says_how_to_make_one()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-nokey-");
        await using var server = ServerProcess.Start(
            ["--urls", "http://localhost:0"],
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("VIDIMUS_MasterKey", ""),
            ("VIDIMUS_Database__Folder", folder.FullName)
        );
        var (code, _, errors) = await server.End();
        code.ShouldBe(1);
        errors.ShouldContain("openssl rand -base64 32");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task In_production_mail_is_not_written_into_a_folder_unless_that_is_said_twice()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-folder-");
        await using var server = ServerProcess.Start(
            ["--urls", "http://localhost:0"],
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("VIDIMUS_MasterKey", $"first:{Convert.ToBase64String(new byte[32])}"),
            ("VIDIMUS_Mail__Folder", folder.FullName),
            ("VIDIMUS_Database__Folder", folder.FullName)
        );
        var (code, _, errors) = await server.End();
        code.ShouldBe(1);
        errors.ShouldContain("Mail:AllowFolder");
        folder.Delete(recursive: true);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await holds())
                return;
            await Task.Delay(100);
        }
        Assert.Fail("It did not come to pass within a minute.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>What a browser has to load before a verify page is complete, followed from link to link.</summary>
public sealed partial class PageWeightTests(OnSqlite shared)
    : Scenario(shared),
        IClassFixture<OnSqlite>
{
    private const int Most = 100_000;

    [Fact]
    public async Task The_pages_of_verifying_weigh_less_than_100_kB_with_all_they_load()
    {
        var issued = await (await Programme.Start(App)).Issue(
            recipient: """{"name":"Ada Example"}"""
        );
        foreach (
            var path in (string[])
                [
                    "/verify",
                    $"/verify/{issued.Id}",
                    $"/verify/{issued.Id}/report",
                    $"/badge/{issued.Id}",
                ]
        )
        {
            var loaded = await Loaded(path);
            loaded.Values.Sum().ShouldBeLessThan(Most, string.Join('\n', loaded));
            loaded.Count.ShouldBeGreaterThan(1, path);
            loaded.Keys.ShouldNotContain("/assets/qr.js", "only who scans loads what reads codes");
        }
    }

    private async Task<Dictionary<string, int>> Loaded(string path)
    {
        var loaded = new Dictionary<string, int>();
        var open = new Queue<string>([path]);
        while (open.TryDequeue(out var next))
        {
            if (loaded.ContainsKey(next))
                continue;
            var answer = (await App.Get(next, null, ("Accept", "text/html"))).Should(200);
            loaded[next] = answer.Bytes.Length;
            var found = answer.MediaType switch
            {
                "text/html" => Linked().Matches(answer.Text),
                "text/javascript" => Imported().Matches(answer.Text),
                "text/css" => Asked().Matches(answer.Text),
                _ => null,
            };
            foreach (var link in found?.Select(m => m.Groups[1].Value) ?? [])
                open.Enqueue(new Uri(new Uri(App.Url, next), link).PathAndQuery);
        }
        return loaded;
    }

    /// <summary>Style sheets, icons, scripts and pictures; not what a person may go on to.</summary>
    [GeneratedRegex("(?:<link [^>]*href|<script [^>]*src|<img [^>]*?src)=\"([^\"]+)\"")]
    private static partial Regex Linked();

    [GeneratedRegex("^import .*? from \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Imported();

    [GeneratedRegex("url\\(\"?([^)\"]+)")]
    private static partial Regex Asked();
}

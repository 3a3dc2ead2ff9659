using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Portal;

/// <summary>What tests of pages read on them.</summary>
internal static partial class PageText
{
    /// <summary>A name that is script wherever it is not escaped.</summary>
    public const string Script =
        "\"'><script>alarm()</script><img src=x onerror=alarm()>{{7*7}}&lt;b&gt;";

    /// <summary>The text of the element with this id, as a reader sees it.</summary>
    public static string TextOf(this Answer page, string id)
    {
        var found = Regex.Match(
            page.Text,
            $"id=\"{id}\"[^>]*>([^<]*)<",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
        found.Success.ShouldBeTrue($"the page has no {id}: {page.Text}");
        return WebUtility.HtmlDecode(found.Groups[1].Value);
    }

    /// <summary>The page is one of ours, holds nothing that runs but our modules, and nobody keeps a copy.</summary>
    public static Answer ShouldBePage(this Answer page, int status = 200)
    {
        page.Should(status);
        page.MediaType.ShouldBe("text/html");
        page["Cache-Control"].ShouldBe("no-store");
        var policy = page["Content-Security-Policy"].ShouldNotBeNull();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        Scripts()
            .Matches(page.Text)
            .ShouldAllBe(s => s.Value.StartsWith("<script type=\"module\" src=\"/assets/"));
        page.Text.ShouldNotContain("<img src=x");
        Handlers()
            .IsMatch(Tags().Replace(page.Text, m => Values().Replace(m.Value, "")))
            .ShouldBeFalse();
        page.Text.ShouldNotContain("style=\"");
        return page;
    }

    /// <summary>A repeat key such as a form carries.</summary>
    public static (string, string) Once(char digit) => ("_once", new string(digit, 32));

    [GeneratedRegex("<script[^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Scripts();

    [GeneratedRegex("<[a-z][^>]*>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex Values();

    [GeneratedRegex("<[a-z][^>]*\\son[a-z]+\\s*=", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Handlers();
}

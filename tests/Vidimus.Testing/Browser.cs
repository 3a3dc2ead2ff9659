using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>
/// Something like a browser: keeps cookies, says where its requests come from, and sends forms with the token of the page
/// that it looked at last. It follows nothing by itself and runs no script.
/// </summary>
public sealed partial class Browser(VidimusApp app)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <summary>What it calls itself.</summary>
    public string UserAgent { get; init; } =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

    /// <summary>The server it talks to; another node of the same installation may take over.</summary>
    public VidimusApp App { get; set; } = app;

    /// <summary>Its cookies by name.</summary>
    public IDictionary<string, string> Cookies => _cookies;

    /// <summary>The Set-Cookie headers of the last answer.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    /// <summary>The page looked at last.</summary>
    public Answer? Page { get; private set; }

    /// <summary>The token of the forms of the page looked at last; null where it has none.</summary>
    public string? FormToken =>
        Page is null ? null
        : Hidden().Match(Page.Text) is { Success: true } found ? found.Groups[1].Value
        : null;

    /// <summary>Looks at a page.</summary>
    public Task<Answer> Get(string path) => Send(new(HttpMethod.Get, path));

    /// <summary>Looks at a page and goes where it is sent.</summary>
    public async Task<Answer> Open(string path)
    {
        var answer = await Get(path);
        for (var i = 0; i < 5 && answer.Status is 302 or 303; i++)
            answer = await Get(answer["Location"].ShouldNotBeNull());
        return answer;
    }

    /// <summary>Sends a form of the page looked at last, with its token.</summary>
    public Task<Answer> Post(string path, params (string Name, string Value)[] fields) =>
        Send(
            new(HttpMethod.Post, path)
            {
                Content = VidimusApp.Form([
                    ("_form", FormToken.ShouldNotBeNull("the page has no form")),
                    .. fields,
                ]),
            }
        );

    /// <summary>Looks at a page and sends a form that stands on it.</summary>
    public async Task<Answer> Submit(
        string page,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        await Open(page);
        return await Post(path, fields);
    }

    /// <summary>Sends a request with the browser's cookies, as caused by a page of this server unless it says otherwise.</summary>
    public async Task<Answer> Send(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (_cookies.Count > 0)
            request.Headers.TryAddWithoutValidation(
                "Cookie",
                string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}"))
            );
        if (!request.Headers.Contains("Sec-Fetch-Site"))
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        if (request.Method != HttpMethod.Get && !request.Headers.Contains("Origin"))
            request.Headers.TryAddWithoutValidation(
                "Origin",
                App.Url.GetLeftPart(UriPartial.Authority)
            );
        using var http = App.Http();
        using var response = await http.SendAsync(request);
        Keep(response.Headers);
        var answer = await Answer.Read(response);
        if (answer.MediaType == "text/html")
            Page = answer;
        return answer;
    }

    /// <summary>Signs in with address and password; answers what the form was answered with.</summary>
    public Task<Answer> SignIn(string email, string password, string? to = null) =>
        Submit(
            "/sign-in",
            "/sign-in",
            ("email", email),
            ("password", password),
            ("return", to ?? "/portal")
        );

    private void Keep(HttpResponseHeaders headers)
    {
        SetCookies = headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var cookie in SetCookies)
        {
            var pair = cookie.Split(';')[0];
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (pair[..at], pair[(at + 1)..]);
            if (value.Length == 0 || cookie.Contains("1970", StringComparison.Ordinal))
                _cookies.Remove(name);
            else
                _cookies[name] = value;
        }
    }

    [GeneratedRegex("name=\"_form\" value=\"([A-Za-z0-9_-]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Hidden();
}

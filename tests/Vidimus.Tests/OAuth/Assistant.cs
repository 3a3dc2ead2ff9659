using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.OAuth;

/// <summary>An MCP client that registered itself: asks members, and redeems what they give it.</summary>
internal sealed partial class Assistant
{
    public const string Callback = "https://assistant.example/callback?from=vidimus";

    private Assistant(VidimusApp app, string id, string? secret) =>
        (App, Id, Secret) = (app, id, secret);

    /// <summary>The node it talks to.</summary>
    public VidimusApp App { get; set; }

    public string Id { get; }

    public string? Secret { get; }

    public string Redirect { get; private init; } = Callback;

    public string Verifier { get; private init; } =
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public string Challenge =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<Assistant> Public(
        VidimusApp app,
        string name = "Example Assistant",
        string redirect = Callback
    ) => new(app, await app.RegisterPublic(name, redirect), null) { Redirect = redirect };

    public static async Task<Assistant> Confidential(VidimusApp app, string method)
    {
        var made = (
            await app.Register(
                $$"""{"client_name":"Example Server","redirect_uris":["{{Callback}}"],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"{{method}}"}"""
            )
        ).Should(201);
        return new(app, made.At("client_id")!, made.At("client_secret"));
    }

    /// <summary>The same client in the hands of somebody else: another verifier.</summary>
    public Assistant Again() => new(App, Id, Secret) { Redirect = Redirect };

    /// <summary>The same client with the same verifier, talking to another node.</summary>
    public Assistant With(VidimusApp node) =>
        new(node, Id, Secret) { Redirect = Redirect, Verifier = Verifier };

    /// <summary>The path that a browser is sent to; each parameter may be replaced, or left out with null.</summary>
    public string Asking(params (string Name, string? Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = Id,
            ["redirect_uri"] = Redirect,
            ["scope"] = "credentials:read credentials:issue",
            ["state"] = "a state & more",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
            ["resource"] = App.PublicUrl + "/mcp",
        };
        foreach (var (name, value) in changes)
            query[name] = value;
        return QueryHelpers.AddQueryString(
            "/oauth/authorize",
            query.Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value)
        );
    }

    /// <summary>Shows the page to the member, and answers it; answers where the browser is led.</summary>
    public async Task<Answer> Answered(
        Member member,
        string answer = "allow",
        string mode = "live",
        params (string Name, string? Value)[] changes
    )
    {
        (await member.Browser.Open(Asking(changes))).Should(200);
        return await Press(member.Browser, answer, mode);
    }

    /// <summary>Sends the form of the page that the browser looks at.</summary>
    public static Task<Answer> Press(Browser browser, string answer, string mode = "live") =>
        browser.Post(FormOf(browser.Page!), ("answer", answer), ("mode", mode));

    /// <summary>Where the form of the consent page goes.</summary>
    public static string FormOf(Answer page) =>
        WebUtility.HtmlDecode(Form().Match(page.Text).Groups[1].Value);

    /// <summary>The member allows it; answers the code.</summary>
    public async Task<string> Code(
        Member member,
        string mode = "live",
        params (string Name, string? Value)[] changes
    )
    {
        var led = (await Answered(member, "allow", mode, changes)).Should(303);
        return Led(led)["code"].ShouldNotBeNull();
    }

    /// <summary>The parameters that a browser is led back with.</summary>
    public static Dictionary<string, string> Led(Answer answer) =>
        QueryHelpers
            .ParseQuery(new Uri(answer["Location"].ShouldNotBeNull()).Query)
            .ToDictionary(p => p.Key, p => p.Value.ToString());

    /// <summary>Redeems a code; each parameter may be replaced, or left out with null.</summary>
    public Task<Answer> Redeem(string code, params (string Name, string? Value)[] changes) =>
        Token([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", Redirect),
            ("code_verifier", Verifier),
            .. changes,
        ]);

    public Task<Answer> Refresh(string token, params (string Name, string? Value)[] changes) =>
        Token([("grant_type", "refresh_token"), ("refresh_token", token), .. changes]);

    /// <summary>Sends a form to the token endpoint as this client.</summary>
    public Task<Answer> Token(params (string Name, string? Value)[] form) =>
        Post("/oauth/token", form);

    public Task<Answer> Revoke(string token) => Post("/oauth/revoke", ("token", token));

    public Task<Answer> Introspect(string token) => Post("/oauth/introspect", ("token", token));

    public Task<Answer> Post(string path, params (string Name, string? Value)[] form)
    {
        var all = new Dictionary<string, string?> { ["client_id"] = Id };
        if (Secret is not null)
            all["client_secret"] = Secret;
        foreach (var (name, value) in form)
            all[name] = value;
        return App.Post(
            path,
            null,
            VidimusApp.Form([.. all.Where(p => p.Value is not null).Select(p => (p.Key, p.Value!))])
        );
    }

    /// <summary>The member allows it, and it comes for its tokens.</summary>
    public async Task<Answer> Connect(
        Member member,
        string mode = "live",
        params (string Name, string? Value)[] changes
    ) => (await Redeem(await Code(member, mode, changes))).Should(200);

    /// <summary>True when the door for assistants takes this access token.</summary>
    public static async Task<int> Opens(VidimusApp app, string token, string path = "/mcp") =>
        (
            await app.Post(
                path,
                token,
                new
                {
                    jsonrpc = "2.0",
                    id = 1,
                    method = "initialize",
                    @params = new
                    {
                        protocolVersion = "2025-11-25",
                        capabilities = new { },
                        clientInfo = new { name = "example", version = "1" },
                    },
                },
                ("Accept", "application/json, text/event-stream")
            )
        ).Status;

    public static async Task<long> Facts(VidimusApp app, Issuer issuer, string kind) =>
        Convert.ToInt64(
            (
                await app.Query(
                    "SELECT count(*) FROM platform_facts WHERE organization_id = @o AND kind = @kind",
                    ("o", issuer.Id),
                    ("kind", kind)
                )
            )[0][0],
            CultureInfo.InvariantCulture
        );

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Form();
}

using System.Text;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>A key as the test that minted it knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">Its text.</param>
/// <param name="BasicHeader">Its ready Authorization header for the exchange.</param>
/// <param name="Mode"><c>live</c> or <c>test</c>.</param>
public sealed record Key(string Id, string Secret, string BasicHeader, string Mode)
{
    /// <summary>Reads a minted key from an answer, and remembers that its text must appear nowhere else.</summary>
    public static Key Of(System.Text.Json.JsonElement minted)
    {
        var key = minted;
        var secret = minted.GetProperty("secret").GetString()!;
        var basic = minted.GetProperty("basicHeader").GetString()!;
        Output.Plant("key", secret);
        Output.Plant("key as Basic", basic["Basic ".Length..]);
        Output.Plant("key without its checksum", secret[..secret.LastIndexOf('_')]);
        return new(
            key.GetProperty("id").GetString()!,
            secret,
            basic,
            key.GetProperty("mode").GetString()!
        );
    }

    /// <summary>The text itself, where a key is expected.</summary>
    public override string ToString() => Secret;
}

/// <summary>An organization with its two first keys.</summary>
/// <param name="App">The server it lives on.</param>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Live">A live key with the scope admin.</param>
/// <param name="Test">A test key with the scope admin.</param>
public sealed record Issuer(VidimusApp App, string Id, string Name, Key Live, Key Test)
{
    /// <summary>A client with the live administrator's key.</summary>
    public HttpClient LiveAdmin => App.Http(Live.Secret);

    /// <summary>A client with the test administrator's key.</summary>
    public HttpClient TestAdmin => App.Http(Test.Secret);

    /// <summary>Mints a live key with these scopes.</summary>
    public Task<Key> KeyWith(params string[] scopes) =>
        Mint(
            new
            {
                label = "A key",
                mode = "live",
                scopes,
            }
        );

    /// <summary>Mints a test key with these scopes.</summary>
    public Task<Key> TestKeyWith(params string[] scopes) =>
        Mint(
            new
            {
                label = "A test key",
                mode = "test",
                scopes,
            }
        );

    /// <summary>Mints a live client token, which must be exchanged.</summary>
    public Task<Key> ClientTokenWith(params string[] scopes) =>
        Mint(
            new
            {
                label = "An integration",
                mode = "live",
                kind = "clientToken",
                scopes,
            }
        );

    /// <summary>Mints a key by a request of the test's own.</summary>
    public async Task<Key> Mint(object request) =>
        Key.Of((await App.Post("/v1/keys", Live.Secret, request)).Should(201).Json);

    /// <summary>Exchanges a key for an access token.</summary>
    public async Task<string> Exchange(Key key, string? scope = null)
    {
        var body = scope is null ? null : VidimusApp.Form(("scope", scope));
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/auth/token") { Content = body };
        request.Headers.TryAddWithoutValidation("Authorization", key.BasicHeader);
        var token = (await App.Send(request)).Should(200).At("access_token").ShouldNotBeNull();
        Output.Plant("access token", token);
        return token;
    }
}

public sealed partial class VidimusApp
{
    private int _organizations;

    /// <summary>Creates an organization by the operator's route.</summary>
    public async Task<Issuer> NewOrganization(string? name = null)
    {
        name ??= $"Example Academy {Interlocked.Increment(ref _organizations)}";
        var made = (await Post("/v1/organizations", OperatorToken, new { name })).Should(201).Json;
        return new(
            this,
            made.GetProperty("id").GetString()!,
            name,
            Key.Of(made.GetProperty("firstKey")),
            Key.Of(made.GetProperty("firstTestKey"))
        );
    }

    /// <summary>The value of a Basic header.</summary>
    public static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}

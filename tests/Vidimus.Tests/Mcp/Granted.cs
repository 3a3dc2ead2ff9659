using Vidimus.Testing;
using Vidimus.Tests.Access;

namespace Vidimus.Tests.Mcp;

/// <summary>A member's grant to a client, as consent leaves it, and access tokens of it signed with the server's own key.</summary>
internal sealed record Granted(
    Member Member,
    string Id,
    string ClientId,
    string Resource,
    string Scopes,
    TokenForge Forge
)
{
    private static int _made;

    public VidimusApp App => Member.Issuer.App;

    public static async Task<Granted> To(
        Member member,
        string scopes,
        string path = "/mcp",
        string mode = "live"
    )
    {
        var app = member.Issuer.App;
        var number = Interlocked.Increment(ref _made);
        var (id, client) = ($"grt_{app.Port}{number:d8}", $"cli_{app.Port}{number:d8}");
        var now = app.Clock.Now.ToUnixTimeMilliseconds();
        await app.Execute(
            """
            INSERT INTO access_grants (organization_id, id, member_id, mode, client_id, client_name, client_version, redirect_host, scopes, resource, created_at, expires_at, used_at, version)
            VALUES (@organization, @id, @member, @mode, @client, 'A client', 'v', 'localhost', @scopes, @resource, @now, @end, @now, 1)
            """,
            ("organization", member.Issuer.Id),
            ("id", id),
            ("member", member.Id),
            ("mode", mode),
            ("client", client),
            ("scopes", scopes),
            ("resource", app.PublicUrl + path),
            ("now", now),
            ("end", now + 86_400_000)
        );
        return new(
            member,
            id,
            client,
            app.PublicUrl + path,
            scopes,
            await TokenForge.Of(member.Issuer, member.Issuer.Live)
        );
    }

    /// <summary>A token; each claim may be replaced by JSON text.</summary>
    public string Token(params (string Name, string Json)[] changes)
    {
        var now = App.Clock.Now.ToUnixTimeSeconds();
        var token = Forge.Sign(
            claims: Forge.Claims([
                ("iss", $"\"{App.PublicUrl}\""),
                ("aud", $"\"{Resource}\""),
                ("sub", $"\"{Member.Id}\""),
                ("client_id", $"\"{ClientId}\""),
                ("grant", $"\"{Id}\""),
                ("scope", $"\"{Scopes}\""),
                ("exp", $"{now + 3600}"),
                .. changes,
            ])
        );
        Output.Plant("access token", token);
        return token;
    }

    public Task Revoke() =>
        App.Execute(
            "UPDATE access_grants SET revoked_at = @now WHERE id = @id",
            ("now", App.Clock.Now.ToUnixTimeMilliseconds()),
            ("id", Id)
        );

    public Assistant At(string path = "/mcp") => new(App, Token(), path);
}

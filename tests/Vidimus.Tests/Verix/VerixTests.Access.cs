using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

public abstract partial class VerixTests
{
    [Theory]
    [InlineData(Base + "/auth/token")]
    [InlineData(Base + "/auth/token/")]
    [InlineData("/v1/auth/token")]
    [InlineData("/v1/auth/token/")]
    public async Task Verix_X1_a_client_token_is_exchanged_for_a_short_token_in_every_form_of_the_request(
        string path
    )
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("groups:read");
        HttpContent?[] bodies =
        [
            null,
            VidimusApp.Json(""),
            VidimusApp.Form(("grant_type", "client_credentials")),
            VidimusApp.Json("""{"grant_type":"client_credentials"}"""),
            VidimusApp.Json("{}"),
        ];
        foreach (var body in bodies)
        {
            var answer = (
                await App.Send(
                    HttpMethod.Post,
                    path,
                    null,
                    body,
                    ("Authorization", client.BasicHeader),
                    ("Accept", "application/json")
                )
            ).Should(200);
            (answer.At("token_type"), answer.At("expires_in")).ShouldBe(("Bearer", "900"));
            answer.At("access_token").ShouldNotBeNull().Split('.').Length.ShouldBe(3);
            (await App.Get(Groups, answer.At("access_token"))).Should(200);
        }
        (await App.Post(path, client.Secret)).Should(200).At("access_token").ShouldNotBeNull();
        (await App.Get(Groups, client.Secret)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Verix_X2_a_client_credential_is_named_shown_once_ready_to_paste_and_revocable()
    {
        var issuer = await App.NewOrganization();
        var made = (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                """{"label":"Zapier","mode":"live","kind":"clientToken","scopes":["read"]}"""
            )
        ).Should(201);
        var client = Key.Of(made.Json);
        client.BasicHeader.ShouldStartWith("Basic ");
        var again = (await App.Get($"/v1/keys/{client.Id}", issuer.Live.Secret)).Should(200);
        again.At("label").ShouldBe("Zapier");
        again.Text.ShouldNotContain(client.Secret);
        again.Text.ShouldNotContain(client.BasicHeader);
        var token = await issuer.Exchange(client);
        (await App.Get(Groups, token)).Should(200);
        (await App.Post($"/v1/keys/{client.Id}/revoke", issuer.Live.Secret)).Should(200);
        IsError(
            await App.Send(
                HttpMethod.Post,
                $"{Base}/auth/token",
                null,
                null,
                ("Authorization", client.BasicHeader)
            ),
            401,
            "AUTH_REVOKED_KEY"
        );
        IsError(await App.Get(Groups, token), 401, "AUTH_REVOKED_KEY");
    }

    [Fact]
    public async Task Verix_X3_every_other_call_takes_the_token_as_bearer_and_says_when_it_has_expired()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        var token = await programme.Issuer.Exchange(
            await programme.Issuer.ClientTokenWith("read", "write")
        );
        var calls = Calls(programme.Number, Hex(draft));
        foreach (var (method, path, body) in calls)
        {
            IsError(await App.Send(method, path, null, body), 401, "AUTH_MISSING");
            IsError(
                await App.Send(method, path, null, body, ("Authorization", "Basic " + token)),
                401,
                "AUTH_INVALID_FORMAT"
            );
            IsError(
                await App.Send(method, path, token[..^2] + "xx", body),
                401,
                "AUTH_INVALID_TOKEN"
            );
        }
        App.Advance(TimeSpan.FromSeconds(901));
        foreach (var (method, path, body) in calls)
        {
            var expired = await App.Send(method, path, token, body);
            IsError(expired, 401, "AUTH_EXPIRED_TOKEN");
            expired.At("message").ShouldNotBeNull().ShouldContain("expired");
        }
        token = await programme.Issuer.Exchange(
            await programme.Issuer.ClientTokenWith("read", "write")
        );
        foreach (var (method, path, body) in calls)
            (await App.Send(method, path, token, body)).Should(200);
    }

    [Fact]
    public async Task Verix_X4_all_seven_routes_answer_with_and_without_trailing_slash()
    {
        var programme = await Programme.Start(App);
        foreach (var slash in (string[])["", "/"])
        {
            var draft = await programme.Draft();
            foreach (var (method, path, body) in Calls(programme.Number, Hex(draft)))
            {
                var parts = path.Split('?');
                var answer = await App.Send(
                    method,
                    parts[0].TrimEnd('/') + slash + (parts.Length > 1 ? "?" + parts[1] : ""),
                    programme.Key.Secret,
                    body
                );
                answer.Should(200);
                answer.MediaType.ShouldBe("application/json");
            }
            IsError(
                await programme.Get($"{Credentials}/{Hex(draft)}"),
                404,
                "CREDENTIAL_NOT_FOUND"
            );
        }
    }

    [Fact]
    public async Task Verix_X4_each_route_needs_its_scope_and_shows_nobody_elses_objects()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        var before =
            (await programme.Get("/v1/credentials")).Text
            + (await programme.Get("/v1/groups")).Text;
        var scopes = (string[])
            [
                "groups:read",
                "groups:read",
                "credentials:issue",
                "credentials:issue",
                "credentials:read",
                "credentials:read",
                "credentials:issue",
            ];
        var calls = Calls(programme.Number, Hex(draft));
        var (verifier, stranger, test) = (
            await programme.Issuer.KeyWith("credentials:verify"),
            await App.NewOrganization(),
            programme.Issuer.Test
        );
        foreach (var (method, path, body) in calls)
        {
            IsError(
                await App.Send(method, path, verifier.Secret, body),
                403,
                "AUTH_SCOPE_INSUFFICIENT"
            );
            foreach (var key in (string[])[stranger.Live.Secret, test.Secret])
            {
                var answer = await App.Send(method, path, key, body);
                if (path.Contains(Hex(draft)))
                    IsError(answer, 404, "CREDENTIAL_NOT_FOUND");
                else if (path.EndsWith($"/{programme.Number}/", StringComparison.Ordinal))
                    IsError(answer, 404, "GROUP_NOT_FOUND");
                else
                    answer.Should(200).At("meta", "totalItems").ShouldBe("0");
            }
        }
        (
            (await programme.Get("/v1/credentials")).Text + (await programme.Get("/v1/groups")).Text
        ).ShouldBe(before);
        foreach (var ((method, path, body), scope) in calls.Zip(scopes))
            (
                await App.Send(method, path, (await programme.Issuer.KeyWith(scope)).Secret, body)
            ).Should(200);
    }
}

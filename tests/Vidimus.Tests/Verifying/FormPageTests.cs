using System.Text;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>The page where a stranger has any credential checked, without scripts, in two languages.</summary>
public abstract class FormPageTests(ReachingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReachingOnSqlite shared)
        : FormPageTests(shared),
            IClassFixture<ReachingOnSqlite>;

    public sealed class Postgres(ReachingOnPostgres shared)
        : FormPageTests(shared),
            IClassFixture<ReachingOnPostgres>;

    [Theory]
    [InlineData("en", "Check a credential")]
    [InlineData("de-AT,de;q=0.9", "Einen Nachweis prüfen")]
    public async Task The_form_needs_no_script_and_speaks_the_readers_language(
        string language,
        string title
    )
    {
        foreach (var path in (string[])["/verify", "/verify/"])
        {
            var page = (await App.Get(path, null, ("Accept-Language", language))).Should(200);
            page.MediaType.ShouldBe("text/html");
            page.Text.ShouldContain($"<h1 id=\"ask\">{title}</h1>");
            page.Text.ShouldContain("enctype=\"multipart/form-data\"");
            // The one script stands in a file of ours and only makes the form quicker.
            page.Text.Split("<script").Length.ShouldBe(2);
            page.Text.ShouldContain("<script type=\"module\" src=\"/assets/ask.js\"></script>");
            page.Text.ShouldContain("<form method=\"post\" action=\"/verify\"");
            page.Text.ShouldContain("<button type=\"submit\"");
            foreach (var field in (string[])["text", "file"])
            {
                page.Text.ShouldContain($"<label for=\"{field}\">");
                page.Text.ShouldContain($"id=\"{field}\" name=\"{field}\"");
            }
            var policy = page["Content-Security-Policy"].ShouldNotBeNull();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldContain("form-action 'self'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldNotContain("unsafe");
        }
    }

    [Fact]
    public async Task A_credential_pasted_uploaded_or_linked_shows_every_check()
    {
        using var issuer = new Foreign();
        var json = issuer.Signed().ToJsonString();
        foreach (
            var content in (HttpContent[])
                [
                    Multipart(text: json),
                    Multipart(text: $"\r\n{issuer.Jwt()}\r\n"),
                    Multipart(text: issuer.SdJwt()),
                    Multipart(text: Elsewhere.Here.Put(json, "application/vc")),
                    Multipart(file: Encoding.UTF8.GetBytes(json)),
                    VidimusApp.Form(("text", json)),
                ]
        )
        {
            var page = await Ask(content);
            page.Text.ShouldContain("data-verdict=\"valid\"");
            page.Text.ShouldContain("<h1>Valid</h1>");
            page.Text.ShouldContain("Ada Example");
            page.Text.ShouldContain("what the issuer calls itself");
            foreach (
                var check in (string[])["Signature", "Issuer", "Revocation", "Validity", "Form"]
            )
                page.Text.ShouldContain($"<h3>{check} ");
            page["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("form-action 'none'");
            page["Cache-Control"].ShouldBe("no-store");
        }
        var issued = await (await Programme.Start(App)).Issue();
        foreach (var text in (string[])[issued.Id, issued.VerifyUrl!])
            (await Ask(Multipart(text: text))).Text.ShouldContain("data-verdict=\"valid\"");
        var german = await App.Post(
            "/verify",
            null,
            Multipart(text: json),
            ("Accept-Language", "de")
        );
        german.Should(200).Text.ShouldContain("<html lang=\"de\">");
        german.Text.ShouldContain("Der Nachweis wurde nicht von diesem Server ausgestellt.");
    }

    [Fact]
    public async Task What_speaks_against_it_is_said_in_words()
    {
        using var issuer = new Foreign();
        var expired = issuer.Signed(c => c["validUntil"] = "2026-02-01T00:00:00Z").ToJsonString();
        (await Ask(Multipart(text: expired))).Text.ShouldContain("It expired on 1 February 2026.");
        (await Ask(Multipart(text: expired.Replace("Ada", "Eve")))).Text.ShouldContain(
            "The signature does not match"
        );
        var open = await Ask(Multipart(text: Elsewhere.Here.Put("<html>", "text/html")));
        open.Text.ShouldContain("data-verdict=\"unverifiable\"");
        open.Text.ShouldContain("The link leads to a web page");
        (await Ask(Multipart(text: "hello"))).Text.ShouldContain("data-verdict=\"invalid\"");
        (await Ask(Multipart(text: "cred_00000000000000000000000000"))).Text.ShouldContain(
            "This server has no credential with this id."
        );
    }

    [Theory]
    [InlineData("en", "This is not a credential", "Not valid")]
    [InlineData("de", "Das ist kein Nachweis", "Nicht gültig")]
    public async Task What_is_no_credential_is_called_that_and_has_no_content(
        string language,
        string headline,
        string invalid
    )
    {
        foreach (var text in (string[])["hello", "{\"a\":1}", "{\"a\":", "[]", "eyJhIjoxfQ.x"])
        {
            var page = await App.Post(
                "/verify",
                null,
                Multipart(text: text),
                ("Accept-Language", language)
            );
            page.Should(200).Text.ShouldContain($"<h1>{headline}</h1>", customMessage: text);
            page.Text.ShouldNotContain(invalid);
            page.Text.ShouldNotContain("class=\"paper\"");
        }
        using var issuer = new Foreign();
        var forged = issuer.Signed().ToJsonString().Replace("Ada", "Eve", StringComparison.Ordinal);
        var refused = await App.Post(
            "/verify",
            null,
            Multipart(text: forged),
            ("Accept-Language", language)
        );
        refused.Should(200).Text.ShouldContain($"<h1>{invalid}</h1>");
        refused.Text.ShouldContain("class=\"paper\"");
    }

    [Fact]
    public async Task What_cannot_be_checked_brings_the_form_back_with_the_reason()
    {
        await Back(400, "either text or a file", Multipart());
        await Back(400, "either text or a file", Multipart(text: "x", file: [1]));
        await Back(400, "must begin with https://", Multipart(text: "https://a@example.org/"));
        await Back(413, "too large", Multipart(file: new byte[4_000_000]));
        await Back(400, "either text or a file", Multipart(file: new byte[2_200_000]));
        await Back(400, "could not be read", VidimusApp.Form(("surprise", "x")));
        (await App.Post("/verify", null, """{"text":"x"}""")).Should(415);

        async Task Back(int status, string words, HttpContent content)
        {
            var page = (await App.Post("/verify", null, content)).Should(status);
            page.Text.ShouldContain("<h1 id=\"ask\">");
            page.Text.ShouldContain("role=\"alert\"");
            page.Text.ShouldContain(words);
        }
    }

    [Fact]
    public async Task X1_what_a_foreign_credential_says_is_text()
    {
        using var issuer = new Foreign { Suite = DataIntegrity.EddsaJcs2022 };
        const string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202e";
        var page = await Ask(
            Multipart(
                text: issuer
                    .Signed(c =>
                    {
                        c["id"] = "javascript:alert(1)";
                        c["name"] = evil;
                        c["credentialSubject"]!["name"] = evil;
                        c["credentialSubject"]!["achievement"] =
                            new System.Text.Json.Nodes.JsonObject { ["name"] = evil };
                        c["termsOfUse"] = new System.Text.Json.Nodes.JsonObject { ["type"] = evil };
                    })
                    .ToJsonString()
            )
        );
        page.Text.ShouldNotContain("<script>alert");
        page.Text.ShouldNotContain("<img src=x");
        page.Text.ShouldNotContain("href=\"javascript:");
    }

    [Fact]
    public async Task P14_letters_upon_letters_and_twins_are_shown_as_they_were_signed()
    {
        using var issuer = new Foreign();
        foreach (
            var name in (string[])
                [
                    "A\u0301da",
                    "\u00c1da",
                    "A\u200bda",
                    "Аda",
                    "e" + new string('\u0301', 150_000),
                    "\ud83d\ude00",
                ]
        )
        {
            var json = issuer.Signed(c => c["credentialSubject"]!["name"] = name).ToJsonString();
            (await App.Verify($$"""{"credential":{{json}}}"""))
                .ShouldSay("valid")
                .At("credential", "recipientName")
                .ShouldBe(name);
            (await Ask(Multipart(text: json))).Text.ShouldContain("data-verdict=\"valid\"");
        }
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("%3Cimg%20src=x%20onerror=alert(1)%3E")]
    [InlineData("cred_00000000000000000000000001")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("https:%2F%2Fexample.org%2Fverify%2Fcred_00000000000000000000000000")]
    [InlineData("x*4000")]
    public async Task P16_an_altered_link_finds_the_same_plain_page(string id)
    {
        if (id == "x*4000")
            id = new string('x', 4000);
        var page = (await App.Get($"/verify/{id}", null, ("Accept", "text/html"))).Should(404);
        page.Text.ShouldContain("No such credential");
        page.Text.ShouldBe((await App.Get("/verify/nonsense", null, ("Accept", "text/html"))).Text);
    }

    [Fact]
    public async Task N9_one_address_has_sixteen_verifications_at_once_and_then_waits()
    {
        var held = new TaskCompletionSource();
        var url = Elsewhere.Here.Put(_ => held.Task);
        var waiting = Enumerable
            .Range(0, 16)
            .Select(_ => App.Verify($$"""{"link":"{{url}}"}"""))
            .ToList();
        // The others ask for no connection of their own: on a slow machine they take their places a little later.
        while (Elsewhere.Here.Asked(url) < 8) // connections to one host
            await Task.Delay(20);
        await Task.Delay(500);
        var refused = await App.VerifyId("cred_00000000000000000000000000");
        refused.ShouldBeProblem(503, "UNAVAILABLE");
        refused["Retry-After"].ShouldBe("2");
        (await App.Post("/verify", null, Multipart(text: "x")))
            .Should(503)
            .Text.ShouldContain("role=\"alert\"");
        // Links of ours go on being read.
        var issued = await (await Programme.Start(App)).Issue();
        (await App.Get($"/verify/{issued.Id}?format=json")).ShouldSay("valid");
        held.SetResult();
        foreach (var one in waiting)
            (await one).Should(200);
        (await App.VerifyId("cred_00000000000000000000000000")).ShouldSay("invalid", "not_found");
    }

    private async Task<Answer> Ask(HttpContent content)
    {
        var page = (await App.Post("/verify", null, content)).Should(200);
        page.MediaType.ShouldBe("text/html");
        return page;
    }

    private static MultipartFormDataContent Multipart(string? text = null, byte[]? file = null)
    {
        // As a browser sends it: both inputs, the one that was left empty as an empty part.
        var content = new MultipartFormDataContent
        {
            { new StringContent(text ?? ""), "text" },
            { new ByteArrayContent(file ?? []), "file", file is null ? "\"\"" : "a.json" },
        };
        return content;
    }
}

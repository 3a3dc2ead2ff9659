using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Distribution;

/// <summary>A group's own words for mail.</summary>
public abstract class GroupMailTests(MailApp shared) : Scenario(shared)
{
    public sealed class Sqlite(MailOnSqlite shared)
        : GroupMailTests(shared),
            IClassFixture<MailOnSqlite>;

    public sealed class Postgres(MailOnPostgres shared)
        : GroupMailTests(shared),
            IClassFixture<MailOnPostgres>;

    [Fact]
    public async Task A_group_has_its_own_words_in_each_language_and_a_request_chooses()
    {
        var programme = await Programme.Start(App);
        var path = $"/v1/groups/{programme.GroupId}/mail";
        var shipped = (await programme.Get(path)).Should(200);
        shipped.Json.GetProperty("shipped").TryGetProperty("de", out _).ShouldBeTrue();
        (
            await App.Put(
                path,
                programme.Key.Secret,
                """{"language":"nl","texts":{"nl":{"subject":"Gefeliciteerd {recipient}","text":"Zie {link}"},"en":{"subject":"Well done {recipient}","text":"No place for it"}}}"""
            )
        ).Should(200);
        var dutch = await Mailed(programme, "ada.nl@example.org", null);
        dutch["Subject"].ShouldBe("Gefeliciteerd Ada Example");
        var english = await Mailed(programme, "ada.en@example.org", "en-GB");
        english["Subject"].ShouldBe("Well done Ada Example");
        english.Claim.ShouldNotBeEmpty("a text without a place for the link has it at its end");
        (await App.Put(path, programme.Key.Secret, "{}")).Should(200);
        var german = await Mailed(programme, "ada.de@example.org", "de");
        german.Text.ShouldContain("digitalen Nachweis ausgestellt");
    }

    [Fact]
    public async Task P13_places_are_a_closed_list_and_what_is_put_in_is_never_read_again()
    {
        var programme = await Programme.Start(App);
        var path = $"/v1/groups/{programme.GroupId}/mail";
        foreach (var odd in new[] { "{recipients}", "{Recipient}", "{secret}", "{password}" })
            (
                await App.Put(
                    path,
                    programme.Key.Secret,
                    JsonSerializer.Serialize(
                        new { texts = new { en = new { subject = "x", text = odd } } }
                    )
                )
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "texts.en.text");
        (
            await App.Put(
                path,
                programme.Key.Secret,
                """{"texts":{"not a language":{"subject":"x","text":"x"}}}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR");
        (
            await App.Put(
                path,
                programme.Key.Secret,
                """{"texts":{"en":{"subject":"{recipient}","text":"{{recipient}} {0} {{7*7}} $HOME <b>{recipient}</b>"}}}"""
            )
        ).Should(200);
        var issued = await programme.Issue(
            recipient: """{"name":"{credential} {link}","email":"ada.p13@example.org"}"""
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/distribute")).Should(202);
        var mail = await App.MailTo(shared.Folder, "ada.p13@example.org");
        mail["Subject"].ShouldBe("{credential} {link}");
        mail.Text.ShouldContain(
            "{{credential} {link}} {0} {{7*7}} $HOME <b>{credential} {link}</b>"
        );
        mail.Html!.ShouldContain("&lt;b&gt;<bdi>{credential} {link}</bdi>&lt;/b&gt;");
    }

    [Fact]
    public async Task S12_a_mail_loads_nothing()
    {
        var programme = await Programme.Start(App);
        var path = $"/v1/groups/{programme.GroupId}/mail/preview";
        var preview = (
            await programme.Post(
                path,
                JsonSerializer.Serialize(
                    new
                    {
                        language = "en",
                        texts = new
                        {
                            en = new
                            {
                                subject = "x",
                                text = "<img src=\"https://evil.example/p.png\"> <style>@import url(file:///etc/passwd)</style> {link}",
                            },
                        },
                    }
                )
            )
        ).Should(200);
        var html = preview.At("html")!;
        foreach (
            var loading in new[]
            {
                "<img",
                "<link",
                "<style",
                "<script",
                "src=",
                "url(",
                "@import",
                "background=",
            }
        )
            html.Replace("&quot;", "\"", StringComparison.Ordinal)
                .Replace("src=\"https://evil.example/p.png\"", "", StringComparison.Ordinal)
                .Replace("@import url(file:///etc/passwd)", "", StringComparison.Ordinal)
                .ShouldNotContain(loading);
        html.ShouldContain("&lt;img");
        (
            await App.Post(
                path,
                (await programme.Issuer.KeyWith("credentials:verify")).Secret,
                "{}"
            )
        ).Status.ShouldBe(403);
    }

    private async Task<Eml> Mailed(Programme programme, string address, string? language)
    {
        var issued = await programme.Issue(
            recipient: $$"""{"name":"Ada Example","email":"{{address}}"}"""
        );
        (
            await programme.Post(
                $"/v1/credentials/{issued.Id}/distribute",
                language is null ? null : $$"""{"language":"{{language}}"}"""
            )
        ).Should(202);
        return await App.MailTo(shared.Folder, address);
    }
}

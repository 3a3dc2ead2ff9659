using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>Webhook endpoints and what they were sent, on pages.</summary>
public abstract class WebhookPageTests(SharedApp shared) : Scenario(shared)
{
    private const string New = "/portal/webhooks/new";

    public sealed class Sqlite(ListeningOnSqlite shared)
        : WebhookPageTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : WebhookPageTests(shared),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public async Task An_endpoint_made_on_the_page_is_told_and_its_secret_is_shown_once()
    {
        await using var receiver = Receiver.Answering();
        var (member, programme) = await Live("issuer");
        (await member.Browser.Get(New)).ShouldBePage().Text.ShouldContain("credential.issued");
        (string, string)[] fields =
        [
            ("url", receiver.Url),
            ("description", "Course site"),
            ("events", "credential.*"),
            ("events", "credential.issued"),
            ("headers", "X-Example: a value told to nobody"),
            PageText.Once('c'),
        ];
        var made = (await member.Browser.Post(New, fields)).ShouldBePage();
        var secret = made.TextOf("secret");
        secret.ShouldStartWith("whsec_");
        (await member.Browser.Post(New, fields)).ShouldBePage().Text.ShouldNotContain(secret);
        var endpoint = await Only(programme);
        endpoint.Events.ShouldBe(["credential.*"]);

        await programme.Issue();
        (await receiver.Wait())[0].Headers["x-example"].ShouldBe("a value told to nobody");
        await App.Settled(endpoint.Id);
        var path = $"/portal/webhooks/{endpoint.Id}";
        var page = (await member.Browser.Get(path)).ShouldBePage();
        page.Text.ShouldNotContain(secret);
        page.Text.ShouldNotContain("a value told to nobody");
        var delivery = Regex.Match(page.Text, $"{path}/deliveries/evt_[a-z0-9]+").Value;
        var detail = (await member.Browser.Get(delivery)).ShouldBePage().Text;
        detail.ShouldContain("X-Example: (not shown)", Case.Insensitive);
        detail.ShouldContain("credential.issued");

        (await member.Browser.Post($"{delivery}/resend", PageText.Once('d'))).Should(303);
        await receiver.Wait(2);
        (await member.Browser.Get($"{path}?state=failed&type=credential.*"))
            .ShouldBePage()
            .Text.ShouldContain("No deliveries");
    }

    [Fact]
    public async Task W19_X1_what_a_receiver_answers_and_what_an_address_holds_is_text_and_nothing_else()
    {
        await using var receiver = Receiver.Behaving(i =>
            i.Answer(500, PageText.Script + "\0\u001b[31m\u202e")
        );
        var (member, programme) = await Live("issuer");
        (
            await member.Browser.Submit(
                New,
                New,
                ("url", $"{receiver.Url}?q=%22%3E<script>alarm()</script>"),
                ("description", PageText.Script),
                ("events", "*")
            )
        ).ShouldBePage();
        var endpoint = await Only(programme);
        var path = $"/portal/webhooks/{endpoint.Id}";
        await programme.Issue();
        await App.Settled(endpoint.Id);
        foreach (var shown in (string[])["/portal", "/portal/webhooks", path, $"{path}/edit"])
            (await member.Browser.Get(shown)).ShouldBePage();
        (await member.Browser.Get($"{path}?type={Uri.EscapeDataString(PageText.Script)}"))
            .ShouldBePage()
            .Text.ShouldContain("&lt;script&gt;");
        var page = (await member.Browser.Get(path)).ShouldBePage();
        var delivery = Regex.Match(page.Text, $"{path}/deliveries/evt_[a-z0-9]+").Value;
        var detail = (await member.Browser.Get(delivery)).ShouldBePage().Text;
        detail.ShouldContain("&lt;script&gt;alarm()");
        detail.ShouldNotContain("\0");
        detail.ShouldNotContain("\u001b");
        detail.ShouldNotContain("\u202e");
        var test = (await member.Browser.Post($"{path}/test")).ShouldBePage().Text;
        test.ShouldContain("did not arrive");
        test.ShouldContain("&lt;script&gt;alarm()");
    }

    [Fact]
    public async Task An_endpoint_is_edited_paused_resumed_disabled_recovered_and_deleted_on_its_page()
    {
        await using var receiver = Receiver.Answering();
        var (member, programme) = await Live("issuer");
        var id = await programme.Listen(receiver, "credential.*");
        var path = $"/portal/webhooks/{id}";
        (
            await member.Browser.Submit(
                $"{path}/edit",
                $"{path}/edit",
                ("url", receiver.Url),
                ("description", "Changed"),
                ("events", "group.*")
            )
        ).Should(303);
        (await Only(programme)).Events.ShouldBe(["group.*"]);
        foreach (
            var (act, state) in (IEnumerable<(string, string)>)
                [
                    ("pause", "paused"),
                    ("resume", "active"),
                    ("disable", "disabled"),
                    ("resume", "active"),
                ]
        )
        {
            (await member.Browser.Submit(path, $"{path}/{act}")).Should(303);
            (await Only(programme)).State.ShouldBe(state);
        }
        (await member.Browser.Post($"{path}/recover"))
            .ShouldBePage(400)
            .Text.ShouldContain("Say from which day on");
        var day = App.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd");
        (
            await member.Browser.Submit(path, $"{path}/recover", ("since", day), ("which", "all"))
        ).Should(303);
        (await member.Browser.Get(path)).ShouldBePage().Text.ShouldContain("Recoveries");
        var made = (
            await member.Browser.Post($"{path}/rotate-secret", ("grace", "0"))
        ).ShouldBePage();
        made.TextOf("secret").ShouldStartWith("whsec_");
        (await member.Browser.Submit(path, $"{path}/delete")).Should(303);
        (await member.Browser.Get(path)).ShouldBePage(404);
    }

    [Fact]
    public async Task A_viewer_sees_endpoints_and_changes_none()
    {
        await using var receiver = Receiver.Answering();
        var (member, programme) = await Live("viewer");
        var id = await programme.Listen(receiver);
        var path = $"/portal/webhooks/{id}";
        var page = (await member.Browser.Get(path)).ShouldBePage().Text;
        page.ShouldNotContain($"{path}/delete");
        page.ShouldNotContain($"{path}/test");
        foreach (var act in (string[])["test", "pause", "disable", "delete", "rotate-secret"])
            (await member.Browser.Post($"{path}/{act}")).ShouldBePage(403);
        (await Only(programme)).State.ShouldBe("active");
        var other = await Programme.Start(App);
        (await member.Browser.Get($"/portal/webhooks/{await other.Listen(receiver)}")).ShouldBePage(
            404
        );
    }

    private async Task<(Member, Programme)> Live(string role)
    {
        var member = await App.Member(role);
        await member.Look("live");
        return (member, await Programme.In(member.Issuer));
    }

    private static async Task<(string Id, string State, string[] Events)> Only(Programme programme)
    {
        var one = (await programme.Get("/v1/webhooks"))
            .Should(200)
            .Json.GetProperty("data")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        return (
            one.GetProperty("id").GetString()!,
            one.GetProperty("state").GetString()!,
            [.. one.GetProperty("events").EnumerateArray().Select(e => e.GetString()!)]
        );
    }
}

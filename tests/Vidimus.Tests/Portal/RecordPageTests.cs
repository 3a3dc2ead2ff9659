using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Webhooks;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>What happened: the overview, usage, the audit record and both as files.</summary>
public abstract class RecordPageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ListeningOnSqlite shared)
        : RecordPageTests(shared),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres shared)
        : RecordPageTests(shared),
            IClassFixture<ListeningOnPostgres>;

    [Fact]
    public async Task Each_day_counts_what_was_issued_verified_refuted_delivered_and_not_and_no_other_mode()
    {
        await using var receiver = Receiver.Behaving(i =>
            i.Answer(i.Request.Path.Contains("bad", StringComparison.Ordinal) ? 500 : 204)
        );
        var (member, programme) = await Live("viewer");
        var good = await programme.Listen(receiver, "credential.issued");
        (await programme.TryListen(receiver.Url + "/bad", "credential.issued")).Should(201);
        var (first, second) = (await programme.Issue(), await programme.Issue());
        (
            await programme.Post(
                $"/v1/credentials/{second.Id}/revoke",
                """{"reason":"issued in error"}"""
            )
        ).Should(200);
        await App.Settled(good, 2);
        foreach (var id in (string[])[first.Id, first.Id, second.Id])
            (await App.VerifyId(id)).Should(200);

        JsonElement today = default;
        await Listener.Until(async () =>
        {
            App.Advance(TimeSpan.FromSeconds(1));
            var days = (await programme.Get("/v1/usage/days")).Should(200).Json;
            days.GetProperty("days").GetArrayLength().ShouldBe(30);
            today = days.GetProperty("days").EnumerateArray().Last();
            return Of("verified") == 2
                && Of("refuted") == 1
                && Of("delivered") == 2
                && Of("undelivered") >= 2;
        });
        Of("issued").ShouldBe(2);
        (await App.Get("/v1/usage/days", member.Issuer.Test.Secret))
            .Should(200)
            .Json.GetProperty("days")
            .EnumerateArray()
            .Sum(d => d.GetProperty("issued").GetInt64() + d.GetProperty("verified").GetInt64())
            .ShouldBe(0);
        var other = await App.NewOrganization();
        (await App.Get("/v1/usage/days", other.Live.Secret))
            .Should(200)
            .Json.GetProperty("days")
            .EnumerateArray()
            .Sum(d => d.GetProperty("verified").GetInt64())
            .ShouldBe(0);

        var page = (await member.Browser.Get("/portal")).ShouldBePage().Text;
        page.ShouldContain("<svg class=\"chart\"");
        page.ShouldContain("<span class=\"total\">2</span>");
        page.ShouldContain("1 not valid");
        page.ShouldContain("Nothing arrives at");

        long Of(string name) => today.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task Usage_and_charges_are_shown_narrowed_and_handed_on_as_files()
    {
        var (member, programme) = await Live("viewer");
        await programme.Issue();
        foreach (
            var by in (string[])
                ["day", "key", "environment", "member", "route", "outcome", "action"]
        )
            (await member.Browser.Get($"/portal/usage?by={by}&key={programme.Key.Id}"))
                .ShouldBePage()
                .Text.ShouldContain("Billable actions");
        (await member.Browser.Get("/portal/usage/charges"))
            .ShouldBePage()
            .Text.ShouldContain("credential.issue");
        foreach (var path in (string[])["/portal/usage/export", "/portal/usage/charges/export"])
        {
            var file = (await member.Browser.Get($"{path}?by=action")).Should(200);
            file.MediaType.ShouldBe("text/csv");
            file["Content-Disposition"].ShouldNotBeNull().ShouldStartWith("attachment");
            file["X-Content-Type-Options"].ShouldBe("nosniff");
            file["Cache-Control"].ShouldBe("no-store");
            file.Text.ShouldContain("credential.issue");
        }
        (await member.Browser.Get("/portal/usage?from=2026-12-01&to=2026-11-01")).ShouldBePage(400);
    }

    [Fact]
    public async Task The_audit_record_is_searched_shown_verified_and_handed_on_whole()
    {
        var (member, programme) = await Live("owner");
        var issued = await programme.Issue();
        App.Advance(TimeSpan.FromSeconds(2));
        await Listener.Until(async () =>
            (await programme.Get($"/v1/audit?resourceId={issued.Id}"))
                .Json.GetProperty("data")[0]
                .GetProperty("number")
                .ValueKind == JsonValueKind.Number
        );
        var list = (
            await member.Browser.Get($"/portal/audit?kind=credential.*&resource={issued.Id}")
        ).ShouldBePage();
        list.Text.ShouldContain("credential.issued");
        list.Text.ShouldNotContain("group.created");
        var entry = System.Text.RegularExpressions.Regex.Match(
            list.Text,
            "/portal/audit/fct_[a-z0-9]+"
        );
        (await member.Browser.Get(entry.Value)).ShouldBePage().Text.ShouldContain(issued.Id);

        var verified = (
            await member.Browser.Submit("/portal/audit", "/portal/audit/verify")
        ).ShouldBePage();
        verified.Text.ShouldContain("Nothing is wrong");
        (
            await member.Browser.Post(
                "/portal/audit/verify",
                ("checkpoint", verified.TextOf("token"))
            )
        )
            .ShouldBePage()
            .Text.ShouldContain("Your checkpoint");

        var file = (await member.Browser.Get("/portal/audit/export?format=jsonl")).Should(200);
        file.MediaType.ShouldBe("application/jsonl");
        file["Content-Disposition"].ShouldNotBeNull().ShouldContain("audit.jsonl");
        file.Text.ShouldBe(
            (await App.Get("/v1/audit/export?format=jsonl", await member.Token())).Should(200).Text
        );
        (await member.Browser.Get("/portal/audit/export?format=csv"))
            .Should(200)
            .Text.ShouldContain("credential.issued");
    }

    [Fact]
    public async Task Who_may_not_read_the_record_is_refused_as_a_page_and_gets_no_file()
    {
        var (member, _) = await Live("viewer");
        (await member.Browser.Get("/portal/audit")).ShouldBePage(403);
        var file = (await member.Browser.Get("/portal/audit/export")).ShouldBePage(403);
        file["Content-Disposition"].ShouldBeNull();
    }

    private async Task<(Member, Programme)> Live(string role)
    {
        var member = await App.Member(role);
        await member.Look("live");
        return (member, await Programme.In(member.Issuer));
    }
}

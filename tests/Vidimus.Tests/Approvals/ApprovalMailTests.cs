using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Members;
using Vidimus.Tests.Policies;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>Where a rule says so, those who may decide are told by mail that something waits, and not what.</summary>
public abstract class ApprovalMailTests(WithMail shared) : Scenario(shared)
{
    public sealed class Sqlite(WithMailOnSqlite shared)
        : ApprovalMailTests(shared),
            IClassFixture<WithMailOnSqlite>;

    public sealed class Postgres(WithMailOnPostgres shared)
        : ApprovalMailTests(shared),
            IClassFixture<WithMailOnPostgres>;

    [Fact]
    public async Task Owners_and_administrators_are_told_where_to_decide_and_nothing_of_the_call()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Told","tool":"issueCredential","notify":true}"""
        );
        var viewer = await Assistant.Person(assistant.Issuer, "viewer");
        var id = await assistant.Ask("Grace Hidden");
        // Asking again tells nobody again.
        await assistant.Ask("Grace Hidden");
        var mails = new Mailbox(App, shared.Folder);
        await Patience.Until(
            () => Task.FromResult(Told(mails, assistant.Owner).Length > 0),
            () => App.Advance(TimeSpan.FromMilliseconds(250))
        );
        var mail = Told(mails, assistant.Owner).ShouldHaveSingleItem();
        mail.ShouldContain($"{App.PublicUrl}/portal/approvals/{id}");
        mail.ShouldNotContain("Grace");
        Told(mails, viewer).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_mail_says_what_it_is_that_asks_and_not_to_who_made_its_key_where_four_eyes_are_asked_for()
    {
        var assistant = await Assistant.Start(
            App,
            """{"name":"Told","tool":"issueCredential","notify":true}"""
        );
        await assistant.Ask();
        var mails = new Mailbox(App, shared.Folder);
        await Until(() => Told(mails, assistant.Owner).Length > 0);
        Told(mails, assistant.Owner).ShouldHaveSingleItem().ShouldContain("An assistant wants");

        var programme = await Programme.Start(App);
        var (maker, other) = (
            await Assistant.Person(programme.Issuer, "owner"),
            await Assistant.Person(programme.Issuer, "admin")
        );
        await programme.Issuer.Write(
            "R-NEVER",
            """{"fact":"subject.score","is":"atLeast","value":1}"""
        );
        (
            await programme.Post(
                "/v1/policy-gates",
                """{"name":"A gate","action":"credential.issue","policyId":"R-NEVER","otherwise":"approval","notify":true}"""
            )
        ).Should(201);
        var key = Key.Of(
            (
                await App.Post(
                    "/v1/keys",
                    await maker.Token(),
                    """{"label":"A program","mode":"live","scopes":["write"]}"""
                )
            )
                .Should(201)
                .Json
        );
        Assistant.Pending(await App.Post("/v1/credentials", key.Secret, programme.Body()));
        await Until(() => Told(mails, other).Length > 0);
        var mail = Told(mails, other).ShouldHaveSingleItem();
        mail.ShouldContain("A program wants to call issueCredential");
        mail.ShouldNotContain("assistant");
        Told(mails, maker).ShouldBeEmpty();

        Assistant.Pending(await App.Post("/v1/credentials", await maker.Token(), programme.Body()));
        await Until(() => Told(mails, other).Length > 1);
        Told(mails, other).ShouldContain(m => m.Contains("A member wants to call issueCredential"));
    }

    private async Task Until(Func<bool> told)
    {
        for (var tries = 0; !told() && tries < 200; tries++)
        {
            App.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(25);
        }
    }

    private static string[] Told(Mailbox mails, Member to) =>
        [
            .. mails
                .Now(to.Email)
                .Where(m => m.Contains("/portal/approvals/", StringComparison.Ordinal)),
        ];
}

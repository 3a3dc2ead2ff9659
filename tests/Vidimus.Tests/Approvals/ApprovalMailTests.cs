using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Members;
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
        for (var tries = 0; Told(mails, assistant.Owner).Length == 0 && tries < 200; tries++)
        {
            App.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(25);
        }
        var mail = Told(mails, assistant.Owner).ShouldHaveSingleItem();
        mail.ShouldContain($"{App.PublicUrl}/portal/approvals/{id}");
        mail.ShouldNotContain("Grace");
        Told(mails, viewer).ShouldBeEmpty();
    }

    private static string[] Told(Mailbox mails, Member to) =>
        [
            .. mails
                .Now(to.Email)
                .Where(m => m.Contains("/portal/approvals/", StringComparison.Ordinal)),
        ];
}

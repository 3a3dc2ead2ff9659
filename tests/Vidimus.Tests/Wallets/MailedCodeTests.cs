using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Distribution;
using Xunit;

namespace Vidimus.Tests.Wallets;

/// <summary>Offers to a recipient who can be reached by mail, and who has a page to hide a credential on.</summary>
public abstract partial class MailedCodeTests(MailApp shared) : Scenario(shared)
{
    public sealed class Sqlite(MailOnSqlite shared)
        : MailedCodeTests(shared),
            IClassFixture<MailOnSqlite>;

    public sealed class Postgres(MailOnPostgres shared)
        : MailedCodeTests(shared),
            IClassFixture<MailOnPostgres>;

    private const string ByMail = """{"transactionCode":"mail"}""";

    [Fact]
    public async Task A_code_by_mail_opens_the_offer_is_in_no_answer_and_is_sent_a_few_times_an_hour()
    {
        var programme = await Programme.Start(App);
        (await Offer.Try(programme, (await programme.Issue()).Id, ByMail)).ShouldBeProblem(
            409,
            "RECIPIENT_WITHOUT_ADDRESS"
        );
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada.code@example.org"}"""
        );
        var offer = await Offer.Make(programme, issued, ByMail);
        offer.Digits.ShouldBeNull();
        var mail = await App.MailTo(shared.Folder, "ada.code@example.org");
        var digits = Digits().Match(mail["Subject"]!).Value;
        mail.Text.ShouldContain(digits);
        (await Wallet.On(App).TryRedeem(offer, digits)).Should(200);
        for (var i = 0; i < 4; i++)
            await Offer.Make(programme, issued, ByMail);
        var refused = await Offer.Try(programme, issued.Id, ByMail);
        refused.ShouldBeProblem(429, "TOO_MANY_OFFERS");
        refused["Retry-After"].ShouldNotBeNull();
        (await CodesOf(issued.RecipientId)).ShouldBe(5);
        // Other ways to tell the code are not mail.
        (await Offer.Try(programme, issued.Id)).Should(201);
        App.Advance(TimeSpan.FromMinutes(61));
        await Offer.Make(programme, issued, ByMail);
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        (await CodesOf(issued.RecipientId)).ShouldBe(0);
    }

    private async Task<long> CodesOf(string recipientId) =>
        Convert.ToInt64(
            (
                await App.Query(
                    "SELECT count(*) FROM platform_mails WHERE kind = 'wallet-code' AND resource_id = @id",
                    ("@id", recipientId)
                )
            )[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );

    [Fact]
    public async Task What_its_recipient_hides_cannot_be_taken_until_it_is_shown_again()
    {
        var programme = await Programme.Start(App);
        var (ada, issued, _) = await Visitor.Mailed(
            programme,
            shared.Folder,
            "ada.hides@example.org"
        );
        var wallet = Wallet.On(App);
        var offer = await Offer.Make(programme, issued);
        (await ada.Send(await ada.Open(), $"{ada.Path}/hide")).Should(303);
        (await Offer.Try(programme, issued.Id)).ShouldBeProblem(409, "CREDENTIAL_HIDDEN");
        (await wallet.TryRedeem(offer, offer.Digits)).ShouldBeOAuth(400, "invalid_grant");
        (await ada.Send(await ada.Open(), $"{ada.Path}/show")).Should(303);
        (await wallet.TryRedeem(offer, offer.Digits)).Should(200);
    }

    [GeneratedRegex("[0-9]{6}", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}

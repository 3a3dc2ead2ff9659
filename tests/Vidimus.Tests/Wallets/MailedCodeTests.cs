using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Wallets;

/// <summary>Transaction codes by mail; mail goes into a folder, as in development.</summary>
public sealed partial class MailedCodeTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_code_by_mail_opens_the_offer_is_in_no_answer_and_is_sent_a_few_times_an_hour(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        var folder = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(engine) { Settings = new Dictionary<string, string> { ["Mail:Folder"] = folder } }
        );
        var programme = await Programme.Start(app);
        const string byMail = """{"transactionCode":"mail"}""";
        (await Offer.Try(programme, (await programme.Issue()).Id, byMail)).ShouldBeProblem(
            409,
            "RECIPIENT_WITHOUT_ADDRESS"
        );
        var issued = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        var offer = await Offer.Make(programme, issued, byMail);
        offer.Digits.ShouldBeNull();
        var mail = await Mailed(folder);
        mail.ShouldContain("ada@example.org");
        var digits = Subject().Match(mail).Groups[1].Value;
        var wallet = Wallet.On(app);
        (await wallet.TryRedeem(offer, digits)).Should(200);
        for (var i = 0; i < 4; i++)
            await Offer.Make(programme, issued, byMail);
        var refused = await Offer.Try(programme, issued.Id, byMail);
        refused.ShouldBeProblem(429, "TOO_MANY_OFFERS");
        refused["Retry-After"].ShouldNotBeNull();
        app.Advance(TimeSpan.FromMinutes(61));
        await Offer.Make(programme, issued, byMail);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> Mailed(string folder)
    {
        for (var tries = 0; ; tries++)
        {
            if (Directory.GetFiles(folder, "*.eml") is [var file])
                return await File.ReadAllTextAsync(file);
            tries.ShouldBeLessThan(200, "no mail came");
            await Task.Delay(50);
        }
    }

    [GeneratedRegex(@"Subject: (\d{6}) ", RegexOptions.None, 1000)]
    private static partial Regex Subject();
}

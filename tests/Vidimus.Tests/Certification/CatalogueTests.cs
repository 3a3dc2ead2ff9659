using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>The price list as settings have it.</summary>
public sealed class CatalogueTests
{
    private static (string Name, string Value) Of(string name, string value) =>
        ($"Certification:{name}", value);

    [Fact]
    public async Task Settings_change_single_entries_and_leave_the_others()
    {
        await using var app = await VidimusApp.Start(
            new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["Certification:Currency"] = "eur",
                    ["Certification:GuaranteeText"] = "Accepted, or done again.",
                    ["Certification:GuaranteeUrl"] = "https://agency.example/guarantee",
                    ["Certification:Catalogue:SourceLanguages:uk"] = "standard",
                    ["Certification:Catalogue:SourceLanguages:fa"] = "off",
                    ["Certification:Catalogue:SpeedTiers:rush:PageCents"] = "9900",
                    ["Certification:Catalogue:SpeedTiers:expedited:Offered"] = "false",
                    ["Certification:Catalogue:AddOns:notarization:Available"] = "true",
                    ["Certification:Catalogue:MinimumCents"] = "20000",
                    ["Certification:Catalogue:ReviewAndCertify"] = "false",
                },
            }
        );
        var key = (await (await app.NewOrganization()).VerdacertKey()).Secret;
        var told = (await app.Get("/v1/capabilities", key)).Should(200);
        told.At("currency").ShouldBe("eur");
        told.At("guaranteeUrl").ShouldBe("https://agency.example/guarantee");
        var languages = told.At("supportedSourceLanguages").ShouldNotBeNull();
        languages.ShouldContain("\"uk\"");
        languages.ShouldNotContain("\"fa\"");
        languages.ShouldContain("\"ar\"");
        told.At("speedTiers").ShouldNotBeNull().ShouldNotContain("expedited");
        told.At("productLines").ShouldNotBeNull().ShouldNotContain("review");
        var quote = (
            await app.Post(
                "/v1/quotes",
                key,
                """{"sourceLanguage":"uk","useCase":"uscis","pageCount":2,"speedTier":"rush","addOns":["notarization"]}"""
            )
        ).Should(201);
        // Two pages, up to the minimum, and the notary besides.
        quote
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Select(l =>
                $"{l.GetProperty("code")} {l.GetProperty("quantity")} {l.GetProperty("amountCents")}"
            )
            .ShouldBe(["translation 2 19800", "minimum 1 200", "notarization 1 1995"]);
        quote.At("totalCents").ShouldBe("21995");
    }

    [Theory]
    [InlineData("Currency", "dollars")]
    [InlineData("QuoteHours", "0")]
    [InlineData("GuaranteeUrl", "ftp://agency.example")]
    [InlineData("Catalogue:SourceLanguages:fa", "yes")]
    [InlineData("Catalogue:SourceLanguages:FA", "standard")]
    [InlineData("Catalogue:TargetLanguages:en", "false")]
    [InlineData("Catalogue:DocumentTypes:other", "false")]
    [InlineData("Catalogue:SpeedTiers:standard:Offered", "false")]
    [InlineData("Catalogue:SpeedTiers:rush:SlaHours", "0")]
    [InlineData("Catalogue:SpeedTiers:rush:PageCents", "-1")]
    [InlineData("Catalogue:SpeedTiers:rush:PageCents", "99999999999")]
    [InlineData("Catalogue:AddOns:stamp:Cents", "100")]
    [InlineData("Catalogue:MostPages", "100000")]
    public void A_wrong_setting_is_told_at_the_start_by_its_name(string name, string value)
    {
        var told = Should
            .Throw<InvalidOperationException>(() =>
                Composed.Options(shippedFile: true, Of(name, value))
            )
            .Message;
        told.ShouldStartWith("Certification:");
        foreach (var part in name.Split(':').Take(2))
            told.ShouldContain(part);
    }
}

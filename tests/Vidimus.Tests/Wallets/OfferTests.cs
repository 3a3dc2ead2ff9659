using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Wallets;

public abstract class OfferTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : OfferTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : OfferTests(shared), IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_code_redeemed_by_many_at_once_on_two_nodes_gives_one_token()
    {
        var (_, offer, wallet) = await Offered();
        await using var other = await VidimusApp.Start(new(App.Engine) { Beside = App });
        var elsewhere = new Wallet(other, wallet.Key);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i => (i % 2 == 0 ? wallet : elsewhere).TryRedeem(offer, offer.Digits))
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        foreach (var refused in answers.Where(a => a.Status != 200))
            refused.ShouldBeOAuth(400, "invalid_grant");
        (await wallet.TryRedeem(offer, offer.Digits)).ShouldBeOAuth(400, "invalid_grant");
    }

    [Fact]
    public async Task Wrong_transaction_codes_end_the_offer_also_when_they_come_at_once()
    {
        var (programme, offer, wallet) = await Offered();
        for (var i = 0; i < 4; i++)
            (await wallet.TryRedeem(offer, offer.Wrong)).ShouldBeOAuth(400, "invalid_grant");
        // Without one, or with one where none is asked for, no try is lost.
        (await wallet.TryRedeem(offer)).ShouldBeOAuth(400, "invalid_request");
        (await wallet.TryRedeem(offer, offer.Digits)).Should(200);

        var (_, second, _) = await Offered(programme);
        var guesses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => wallet.TryRedeem(second, second.Wrong))
        );
        guesses.ShouldAllBe(a => a.Status == 400);
        (await wallet.TryRedeem(second, second.Digits)).ShouldBeOAuth(400, "invalid_grant");
        var refusals = await App.Query(
            "SELECT count(*) FROM platform_facts WHERE kind = 'credential.offer-refused'"
        );
        Convert
            .ToInt64(refusals[0][0], System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(9);

        var open = await Offer.Make(
            programme,
            await programme.Issue(),
            """{"transactionCode":"none"}"""
        );
        (await wallet.TryRedeem(open, "123456")).ShouldBeOAuth(400, "invalid_request");
        (await wallet.TryRedeem(open)).Should(200);
    }

    [Fact]
    public async Task An_offer_ends_by_time_and_its_token_too()
    {
        var (programme, offer, wallet) = await Offered(body: """{"lifetimeSeconds":60}""");
        var (_, other, _) = await Offered(programme);
        App.Advance(TimeSpan.FromSeconds(61));
        (await wallet.TryRedeem(offer, offer.Digits)).ShouldBeOAuth(400, "invalid_grant");
        (await App.Get(Uri(offer))).ShouldBeOAuth(404, "not_found");
        var token = await wallet.Redeem(other);
        App.Advance(TimeSpan.FromSeconds(301));
        var proof = wallet.Proof(other, await wallet.Nonce(other));
        var late = await wallet.TryTake(other, token, proof);
        late.ShouldBeOAuth(401, "invalid_token");
        late["WWW-Authenticate"].ShouldBe("Bearer error=\"invalid_token\"");
    }

    [Fact]
    public async Task A_code_and_a_token_are_good_at_their_own_issuer_alone()
    {
        var (programme, offer, wallet) = await Offered();
        var stranger = await Programme.Start(App);
        string[] others =
        [
            $"/openid4vci/{stranger.Issuer.Id}/live",
            $"/openid4vci/{programme.Issuer.Id}/test",
        ];
        foreach (var at in others)
            (await wallet.TryRedeem(offer, offer.Digits, at)).ShouldBeOAuth(400, "invalid_grant");
        var token = await wallet.Redeem(offer);
        foreach (var at in others)
        {
            var proof = wallet.Proof(offer, await wallet.Nonce(offer, at));
            (await wallet.TryTake(offer, token, proof, at: at)).ShouldBeOAuth(401, "invalid_token");
            (await wallet.TryTake(offer, token, proof)).ShouldBeOAuth(400, "invalid_nonce");
        }
        foreach (var nowhere in new[] { "org_x/live", $"{programme.Issuer.Id}/staging" })
            (await wallet.TryRedeem(offer, offer.Digits, $"/openid4vci/{nowhere}")).ShouldBeOAuth(
                404,
                "not_found"
            );
        // Nor can a stranger offer it.
        var id = offer.Json.GetProperty("credentialId").GetString()!;
        (await Offer.Try(stranger, id)).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        var test = await Programme.In(programme.Issuer, test: true);
        (await Offer.Try(test, id)).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
    }

    [Fact]
    public async Task What_has_ended_cannot_be_offered_redeemed_or_taken()
    {
        var programme = await Programme.Start(App);
        var wallet = Wallet.On(App);
        (string Path, string? Body, string Code, int Status)[] endings =
        [
            ("/v1/credentials/{0}/revoke", """{"reason":"a reason"}""", "CREDENTIAL_REVOKED", 409),
            (
                "/v1/credentials/{0}/suspend",
                """{"reason":"a reason"}""",
                "CREDENTIAL_SUSPENDED",
                409
            ),
            ("erase", null, "RECIPIENT_ERASED", 410),
            ("expire", null, "CREDENTIAL_EXPIRED", 409),
        ];
        foreach (var (path, body, code, status) in endings)
        {
            var until = App.Clock.GetUtcNow().AddSeconds(30).ToString("O");
            var more = path == "expire" ? $$""","validUntil":"{{until}}" """ : "";
            var issued = await programme.Issue(more);
            var redeemed = await Offer.Make(programme, issued);
            var token = await wallet.Redeem(redeemed);
            var open = await Offer.Make(programme, issued);
            if (path == "expire")
                App.Advance(TimeSpan.FromSeconds(31));
            else if (path == "erase")
                (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
            else
                (
                    await programme.Post(
                        path.Replace("{0}", issued.Id, StringComparison.Ordinal),
                        body
                    )
                ).Should(200);
            (await Offer.Try(programme, issued.Id)).ShouldBeProblem(status, code);
            (await wallet.TryRedeem(open, open.Digits)).ShouldBeOAuth(400, "invalid_grant");
            var proof = wallet.Proof(redeemed, await wallet.Nonce(redeemed));
            (await wallet.TryTake(redeemed, token, proof)).ShouldBeOAuth(
                400,
                "credential_request_denied"
            );
        }
        var draft = await programme.Draft();
        (await Offer.Try(programme, draft.Id)).ShouldBeProblem(409, "CREDENTIAL_NOT_ISSUED");
    }

    [Fact]
    public async Task A_new_offer_ends_the_one_before_it()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var first = await Offer.Make(programme, issued);
        var second = await Offer.Make(programme, issued);
        var wallet = Wallet.On(App);
        (await wallet.TryRedeem(first, first.Digits)).ShouldBeOAuth(400, "invalid_grant");
        (await wallet.TryRedeem(second, second.Digits)).Should(200);
    }

    [Fact]
    public async Task The_address_of_an_offer_shows_it_until_it_is_redeemed_and_no_store_keeps_it()
    {
        var (_, offer, wallet) = await Offered();
        var shown = (await App.Get(Uri(offer))).Should(200);
        shown["Cache-Control"].ShouldBe("no-store");
        shown.At("credential_issuer").ShouldBe(offer.Issuer.ToString());
        var grant = shown.Json.GetProperty("grants").GetProperty(Offer.Grant);
        grant.GetProperty("pre-authorized_code").GetString().ShouldBe(offer.Code);
        grant.GetProperty("tx_code").GetProperty("length").GetInt32().ShouldBe(6);
        (await App.Get($"/openid4vci/offers/{offer.Code}")).ShouldBeOAuth(404, "not_found");
        (await wallet.Redeem(offer)).ShouldNotBeNull();
        (await App.Get(Uri(offer))).ShouldBeOAuth(404, "not_found");
    }

    [Fact]
    public async Task Nothing_stored_redeems_an_offer()
    {
        var (_, offer, wallet) = await Offered();
        var token = await wallet.Redeem(offer);
        var reference = Uri(offer).Split('/')[^1];
        var rows = await App.Query("SELECT * FROM credentials_wallet_offers");
        var all = string.Join(
            '\n',
            rows.SelectMany(r => r)
                .Select(v => v is byte[] bytes ? Convert.ToBase64String(bytes) : $"{v}")
        );
        all.ShouldNotContain(offer.Code);
        all.ShouldNotContain(reference);
        all.ShouldNotContain(token);
    }

    [Fact]
    public async Task Codes_by_mail_need_an_address_and_are_bounded()
    {
        var programme = await Programme.Start(App);
        const string mail = """{"transactionCode":"mail"}""";
        (await Offer.Try(programme, (await programme.Issue()).Id, mail)).ShouldBeProblem(
            409,
            "MAIL_NOT_CONFIGURED"
        );
    }

    [Theory]
    [InlineData("""{"transactionCode":"sms"}""", "transactionCode")]
    [InlineData("""{"formats":[]}""", "formats")]
    [InlineData("""{"formats":["mso_mdoc"]}""", "formats")]
    [InlineData("""{"formats":["ldp_vc","ldp_vc"]}""", "formats")]
    [InlineData("""{"lifetimeSeconds":3600}""", "lifetimeSeconds")]
    public async Task What_is_wrong_with_an_offer_is_named(string body, string field)
    {
        var programme = await Programme.Start(App);
        (await Offer.Try(programme, (await programme.Issue()).Id, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
    }

    [Fact]
    public async Task Token_requests_are_refused_in_the_words_of_the_specification()
    {
        var (_, offer, wallet) = await Offered();
        var code = ("pre-authorized_code", offer.Code);
        var grant = ("grant_type", Offer.Grant);
        (await wallet.Form(offer.Path, code)).ShouldBeOAuth(400, "invalid_request");
        (await wallet.Form(offer.Path, grant)).ShouldBeOAuth(400, "invalid_request");
        (await wallet.Form(offer.Path, grant, code, code)).ShouldBeOAuth(400, "invalid_request");
        (await wallet.Form(offer.Path, ("grant_type", "authorization_code"), code)).ShouldBeOAuth(
            400,
            "unsupported_grant_type"
        );
        (await wallet.Form(offer.Path, grant, (code.Item1, new string('x', 43)))).ShouldBeOAuth(
            400,
            "invalid_grant"
        );
        (await App.Post($"{offer.Path}/token", null, "{}")).ShouldBeOAuth(400, "invalid_request");
        (
            await wallet.Form(
                offer.Path,
                grant,
                code,
                ("tx_code", offer.Digits!),
                ("authorization_details", """[{"type":"openid_credential"}]""")
            )
        ).ShouldBeOAuth(400, "invalid_authorization_details");
        var asked = JsonSerializer.Serialize(
            new[]
            {
                new
                {
                    type = "openid_credential",
                    credential_configuration_id = offer.Configuration("ldp_vc"),
                },
            }
        );
        var token = (
            await wallet.Form(
                offer.Path,
                grant,
                code,
                ("tx_code", offer.Digits!),
                ("authorization_details", asked)
            )
        ).Should(200);
        token["Cache-Control"].ShouldBe("no-store");
        token.At("token_type").ShouldBe("Bearer");
        var identifier = token
            .Json.GetProperty("authorization_details")[0]
            .GetProperty("credential_identifiers")[0]
            .GetString();
        var proof = wallet.Proof(offer, await wallet.Nonce(offer));
        (
            await wallet.Request(
                offer.Path,
                token.At("access_token"),
                $$"""{"credential_identifier":"{{identifier}}","proofs":{"jwt":["{{proof}}"]} }"""
            )
        ).Should(200);
    }

    private static string Uri(Offer offer) =>
        new Uri(offer.Json.GetProperty("credentialOfferUri").GetString()!).AbsolutePath;

    private async Task<(Programme, Offer, Wallet)> Offered(
        Programme? known = null,
        string body = "{}"
    )
    {
        var programme = known ?? await Programme.Start(App);
        var offer = await Offer.Make(programme, await programme.Issue(), body);
        return (programme, offer, Wallet.On(App));
    }
}

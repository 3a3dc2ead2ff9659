using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>What a person gets who asks what is held about them.</summary>
public abstract class RecipientExportTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : RecipientExportTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RecipientExportTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task An_export_holds_the_record_every_credential_as_signed_and_what_is_on_record()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(Person.Award, Person.Json);
        var draft = await programme.Draft(Person.Award, Person.Json);
        await programme.Issue();
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Mistake"}""")
        ).Should(200);
        var answer = (await programme.Get($"/v1/recipients/{issued.RecipientId}/export")).Should(
            200
        );
        answer.MediaType.ShouldBe("application/json");
        answer["Cache-Control"].ShouldBe("no-store");
        var export = answer.Json;
        var recipient = export.GetProperty("recipient");
        foreach (
            var (member, value) in ((string, string)[])
                [
                    ("id", issued.RecipientId),
                    ("name", Person.Name),
                    ("email", Person.Email),
                    ("externalId", Person.ExternalId),
                ]
        )
            recipient.GetProperty(member).GetString().ShouldBe(value);
        var credentials = export.GetProperty("credentials").EnumerateArray().ToList();
        credentials
            .Select(c => c.GetProperty("credential").GetProperty("id").GetString())
            .ShouldBe([issued.Id, draft.Id], ignoreOrder: true); // made within one millisecond
        JsonElement Of(Issued one) =>
            credentials.Single(c =>
                c.GetProperty("credential").GetProperty("id").GetString() == one.Id
            );
        Of(issued)
            .GetProperty("credential")
            .GetProperty("custom")
            .GetProperty("note")
            .GetString()
            .ShouldBe("custom-value-7c1e");
        Of(issued)
            .GetProperty("document")
            .GetRawText()
            .ShouldBe((await programme.Get($"/v1/credentials/{issued.Id}/document")).Text);
        Of(issued)
            .GetProperty("jwt")
            .GetString()
            .ShouldBe((await programme.Get($"/v1/credentials/{issued.Id}/document?form=jwt")).Text);
        Of(draft).GetProperty("document").ValueKind.ShouldBe(JsonValueKind.Null);
        Kinds(export)
            .ShouldBe(
                [
                    "recipient.exported",
                    "credential.issued",
                    "credential.revoked",
                    "credential.drafted",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task That_data_was_given_out_is_on_record_with_who_took_it()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var taker = await programme.Issuer.KeyWith("recipients:export");
        var path = $"/v1/recipients/{issued.RecipientId}/export";
        (await App.Get(path, taker.Secret)).Should(200);
        var fact = (
            await App.Query(
                "SELECT actor_id, members FROM platform_facts WHERE organization_id = @o AND kind = 'recipient.exported'",
                ("o", programme.Issuer.Id)
            )
        ).ShouldHaveSingleItem();
        fact.ShouldBe([taker.Id, "{}"]);
        (await App.Get(path, (await programme.Issuer.KeyWith("write")).Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Get(path, programme.Issuer.Test.Secret)).ShouldBeProblem(
            404,
            "RECIPIENT_NOT_FOUND"
        );
        (await programme.Delete($"/v1/recipients/{issued.RecipientId}")).Should(204);
        (await App.Get(path, taker.Secret)).ShouldBeProblem(404, "RECIPIENT_NOT_FOUND");
    }

    [Fact]
    public async Task An_export_holds_links_and_offers_to_wallets_without_their_secrets()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        for (var i = 0; i < 2; i++)
            (await programme.Post($"/v1/credentials/{issued.Id}/claim")).Should(201);
        (await Wallets.Offer.Try(programme, issued.Id)).Should(201);
        var export = (await programme.Get($"/v1/recipients/{issued.RecipientId}/export"))
            .Should(200)
            .Json;
        export.GetProperty("erasureRequestedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        var credential = export.GetProperty("credentials")[0];
        var claims = credential.GetProperty("claims").EnumerateArray().ToList();
        claims.Count.ShouldBe(2);
        claims.ShouldAllBe(c => c.GetProperty("way").GetString() == "staff");
        claims.Count(c => c.GetProperty("endedAt").ValueKind == JsonValueKind.Null).ShouldBe(1);
        var offer = credential.GetProperty("walletOffers").EnumerateArray().Single();
        offer.GetProperty("formats").GetArrayLength().ShouldBeGreaterThan(0);
        offer.GetProperty("redeemedAt").ValueKind.ShouldBe(JsonValueKind.Null);
        credential.GetProperty("walletCopies").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_export_of_many_credentials_holds_each_of_them_once()
    {
        var programme = await Programme.Start(App);
        var rows = string.Join(
            ',',
            Enumerable.Range(0, 120).Select(_ => $$"""{"recipient":{{Person.Json}}}""")
        );
        var list = (
            await programme.Post(
                "/v1/credentials/batch",
                $$"""{"groupId":"{{programme.GroupId}}","rows":[{{rows}}]}"""
            )
        ).Should(200);
        var made = list
            .Json.GetProperty("rows")
            .EnumerateArray()
            .Select(r => r.GetProperty("credential").GetProperty("id").GetString()!)
            .ToList();
        var recipient = Issued.Of(await programme.Credential(made[0])).RecipientId;
        var export = (await programme.Get($"/v1/recipients/{recipient}/export")).Should(200).Json;
        export
            .GetProperty("credentials")
            .EnumerateArray()
            .Select(c => c.GetProperty("credential").GetProperty("id").GetString())
            .ShouldBe(made.Order(StringComparer.Ordinal));
        Kinds(export).Count(k => k == "credential.issued").ShouldBe(120);
    }

    [Fact]
    public async Task Answers_kept_for_a_deleted_draft_go_with_it()
    {
        var programme = await Programme.Start(App);
        var body = programme.Body(""","draft":true""", Person.Unknown);
        var draft = Issued.Of(
            (await programme.Post("/v1/credentials", body, ("Idempotency-Key", "d"))).Should(201)
        );
        (await programme.Delete($"/v1/credentials/{draft.Id}")).Should(204);
        (await programme.Get($"/v1/recipients/{draft.RecipientId}")).Should(404);
        (await programme.Post("/v1/credentials", body, ("Idempotency-Key", "d")))[
            "Idempotency-Replayed"
        ]
            .ShouldBeNull();
    }

    private static IEnumerable<string> Kinds(JsonElement export) =>
        export
            .GetProperty("facts")
            .EnumerateArray()
            .Select(f => f.GetProperty("kind").GetString()!);
}

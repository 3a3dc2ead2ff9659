using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class ReadingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : ReadingTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : ReadingTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_credential_is_found_by_every_form_of_its_id()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var expected = (await programme.Get($"/v1/credentials/{issued.Id}")).Should(200).Text;
        foreach (
            var form in (string[])
                [
                    issued.Uuid,
                    issued.Uuid.ToUpperInvariant(),
                    issued.Uuid.Replace("-", ""),
                    "urn:uuid:" + issued.Uuid,
                    issued.VerifyUrl!,
                    issued.VerifyUrl + "/",
                    $"{App.Url}credential/{issued.Uuid}",
                ]
        )
            (await programme.Get($"/v1/credentials/{Uri.EscapeDataString(form)}"))
                .Should(200)
                .Text.ShouldBe(expected, form);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("cred_")]
    [InlineData("cred_zzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("grp_00000000000000000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("%27%20OR%201%3D1--")]
    [InlineData("https%3A%2F%2Fexample.org%2F")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    public async Task P16_an_id_that_names_nothing_is_not_found_whatever_its_form(string id)
    {
        var programme = await Programme.Start(App);
        await programme.Issue();
        var unknown = (
            await programme.Get("/v1/credentials/cred_00000000000000000000000000")
        ).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
        (await programme.Get($"/v1/credentials/{id}"))
            .ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND")
            .Neutral()
            .ShouldBe(unknown.Neutral());
    }

    [Fact]
    public async Task The_signed_forms_are_the_same_bytes_for_ever()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","subject":{"score":1.50}""");
        var json = (await programme.Get($"/v1/credentials/{issued.Id}/document")).Should(200);
        var jwt = (await programme.Get($"/v1/credentials/{issued.Id}/document?form=jwt")).Should(
            200
        );
        (json.MediaType, jwt.MediaType).ShouldBe(("application/vc", "application/vc+jwt"));
        issued
            .Json.GetProperty("digest")
            .GetString()
            .ShouldBe(Multibase.EncodeBase64Url(SHA256.HashData(json.Bytes)));
        var parsed = jwt.Text.Split('.');
        parsed.Length.ShouldBe(3);
        var payload = Encoding.UTF8.GetString(
            System.Buffers.Text.Base64Url.DecodeFromChars(parsed[1])
        );
        payload.ShouldContain($"\"id\":\"{issued.VerifyUrl}\"");
        payload.ShouldNotContain("\"proof\"");
        (await programme.Patch($"/v1/groups/{programme.GroupId}", """{"name":"Renamed"}""")).Should(
            200
        );
        (
            await App.Patch(
                "/v1/organization",
                programme.Key.Secret,
                """{"name":"Renamed Academy"}"""
            )
        ).Should(200);
        (await programme.Issue()).Id.ShouldNotBe(issued.Id);
        (await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        App.Advance(TimeSpan.FromDays(2));
        (await programme.Get($"/v1/credentials/{issued.Id}/document?form=json"))
            .Should(200)
            .Bytes.ShouldBe(json.Bytes);
        (await App.Get($"/verify/{issued.Id}/document")).Should(200).Bytes.ShouldBe(json.Bytes);
        (await App.Get($"/verify/{issued.Id}/document?form=jwt"))
            .Should(200)
            .Bytes.ShouldBe(jwt.Bytes);
        (await App.Get($"/verify/{issued.Uuid}/document"))
            .Should(200)
            .MediaType.ShouldBe("application/vc");
        (await programme.Get($"/v1/credentials/{issued.Id}/document?form=xml")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "form"
        );
        (await App.Get($"/verify/{issued.Id}/document?form=xml")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "form"
        );
    }

    [Fact]
    public async Task The_receipt_is_checked_with_the_published_keys()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var receipt = (await programme.Get($"/v1/credentials/{issued.Id}/receipt")).Should(200);
        receipt.MediaType.ShouldBe("application/jose");
        var keys = (await App.Get("/.well-known/jwks.json")).Should(200);
        keys.MediaType.ShouldBe("application/jwk-set+json");
        keys.Text.ShouldNotContain("\"d\"");
        var read = Receipt.Verify(receipt.Text, (id, _) => Jwk.Find(keys.Json, id));
        read.Proof.Outcome.ShouldBe(ProofOutcome.Pass);
        var payload = read.Payload!.Value;
        payload.GetProperty("credentialId").GetString().ShouldBe(issued.Id);
        payload.GetProperty("organizationId").GetString().ShouldBe(programme.Issuer.Id);
        payload
            .GetProperty("digest")
            .GetString()
            .ShouldBe(issued.Json.GetProperty("digest").GetString());
        payload.GetProperty("mode").GetString().ShouldBe("live");
        payload
            .GetProperty("issuedAt")
            .GetString()
            .ShouldBe(issued.Json.GetProperty("issuedAt").GetString());
        payload.GetProperty("iss").GetString().ShouldBe(App.Url.GetLeftPart(UriPartial.Authority));
        (await programme.Get($"/v1/credentials/{issued.Id}/receipt"))
            .Should(200)
            .Text.ShouldBe(receipt.Text);
    }

    [Fact]
    public async Task Credentials_are_listed_newest_first_and_none_twice_or_never_while_the_list_changes()
    {
        var programme = await Programme.Start(App);
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
            made.Insert(0, (await Next(programme)).Id);
        var seen = await programme.AllIds(
            "/v1/credentials?limit=3",
            async () => await Next(programme)
        );
        seen.ShouldBe(made);
    }

    [Fact]
    public async Task Credentials_are_found_by_group_state_external_id_and_name()
    {
        var programme = await Programme.Start(App);
        var other = await Programme.In(programme.Issuer);
        var ada = await Next(programme, """{"name":"Ada Example","externalId":"s-1"}""");
        var bo = await Next(programme, """{"name":"BO Example","externalId":"S-1"}""");
        var draft = await programme.Draft();
        App.Advance(TimeSpan.FromMilliseconds(2));
        var end = DateTimeOffset.FromUnixTimeSeconds(App.Clock.Now.AddHours(1).ToUnixTimeSeconds());
        var ended = await programme.Issue($""","validUntil":"{end:yyyy-MM-ddTHH:mm:ssZ}" """);
        App.Advance(TimeSpan.FromMilliseconds(2));
        var elsewhere = await Next(other, """{"name":"Ada Example","externalId":"s-1"}""");
        (await programme.Post($"/v1/credentials/{bo.Id}/revoke", """{"reason":"x"}""")).Should(200);
        await Finds($"groupId={programme.GroupId}", ended.Id, draft.Id, bo.Id, ada.Id);
        await Finds($"groupId={other.Number}", elsewhere.Id);
        await Finds("externalId=s-1", elsewhere.Id, ada.Id);
        await Finds("externalId=S-1", bo.Id);
        await Finds("externalId=s-1&groupId=" + programme.GroupId, ada.Id);
        await Finds("text=bo%20ex", bo.Id);
        await Finds("text=ADA&state=issued", elsewhere.Id, ended.Id, ada.Id);
        await Finds("state=draft", draft.Id);
        await Finds("state=revoked", bo.Id);
        await Finds("state=expired");
        await Finds("state=suspended");
        App.Advance(end - App.Clock.Now - TimeSpan.FromMilliseconds(1));
        await Finds("state=expired");
        App.Advance(TimeSpan.FromMilliseconds(1));
        await Finds("state=expired", ended.Id);
        await Finds("state=issued", elsewhere.Id, ada.Id);
        (await programme.Credential(ended.Id)).GetProperty("state").GetString().ShouldBe("expired");
        (
            await programme.Get("/v1/credentials?groupId=grp_00000000000000000000000000")
        ).ShouldBeProblem(404, "GROUP_NOT_FOUND", "groupId");
        (await programme.Get("/v1/credentials?state=lost")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "state"
        );
        (await programme.Get("/v1/credentials?updatedSince=yesterday")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "updatedSince"
        );

        async Task Finds(string filter, params string[] ids) =>
            (await programme.Get($"/v1/credentials?{filter}")).Ids().ShouldBe(ids, filter);
    }

    [Fact]
    public async Task Whoever_follows_by_time_of_change_misses_nothing()
    {
        var programme = await Programme.Start(App);
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Add((await Next(programme)).Id);
        var since = App.Clock.Now;
        await programme.Issue();
        await programme.Issue();
        App.Advance(TimeSpan.FromMilliseconds(2));
        (await programme.Post($"/v1/credentials/{made[1]}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        var once = false;
        var seen = await programme.AllIds(
            $"/v1/credentials?updatedSince={since:yyyy-MM-ddTHH:mm:ss.fffZ}&limit=1",
            async () =>
            {
                App.Advance(TimeSpan.FromMilliseconds(2));
                if (!once)
                    (
                        await programme.Post(
                            $"/v1/credentials/{made[3]}/revoke",
                            """{"reason":"x"}"""
                        )
                    ).Should(200);
                once = true;
            }
        );
        seen.Count.ShouldBe(4);
        seen.Distinct().Count().ShouldBe(4);
        seen[2..].ShouldBe([made[1], made[3]]);
        seen.ShouldNotContain(made[0]);
    }

    [Fact]
    public async Task A_changed_or_foreign_cursor_is_refused()
    {
        var programme = await Programme.Start(App);
        var other = await Programme.Start(App);
        var test = await Programme.In(programme.Issuer, test: true);
        foreach (var of in (Programme[])[programme, other, test])
        {
            await of.Issue();
            await of.Issue();
        }
        var cursor = (await programme.Get("/v1/credentials?limit=1")).Should(200).At("nextCursor")!;
        (await programme.Get($"/v1/credentials?limit=1&cursor={cursor}")).Should(200);
        foreach (
            var answer in (Answer[])
                [
                    await other.Get($"/v1/credentials?limit=1&cursor={cursor}"),
                    await test.Get($"/v1/credentials?limit=1&cursor={cursor}"),
                    await programme.Get($"/v1/credentials?limit=1&state=issued&cursor={cursor}"),
                    await programme.Get(
                        $"/v1/credentials?limit=1&groupId={programme.GroupId}&cursor={cursor}"
                    ),
                    await programme.Get($"/v1/credentials?limit=1&externalId=x&cursor={cursor}"),
                    await programme.Get(
                        $"/v1/credentials?limit=1&updatedSince=2026-01-01T00:00:00Z&cursor={cursor}"
                    ),
                    await programme.Get($"/v1/groups?limit=1&cursor={cursor}"),
                    await programme.Get($"/v1/credentials?limit=1&cursor={cursor[..^4]}AAAA"),
                    await programme.Get("/v1/credentials?limit=1&cursor=*"),
                ]
        )
            answer.ShouldBeProblem(400, "INVALID_CURSOR");
    }

    private async Task<Issued> Next(
        Programme programme,
        string recipient = """{"name":"Ada Example"}"""
    )
    {
        var issued = await programme.Issue(recipient: recipient);
        App.Advance(TimeSpan.FromMilliseconds(2));
        return issued;
    }
}

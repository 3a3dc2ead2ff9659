using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

public abstract class FormTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : FormTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : FormTests(shared), IClassFixture<OnPostgres>;

    private static readonly JsonElement Holder = JsonElement.Parse(
        """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"""
    );

    [Fact]
    public async Task The_json_form_has_one_proof_of_its_statements_in_an_array()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","subject":{"grade":"A"}""");
        var document = (await Form(issued.Id, "json")).Should(200);
        document.MediaType.ShouldBe("application/vc");
        var proof = document.Json.GetProperty("proof");
        proof.GetArrayLength().ShouldBe(1);
        proof[0].GetProperty("cryptosuite").GetString().ShouldBe("eddsa-rdfc-2022");
        (await App.Verify($$"""{"credential":{{document.Text}}}""")).ShouldSay("valid");
    }

    [Fact]
    public async Task The_jcs_form_says_the_same_under_a_proof_of_its_text()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","subject":{"grade":"A"}""");
        var (json, jcs) = (
            await Form(issued.Id, "json"),
            (await Form(issued.Id, "jcs")).Should(200)
        );
        jcs.Json.GetProperty("proof")[0]
            .GetProperty("cryptosuite")
            .GetString()
            .ShouldBe("eddsa-jcs-2022");
        Unsigned(jcs).ShouldBe(Unsigned(json));
    }

    [Fact]
    public async Task An_sd_jwt_keeps_back_all_that_is_about_the_person()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","subject":{"grade":"A","hours":16}""");
        var answer = (await Form(issued.Id, "sd-jwt")).Should(200);
        answer.MediaType.ShouldBe("application/dc+sd-jwt");
        var payload = Payload(answer.Text);
        payload.ShouldNotContain("Ada Example");
        payload.ShouldNotContain("\"grade\"");
        var claims = JsonElement.Parse(payload);
        claims
            .GetProperty("vct")
            .GetString()
            .ShouldBe($"{App.PublicUrl}/credential-types/{programme.GroupId}");
        claims
            .GetProperty("status")
            .GetProperty("status_list")
            .GetProperty("uri")
            .GetString()!
            .ShouldEndWith("/token");
        // Decoys fill up, so that the number of hidden claims shows only roughly.
        (claims.GetProperty("_sd").GetArrayLength() % 4).ShouldBe(0);
        var disclosed = string.Concat(
            answer.Text.Split('~')[1..^1].Select(d => Encoding.UTF8.GetString(Decode(d)))
        );
        disclosed.ShouldContain("Ada Example");
        disclosed.ShouldContain("\"hours\"");
    }

    [Fact]
    public async Task An_sd_jwt_is_bound_to_the_holders_key_by_who_may_issue()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var path = $"/v1/credentials/{issued.Id}/sd-jwt";
        var body = $$"""{"holderKey":{{Holder.GetRawText()}}}""";
        var bound = (await programme.Post(path, body)).Should(200);
        var key = JsonElement.Parse(Payload(bound.Text)).GetProperty("cnf").GetProperty("jwk");
        key.GetProperty("x").GetString().ShouldBe(Holder.GetProperty("x").GetString());
        (await programme.Post(path, "{}")).ShouldBeProblem(400, "VALIDATION_ERROR", "holderKey");
        (await programme.Post(path, """{"holderKey":{"kty":"RSA"}}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "holderKey"
        );
        var reader = await programme.Issuer.KeyWith("credentials:read");
        (await App.Post(path, reader.Secret, body)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
        var stranger = await Programme.Start(App);
        (await stranger.Post(path, body)).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
    }

    [Fact]
    public async Task The_type_of_an_sd_jwt_can_be_looked_up()
    {
        var programme = await Programme.Start(App, more: ""","description":"Two days." """);
        await programme.Issue();
        var type = (await App.Get($"/credential-types/{programme.GroupId}")).Should(200);
        (type.At("vct"), type.At("name"), type.At("description")).ShouldBe(
            ($"{App.PublicUrl}/credential-types/{programme.GroupId}", "First Aid", "Two days.")
        );
        (await App.Get("/credential-types/grp_01k00000000000000000000000")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_type_is_public_once_something_was_issued_of_it_and_a_test_group_says_so()
    {
        var programme = await Programme.Start(App);
        var path = $"/credential-types/{programme.GroupId}";
        (await App.Get(path)).ShouldBeProblem(404, "NOT_FOUND");
        await programme.Draft();
        (await App.Get(path)).ShouldBeProblem(404, "NOT_FOUND");
        var issued = await programme.Issue();
        (await App.Get(path)).Should(200).At("name").ShouldBe("First Aid");
        // What was once shown about must go on having a name.
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Error"}""")
        ).Should(200);
        (await App.Get(path)).Should(200);

        var test = await Programme.Start(App, test: true);
        path = $"/credential-types/{test.GroupId}";
        (await App.Get(path)).ShouldBeProblem(404, "NOT_FOUND");
        await test.Issue();
        var type = (await App.Get(path)).Should(200);
        type.At("name").ShouldBe("Test: First Aid");
        type.Json.GetProperty("display")[0]
            .GetProperty("name")
            .GetString()
            .ShouldBe("Test: First Aid");
    }

    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("svg", "image/svg+xml")]
    public async Task A_picture_holds_the_signed_credential(string form, string type)
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var picture = (await Form(issued.Id, form)).Should(200);
        picture.MediaType.ShouldBe(type);
        BakedImage
            .TryExtract(picture.Bytes, out var credential, out var reason)
            .ShouldBeTrue(reason);
        JsonNode
            .DeepEquals(
                JsonNode.Parse(credential),
                JsonNode.Parse((await Form(issued.Id, "json")).Bytes)
            )
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_picture_of_ones_own_is_baked_unless_it_could_do_harm()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var png = (await Form(issued.Id, "png")).Bytes;
        var baked = await Bake(programme, issued.Id, png, "image/png");
        BakedImage.TryExtract(baked.Should(200).Bytes, out _, out var reason).ShouldBeTrue(reason);
        foreach (
            var harm in (string[])
                [
                    "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                    "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
                    "not a picture",
                    "",
                ]
        )
            (
                await Bake(programme, issued.Id, Encoding.UTF8.GetBytes(harm), "image/svg+xml")
            ).ShouldBeProblem(400, "VALIDATION_ERROR", "(body)");
    }

    [Fact]
    public async Task A_verification_says_where_every_form_is_and_each_of_them_verifies()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(""","subject":{"grade":"A"}""");
        var urls = (await App.VerifyId(issued.Id)).Should(200).Json.GetProperty("documentUrls");
        urls.EnumerateObject()
            .Select(u => u.Name)
            .ShouldBe(["json", "jwt", "jcs", "sdJwt", "svg", "png", "pdf", "pageSvg"]);
        foreach (var url in urls.EnumerateObject())
        {
            var form = (await App.Get(new Uri(url.Value.GetString()!).PathAndQuery)).Should(200);
            var file = Convert.ToBase64String(form.Bytes);
            (await App.Verify($$"""{"file":"{{file}}"}""")).ShouldSay("valid");
        }
    }

    [Fact]
    public async Task Every_form_is_refused_for_a_draft_an_erased_recipient_and_an_unknown_name()
    {
        var programme = await Programme.Start(App);
        var draft = await programme.Draft();
        var erased = await programme.Issue();
        (await programme.Delete($"/v1/recipients/{erased.RecipientId}")).Status.ShouldBeLessThan(
            300
        );
        foreach (
            var form in (string[])
                ["json", "jcs", "jwt", "sd-jwt", "png", "svg", "pdf", "page-svg", "page-png"]
        )
        {
            (
                await programme.Get($"/v1/credentials/{draft.Id}/document?form={form}")
            ).ShouldBeProblem(409, "CREDENTIAL_NOT_ISSUED");
            (await Form(draft.Id, form)).ShouldBeProblem(404, "CREDENTIAL_NOT_FOUND");
            (await Form(erased.Id, form)).ShouldBeProblem(410, "RECIPIENT_ERASED");
        }
        (await Form(erased.Id, "docx")).ShouldBeProblem(400, "VALIDATION_ERROR", "form");
    }

    [Fact]
    public async Task What_no_context_gives_a_meaning_is_refused_before_it_is_signed()
    {
        var programme = await Programme.Start(App);
        foreach (
            var (member, value) in new[]
            {
                ("proof", "\"x\""),
                ("sub", "\"no address\""),
                ("Achievement", "1"),
                ("grades", "[1,[2]]"),
            }
        )
        {
            var refused = await programme.TryIssue($$""","subject":{"{{member}}":{{value}}}""");
            refused.ShouldBeProblem(400, "VALIDATION_ERROR");
            refused.At("error", "field").ShouldNotBeNull().ShouldStartWith("subject");
        }
        (await programme.Counts()).ShouldBe((0, 0));
    }

    private Task<Answer> Form(string id, string form) =>
        App.Get($"/verify/{id}/document?form={form}");

    private async Task<Answer> Bake(Programme programme, string id, byte[] image, string type)
    {
        var content = new ByteArrayContent(image);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/credentials/{id}/bake")
        {
            Content = content,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            programme.Key.Secret
        );
        return await App.Send(request);
    }

    private static string Unsigned(Answer document)
    {
        var json = JsonNode.Parse(document.Bytes)!.AsObject();
        json.Remove("proof");
        return json.ToJsonString();
    }

    private static string Payload(string token) =>
        Encoding.UTF8.GetString(Decode(token.Split('~')[0].Split('.')[1]));

    private static byte[] Decode(string text) =>
        System.Buffers.Text.Base64Url.DecodeFromChars(text);
}

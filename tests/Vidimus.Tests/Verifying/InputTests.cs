using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verifying;

/// <summary>Every form in which a credential comes, by every way in which it can be given.</summary>
public abstract class InputTests(ReachingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReachingOnSqlite shared)
        : InputTests(shared),
            IClassFixture<ReachingOnSqlite>;

    public sealed class Postgres(ReachingOnPostgres shared)
        : InputTests(shared),
            IClassFixture<ReachingOnPostgres>;

    // One transparent pixel.
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    );

    private static readonly byte[] Drawing = Encoding.UTF8.GetBytes(
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>"""
    );

    /// <summary>A credential's forms: name, media type, bytes.</summary>
    private static (string Name, string Type, byte[] Bytes)[] Forms(Foreign issuer)
    {
        var (json, jwt) = (issuer.Signed().ToJsonString(), issuer.Jwt());
        return
        [
            ("json", "application/vc", Encoding.UTF8.GetBytes(json)),
            ("indented", "application/ld+json", Encoding.UTF8.GetBytes($"\uFEFF \r\n{json}\n")),
            ("jwt", "application/vc+jwt", Encoding.ASCII.GetBytes(jwt)),
            ("sd-jwt", "application/dc+sd-jwt", Encoding.ASCII.GetBytes(issuer.SdJwt())),
            ("enveloped", "application/vc", Encoding.UTF8.GetBytes(Envelope("vc+jwt", jwt))),
            (
                "enveloped sd-jwt",
                "application/vc",
                Encoding.UTF8.GetBytes(Envelope("dc+sd-jwt", issuer.SdJwt()))
            ),
            ("png", "image/png", Baked(Pixel, json)),
            ("png with jwt", "image/png", Baked(Pixel, jwt)),
            ("svg", "image/svg+xml", Baked(Drawing, json)),
            ("svg with jwt", "image/svg+xml", Baked(Drawing, jwt)),
        ];
    }

    [Fact]
    public async Task Every_form_is_read_however_it_is_given()
    {
        using var issuer = new Foreign();
        foreach (var (name, type, bytes) in Forms(issuer))
        {
            var answers = new Dictionary<string, Answer>
            {
                ["raw"] = await Raw(bytes, type),
                ["mislabelled"] = await Raw(bytes, "text/plain"),
                ["upload"] = await App.Post("/v1/verifications", null, Multipart("file", bytes)),
                ["base64"] = await App.Verify($$"""{"file":"{{Convert.ToBase64String(bytes)}}"}"""),
                ["link"] = await App.Verify(
                    $$"""{"link":"{{Elsewhere.Here.Put(bytes, "application/octet-stream")}}#top"}"""
                ),
                ["pasted link"] = await App.Verify(
                    $$"""{"text":" {{Elsewhere.Here.Put(bytes, type)}}\n"}"""
                ),
            };
            if (!type.StartsWith("image/", StringComparison.Ordinal))
            {
                var text = Encoding.UTF8.GetString(bytes);
                answers["text"] = await App.Verify(
                    $$"""{"text":{{JsonSerializer.Serialize(text)}}}"""
                );
                answers["uploaded text"] = await App.Post(
                    "/v1/verifications",
                    null,
                    Multipart("text", bytes)
                );
            }
            foreach (var (way, said) in answers)
            {
                said.Status.ShouldBe(200, $"{name} by {way}: {said.Text}");
                said.At("verdict").ShouldBe("valid", $"{name} by {way}: {said.Text}");
                (said.Outcome("proof"), said.Outcome("issuer"), said.Outcome("schema")).ShouldBe(
                    ("pass", "pass", "pass"),
                    $"{name} by {way}"
                );
                said.At("credential", "recipientName").ShouldBe("Ada Example", $"{name} by {way}");
                said.At("credential", "issuer", "id").ShouldBe(issuer.Did);
            }
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jcs")]
    [InlineData("jwt")]
    [InlineData("sd-jwt")]
    [InlineData("svg")]
    [InlineData("png")]
    public async Task Every_form_that_we_issue_is_valid_and_on_our_record(string form)
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            $""","validUntil":"{App.Clock.Now.AddDays(10):yyyy-MM-ddTHH:mm:ssZ}" """
        );
        var document = (await App.Get($"/verify/{issued.Id}/document?form={form}")).Should(200);
        var ways = new Func<Task<Answer>>[]
        {
            () => Raw(document.Bytes, document.MediaType!),
            () => App.Post("/v1/verifications", null, Multipart("file", document.Bytes)),
        };
        foreach (var way in ways)
        {
            var said = (await way()).ShouldSay("valid");
            foreach (
                var check in (string[])["proof", "issuer", "status", "validity", "schema", "record"]
            )
                said.Outcome(check).ShouldBe("pass", said.Text);
            (
                said.At("credential", "id"),
                said.At("credential", "name"),
                said.At("credential", "recipientName"),
                said.At("mode")
            ).ShouldBe((issued.Id, "First Aid", "Ada Example", "live"));
        }
        (
            await programme.Post($"/v1/credentials/{issued.Id}/suspend", """{"reason":"Inquiry"}""")
        ).Should(200);
        (await ways[0]()).ShouldSay("invalid", "suspended");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"Fraud"}""")
        ).Should(200);
        (await ways[0]()).ShouldSay("invalid", "revoked");
    }

    [Fact]
    public async Task Our_own_links_are_read_from_the_record_and_never_fetched()
    {
        var issued = await (await Programme.Start(App)).Issue();
        foreach (
            var link in (string[])
                [
                    issued.VerifyUrl!,
                    issued.VerifyUrl + "/document?form=json",
                    issued.VerifyUrl + "?format=json#x",
                    $"{App.PublicUrl}/credential/{issued.Uuid}/",
                ]
        )
        {
            (await App.Verify($$"""{"link":"{{link}}"}""")).ShouldSay("valid");
            (await App.Verify($$"""{"text":"{{link}}"}""")).ShouldSay("valid");
        }
        foreach (var id in (string[])[issued.Id, issued.Uuid, $"urn:uuid:{issued.Uuid}"])
            (await App.Verify($$"""{"text":"\t{{id}} "}""")).ShouldSay("valid");
        (await App.Verify("""{"text":"cred_00000000000000000000000000"}""")).ShouldSay(
            "invalid",
            "not_found"
        );
    }

    [Fact]
    public async Task A_verify_link_gives_the_credential_itself_to_a_program_that_asks_for_one()
    {
        var issued = await (await Programme.Start(App)).Issue();
        var answer = await App.Get(
            $"/verify/{issued.Id}",
            null,
            ("Accept", "application/vc, application/json;q=0.5")
        );
        answer.Should(200).MediaType.ShouldBe("application/vc");
        answer.Json.TryGetProperty("proof", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_link_leads_to_is_told_when_it_is_no_credential()
    {
        using var issuer = new Foreign();
        var here = Elsewhere.Here;
        var page = here.Put("<!DOCTYPE html><title>My badge</title>", "text/html");
        (await Link(page))
            .ShouldSay("unverifiable", "link_is_page")
            .Outcome("proof")
            .ShouldBe("unknown");
        (await Link(here.Put(issuer.Jwt(), "text/html"))).ShouldSay("unverifiable", "link_is_page");
        (await Link(here.Reserve())).ShouldSay("unverifiable", "link_unreachable");
        (await Link(here.Put([], "application/vc", status: 302))).ShouldSay(
            "unverifiable",
            "link_unreachable"
        );
        (await Link(here.Put(new byte[3_000_000], "image/png"))).ShouldSay(
            "unverifiable",
            "link_unreachable"
        );
        // An address leads to a credential, not to a further address.
        (await Link(here.Put(here.Put(issuer.Jwt()), "text/plain"))).ShouldSay(
            "invalid",
            "unknown_format"
        );
        (await Link(here.Put("nothing of the kind", "text/plain"))).ShouldSay(
            "invalid",
            "unknown_format"
        );
        (await Link(here.Put("{\"a\":1,\"a\":2}"))).ShouldSay("invalid", "malformed");

        Task<Answer> Link(string url) => App.Verify($$"""{"link":"{{url}}"}""");
    }

    [Fact]
    public async Task A_file_without_a_credential_says_what_it_is()
    {
        (await File(Pixel))
            .ShouldSay("invalid", "unknown_format")
            .Text.ShouldContain("no credential");
        (await File(Drawing)).ShouldSay("invalid", "unknown_format");
        (await File(Encoding.UTF8.GetBytes("<html><body>x</body></html>")))
            .ShouldSay("invalid", "unknown_format")
            .Text.ShouldContain("web page");
        (await File([0xff, 0xfe, 0x00, 0x01])).ShouldSay("invalid", "unknown_format");
        (await File("%PDF-1.7"u8.ToArray())).ShouldSay("invalid", "unknown_format");
        using var issuer = new Foreign();
        var broken = Baked(Pixel, issuer.Jwt());
        broken[^20] ^= 1;
        (await File(broken)).At("verdict").ShouldBe("invalid");
        (await File([])).ShouldBeProblem(400, "VALIDATION_ERROR");

        Task<Answer> File(byte[] bytes) =>
            App.Verify($$"""{"file":"{{Convert.ToBase64String(bytes)}}"}""");
    }

    [Fact]
    public async Task A_token_broken_into_lines_is_still_the_token()
    {
        using var issuer = new Foreign();
        foreach (var token in (string[])[issuer.Jwt(), issuer.SdJwt()])
        {
            var lines = string.Join("\r\n  ", token.Chunk(76).Select(c => new string(c)));
            (await App.Verify($$"""{"text":{{JsonSerializer.Serialize(lines)}}}""")).ShouldSay(
                "valid"
            );
        }
    }

    [Fact]
    public async Task P1_what_no_credential_can_be_is_answered_within_bounds()
    {
        foreach (
            var json in (string[])
                [
                    new string('[', 100_000),
                    string.Concat(Enumerable.Repeat("{\"a\":", 50_000)),
                    "{\"a\":1e400}",
                    "{\"a\":NaN}",
                    "{\"a\":1,}",
                    "{/**/\"a\":1}",
                    "{\"a\":1,\"a\":2}",
                    "{\"a\":\"\\ud800\"}",
                    $"{{\"a\":\"{new string('x', 1_100_000)}\"}}",
                    $"{{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"k{i}\":1"))}}}",
                ]
        )
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            (await Raw(bytes, "application/vc")).Should(200).At("verdict").ShouldBe("invalid");
            (await App.Post("/v1/verifications", null, Multipart("file", bytes)))
                .Should(200)
                .At("verdict")
                .ShouldBe("invalid");
        }
        (await Raw(new byte[10_000_000], "image/png")).ShouldBeProblem(413, "BODY_TOO_LARGE");
        (await Raw(new byte[2_200_000], "image/png")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "file"
        );
        (await App.Post("/v1/verifications", null, Multipart("file", new byte[2_097_152])))
            .Should(200)
            .At("verdict")
            .ShouldBe("invalid");
    }

    [Fact]
    public async Task P2_a_repeated_member_is_refused_in_every_form()
    {
        using var issuer = new Foreign();
        var twice = issuer
            .Signed()
            .ToJsonString()
            .Replace("\"type\":[", "\"name\":\"user\",\"name\":\"admin\",\"type\":[");
        (await App.Verify($$"""{"credential":{{twice}}}""")).ShouldBeProblem(400, "MALFORMED_JSON");
        (await App.Verify($$"""{"text":{{JsonSerializer.Serialize(twice)}}}""")).ShouldSay(
            "invalid",
            "malformed"
        );
        (await Raw(Encoding.UTF8.GetBytes(twice), "application/vc")).ShouldSay(
            "invalid",
            "malformed"
        );
        (
            await App.Verify($$"""{"link":"{{Elsewhere.Here.Put(twice, "application/vc")}}"}""")
        ).ShouldSay("invalid", "malformed");
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(twice)).TrimEnd('=');
        var parts = issuer.Jwt().Split('.');
        (
            await App.Verify(
                $$"""{"jwt":"{{parts[0]}}.{{payload.Replace('+', '-').Replace('/', '_')}}.{{parts[2]}}"}"""
            )
        ).ShouldSay("invalid", "malformed");
    }

    [Fact]
    public async Task Forms_of_a_request_that_are_none_are_refused()
    {
        using var issuer = new Foreign();
        var jwt = Encoding.ASCII.GetBytes(issuer.Jwt());
        (await App.Post("/v1/verifications", null, Multipart("surprise", jwt))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "surprise"
        );
        var both = Multipart("file", jwt);
        both.Add(new StringContent("x"), "text");
        (await App.Post("/v1/verifications", null, both)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "file"
        );
        var many = new MultipartFormDataContent();
        for (var i = 0; i < 20; i++)
            many.Add(new StringContent(""), $"x{i}");
        (await App.Post("/v1/verifications", null, many)).ShouldBeProblem(400, "VALIDATION_ERROR");
        var cut = new ByteArrayContent(
            "--x\r\nContent-Disposition: form-data; name=file\r\n\r\nabc"u8.ToArray()
        );
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        (await App.Post("/v1/verifications", null, cut)).ShouldBeProblem(400, "VALIDATION_ERROR");
        (await Raw(jwt, "multipart/form-data")).ShouldBeProblem(400, "VALIDATION_ERROR");
        (await Raw(jwt, "application/msword")).ShouldBeProblem(415, "UNSUPPORTED_MEDIA_TYPE");
        (await Raw([], "application/vc+jwt")).ShouldBeProblem(400, "VALIDATION_ERROR");
    }

    private Task<Answer> Raw(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return App.Post("/v1/verifications", null, content);
    }

    private static MultipartFormDataContent Multipart(string name, byte[] bytes)
    {
        var content = new MultipartFormDataContent();
        if (name == "file")
            content.Add(new ByteArrayContent(bytes), name, "../../badge.png");
        else
            content.Add(new ByteArrayContent(bytes), name);
        return content;
    }

    private static byte[] Baked(byte[] image, string credential) =>
        BakedImage.TryBake(image, credential, out var baked, out var reason)
            ? baked
            : throw new InvalidOperationException(reason);

    private static string Envelope(string type, string token) =>
        new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = $"data:application/{type},{token}",
            ["type"] = "EnvelopedVerifiableCredential",
        }.ToJsonString();
}

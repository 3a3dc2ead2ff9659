using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>Bodies that are broken, hostile or too large.</summary>
public abstract class BodyTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : BodyTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared) : BodyTests(shared), IClassFixture<OnPostgres>;

    public static TheoryData<string, string> Broken =>
        new()
        {
            { "empty", "" },
            { "cut", """{"label":"x""" },
            { "two values", """{"label":"x","mode":"test"}{}""" },
            { "array", "[]" },
            { "text", "\"x\"" },
            { "null", "null" },
            { "comment", """{"label":"x",/* no */"mode":"test"}""" },
            { "line comment", "{\"label\":\"x\",//no\n\"mode\":\"test\"}" },
            { "trailing comma", """{"label":"x","mode":"test",}""" },
            { "repeated member", """{"label":"x","mode":"test","mode":"live"}""" },
            { "repeated member, escaped", """{"label":"x","mode":"test","\u006dode":"live"}""" },
            { "NaN", """{"label":"x","mode":"test","rateLimitPerMinute":NaN}""" },
            { "Infinity", """{"label":"x","mode":"test","rateLimitPerMinute":Infinity}""" },
            { "hexadecimal", """{"label":"x","mode":"test","rateLimitPerMinute":0x10}""" },
            { "huge number", """{"label":"x","mode":"test","rateLimitPerMinute":1e400}""" },
            { "leading zero", """{"label":"x","mode":"test","rateLimitPerMinute":010}""" },
            { "lone surrogate", """{"label":"\ud800","mode":"test"}""" },
            { "lone surrogate in a name", """{"label":"x","mode":"test","\udc00":1}""" },
            { "byte order mark", "\ufeff{\"label\":\"x\",\"mode\":\"test\"}" },
            { "single quotes", "{'label':'x','mode':'test'}" },
            { "control character", "{\"label\":\"a\u0001b\",\"mode\":\"test\"}" },
            { "other case", """{"Label":"x","Mode":"test"}""" },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task P1_a_broken_body_is_400_and_does_nothing(string what, string body)
    {
        what.ShouldNotBeEmpty();
        var issuer = await App.NewOrganization();
        var answer = await App.Post("/v1/keys", issuer.Live.Secret, body);
        answer.Status.ShouldBe(400, answer.Text);
        answer.At("error", "code").ShouldBeOneOf("MALFORMED_JSON", "VALIDATION_ERROR");
        (await App.Get("/v1/keys", issuer.Live.Secret))
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(2);
    }

    [Fact]
    public async Task P1_bytes_that_are_no_text_are_refused()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var bytes in new byte[][]
            {
                [0xff, 0xfe, 0x7b, 0x00],
                [.. "{\"label\":\""u8, 0xff, .. "\",\"mode\":\"test\"}"u8],
                [0],
            }
        )
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            (await App.Post("/v1/keys", issuer.Live.Secret, content)).Status.ShouldBe(400);
        }
    }

    [Fact]
    public async Task P1_depth_and_numbers_of_members_are_bounded()
    {
        var issuer = await App.NewOrganization();
        string[] bodies =
        [
            string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000),
            new string('[', 100_000) + new string(']', 100_000),
            "{" + string.Join(',', Enumerable.Range(0, 80_000).Select(i => $"\"m{i}\":1")) + "}",
            $$"""{"label":"{{new string('x', 900_000)}}","mode":"test"}""",
        ];
        foreach (var body in bodies)
            (await App.Post("/v1/keys", issuer.Live.Secret, body)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task P1_a_body_over_the_limit_is_413_whether_it_says_its_length_or_not()
    {
        var issuer = await App.NewOrganization();
        var large = new ByteArrayContent(new byte[1_048_577]);
        large.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (
            await App.Post("/v1/keys", issuer.Live.Secret, large, ("Expect", "100-continue"))
        ).ShouldBeProblem(413, "BODY_TOO_LARGE");
        var head =
            $"POST /v1/keys HTTP/1.1\r\nHost: localhost:{App.Port}\r\nAuthorization: Bearer {issuer.Live.Secret}\r\nContent-Type: application/json\r\nConnection: close\r\n";
        (await App.Raw(head + "Content-Length: 104857600\r\n\r\n")).ShouldStartWith("HTTP/1.1 413");
        var chunks = new StringBuilder(head + "Transfer-Encoding: chunked\r\n\r\n");
        for (var i = 0; i < 20; i++)
            chunks.Append("10000\r\n").Append(' ', 65536).Append("\r\n");
        (await App.Raw(chunks.ToString())).ShouldStartWith("HTTP/1.1 413");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    public async Task Another_content_type_is_415(string type)
    {
        var issuer = await App.NewOrganization();
        var content = new ByteArrayContent("{\"label\":\"x\",\"mode\":\"test\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await App.Post("/v1/keys", issuer.Live.Secret, content)).ShouldBeProblem(
            415,
            "UNSUPPORTED_MEDIA_TYPE"
        );
    }

    [Fact]
    public async Task P2_a_repeated_member_is_refused_by_every_parser()
    {
        var issuer = await App.NewOrganization();
        var client = await issuer.ClientTokenWith("write");
        (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                """{"label":"x","mode":"test","scopes":["read"],"scopes":["admin"]}"""
            )
        ).Should(400);
        (
            await App.Patch(
                $"/v1/keys/{issuer.Test.Id}",
                issuer.Live.Secret,
                """{"label":"x","label":"y"}"""
            )
        ).Should(400);
        (
            await App.Post(
                "/v1/auth/token",
                null,
                """{"scope":"read","scope":"write"}""",
                ("Authorization", client.BasicHeader)
            )
        ).Should(400);
        (
            await App.Post(
                "/v1/auth/token",
                null,
                VidimusApp.Form(("scope", "read"), ("scope", "write")),
                ("Authorization", client.BasicHeader)
            )
        ).Should(400);
    }

    [Fact]
    public async Task P4_a_compressed_body_is_not_expanded()
    {
        var issuer = await App.NewOrganization();
        var packed = new MemoryStream();
        await using (
            var gzip = new System.IO.Compression.GZipStream(
                packed,
                System.IO.Compression.CompressionLevel.Optimal,
                leaveOpen: true
            )
        )
            await gzip.WriteAsync(new byte[50_000_000]);
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        (await App.Post("/v1/keys", issuer.Live.Secret, content)).Status.ShouldBeOneOf(400, 415);
    }

    [Theory]
    [InlineData("'; DROP TABLE access_keys; --")]
    [InlineData("\" OR 1=1")]
    [InlineData("%' OR label LIKE '%")]
    [InlineData("{{7*7}} ${7*7} <%= 7 %>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Ａda ‮ 👩‍🚀 e\u0301")]
    public async Task P10_text_is_stored_as_given_whatever_it_looks_like(string text)
    {
        var issuer = await App.NewOrganization();
        var made = (
            await App.Post("/v1/keys", issuer.Live.Secret, new { label = text, mode = "test" })
        ).Should(201);
        (await App.Get($"/v1/keys/{Key.Of(made.Json).Id}", issuer.Live.Secret))
            .Should(200)
            .At("label")
            .ShouldBe(text);
        (await App.Patch("/v1/organization", issuer.Live.Secret, new { name = text })).Should(200);
        (await App.Get("/v1/auth/me", issuer.Live.Secret))
            .At("organization", "name")
            .ShouldBe(text);
        (
            await App.Get($"/v1/keys?mode={Uri.EscapeDataString(text)}", issuer.Live.Secret)
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "mode");
        (
            await App.Get($"/v1/keys/{Uri.EscapeDataString(text)}", issuer.Live.Secret)
        ).ShouldBeProblem(404, "NOT_FOUND");
    }

    [Fact]
    public async Task P12_what_a_caller_sends_cannot_write_lines_of_its_own_into_the_log()
    {
        var issuer = await App.NewOrganization();
        const string line = "FORGED-LOG-LINE";
        (await App.Get($"/v1/keys/%0d%0a%1b[31m{line}", issuer.Live.Secret)).Status.ShouldBe(404);
        (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                $$"""{"label":"a\r\n{{line}}","mode":"test"}"""
            )
        ).Status.ShouldBe(400);
        (await App.Get($"/v1/keys?cursor=%0d%0a{line}", issuer.Live.Secret)).Status.ShouldBe(400);
        (await App.Get("/v1/auth/me", null, ("Authorization", $"Bearer {line}"))).Status.ShouldBe(
            401
        );
        await App.Raw(
            $"GET /{line} HTTP/1.1\r\nHost: localhost:{App.Port}\r\nUser-Agent: {line}\r\nX-Request-Id: {line}\r\nConnection: close\r\n\r\n"
        );
        Output
            .LinesWith(line)
            .Where(l => !l.StartsWith("trace ", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }
}

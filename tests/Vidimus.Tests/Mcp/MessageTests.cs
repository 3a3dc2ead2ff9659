using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>Bodies that are no message, or more than one, or larger or deeper than any message.</summary>
public abstract class MessageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(FixturesOnSqlite shared)
        : MessageTests(shared),
            IClassFixture<FixturesOnSqlite>
    {
        private static readonly string[] Pieces =
        [
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\ud800",
            "\\u0000",
            "null",
            "true",
            "-0",
            "1e999",
            "\"\"",
            "\"jsonrpc\":\"2.0\"",
            "\"id\":1",
            "\"id\":null",
            "\"method\":\"tools/call\"",
            "\"method\":\"initialize\"",
            "\"method\":\"prompts/get\"",
            "\"method\":\"completion/complete\"",
            "\"method\":\"resources/read\"",
            "\"params\":{}",
            "\"params\":[]",
            "\"name\":\"noop\"",
            "\"name\":\"test_elicitation\"",
            "\"arguments\":[]",
            "\"_meta\":{\"progressToken\":[]}",
            "\"uri\":\"test://\\u0000\"",
            "\"result\":{}",
            "\"error\":7",
            "\u00e9",
            "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"x\"}",
            "\"argument\":{\"name\":\"a\",\"value\":\"b\"}",
            "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"",
        ];

        [Fact]
        public async Task No_body_makes_the_server_fail()
        {
            var random = new Random(20260728);
            var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
            var whole = Wire.Message(
                1,
                "tools/call",
                new()
                {
                    ["name"] = "noop",
                    ["arguments"] = new System.Text.Json.Nodes.JsonObject(),
                    ["_meta"] = Wire.MetaOf(),
                }
            );
            for (var round = 0; round < Rounds / 50; round++)
            {
                var answers = await Task.WhenAll(
                    Enumerable
                        .Range(0, 50)
                        .Select(_ => Send(wire, Body(random, whole), random.Next(3)))
                );
                foreach (var answer in answers)
                    answer.Status.ShouldBeLessThan(500, answer.Text);
            }
        }

        private static int Rounds => Long.Wanted ? 50_000 : 3_000;

        private static Task<Answer> Send(Wire wire, byte[] body, int kind)
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            return wire.Send(
                HttpMethod.Post,
                content,
                kind switch
                {
                    0 => [],
                    1 => [("MCP-Protocol-Version", Wire.Legacy)],
                    _ =>
                    [
                        ("MCP-Protocol-Version", Wire.Modern),
                        ("Mcp-Method", "tools/call"),
                        ("Mcp-Name", "noop"),
                    ],
                }
            );
        }

        private static byte[] Body(Random random, string whole)
        {
            if (random.Next(2) == 0)
            {
                var members = Enumerable
                    .Range(0, random.Next(1, 8))
                    .Select(_ => Pieces[random.Next(Pieces.Length)]);
                var inner = string.Join(random.Next(4) == 0 ? "" : ",", members);
                return Encoding.UTF8.GetBytes(
                    random.Next(3) switch
                    {
                        0 => inner,
                        1 => $"{{\"jsonrpc\":\"2.0\",\"id\":1,{inner}}}",
                        _ =>
                            $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{{inner}}}}}",
                    }
                );
            }
            var bytes = Encoding.UTF8.GetBytes(whole);
            for (var i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            return bytes;
        }
    }

    public sealed class Postgres(FixturesOnPostgres shared)
        : MessageTests(shared),
            IClassFixture<FixturesOnPostgres>;

    private async Task<Wire> NewWire() => new(App, (await App.NewOrganization()).Test.Secret);

    [Theory]
    [InlineData("", -32700)]
    [InlineData("not json", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\"", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", -32700)]
    [InlineData(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":{\"b\":1,\"b\":2}}}",
        -32700
    )]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600)]
    [InlineData("7", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}", -32600)]
    public async Task What_is_not_one_message_is_refused(string body, int code) =>
        (await (await NewWire()).Post(body)).ShouldFail(400, code);

    [Fact]
    public async Task Bytes_that_are_no_text_and_nesting_without_end_are_refused()
    {
        var wire = await NewWire();
        var content = new ByteArrayContent([
            .. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""u8,
            0xff,
            0xc0,
            .. "\"}"u8,
        ]);
        content.Headers.ContentType = new("application/json");
        (await wire.Send(HttpMethod.Post, content)).ShouldFail(400, -32700);
        var deep = new string('[', 100_000) + new string(']', 100_000);
        (
            await wire.Post(
                $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{{\"name\":\"noop\",\"arguments\":{{\"a\":{deep}}}}}}}"
            )
        ).ShouldFail(400, -32700);
    }

    [Fact]
    public async Task The_id_comes_back_as_it_was_sent()
    {
        var wire = await NewWire();
        foreach (
            var id in (string[])["0", "-7", "9007199254740993", "\"\"", "\"a\\u00e9\\n\"", "\"1\""]
        )
        {
            var answer = await wire.Post(
                $"{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\"}}"
            );
            answer.Should(200).Text.ShouldContain($"\"id\":{id},");
        }
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task A_body_has_at_most_a_mebibyte(int more, int status)
    {
        var begun = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"";
        var body = begun + new string('x', 1_048_576 - begun.Length - 3 + more) + "\"}}";
        (await (await NewWire()).Post(body)).Should(status);
    }

    [Fact]
    public async Task Only_json_is_taken()
    {
        var wire = await NewWire();
        (
            await wire.Send(HttpMethod.Post, new StringContent("{}", Encoding.UTF8, "text/plain"))
        ).Should(415);
        (await wire.Send(HttpMethod.Put, VidimusApp.Json("{}"))).Should(405);
    }
}

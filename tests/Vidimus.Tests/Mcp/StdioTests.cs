using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Client;
using Vidimus.Tools;
using Vidimus.Tools.Protocol;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>The protocol over standard input and output.</summary>
public sealed class StdioTests
{
    private static readonly McpParts Parts = new(new Host(), [], [], new(), TimeProvider.System);

    private static Task<Dictionary<string, JsonElement>> Said(params string[] lines) =>
        SaidTo(string.Join('\n', lines) + "\n");

    private static async Task<Dictionary<string, JsonElement>> SaidTo(string text)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var output = new MemoryStream();
        await McpStdio.Run(
            Parts,
            new("credentials", false, null),
            input,
            output,
            TestContext.Current.CancellationToken
        );
        var said = Encoding.UTF8.GetString(output.ToArray());
        said.ShouldEndWith("\n");
        return said.TrimEnd()
            .Split('\n')
            .Select(l => JsonDocument.Parse(l).RootElement)
            .Where(m => m.TryGetProperty("id", out _))
            .ToDictionary(m => m.GetProperty("id").GetRawText(), m => m);
    }

    [Fact]
    public async Task Clients_of_both_kinds_are_answered_line_by_line_until_their_input_ends()
    {
        var said = await Said(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            "",
            """{"jsonrpc":"2.0","id":"two","method":"tools/call","params":{"name":"echo","arguments":{"a":"x"}}}""",
            """{"jsonrpc":"2.0","id":3,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""",
            """{"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2031-01-01"}}}""",
            """{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"breaks"}}"""
        );
        said["1"]
            .GetProperty("result")
            .GetProperty("protocolVersion")
            .GetString()
            .ShouldBe("2025-06-18");
        said["\"two\""]
            .GetProperty("result")
            .GetProperty("content")[0]
            .GetProperty("text")
            .GetString()
            .ShouldBe("""{"a":"x"}""");
        said["3"].GetProperty("result").GetProperty("resultType").GetString().ShouldBe("complete");
        said["4"].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32022);
        said["5"].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32603);
        said["5"].GetRawText().ShouldNotContain("secret");
        said.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"jsonrpc":"2.0","jsonrpc":"2.0"}""")]
    public async Task A_line_that_is_no_message_is_refused_and_the_next_is_read(string line)
    {
        var said = await Said(line, """{"jsonrpc":"2.0","id":1,"method":"ping"}""");
        said["null"].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
        said["1"].TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_and_the_next_is_read()
    {
        var said = await Said(
            new string('x', 3 * 1_048_576),
            """{"jsonrpc":"2.0","id":1,"method":"ping"}"""
        );
        said["null"].GetProperty("error").GetProperty("code").GetInt32().ShouldBe(-32700);
        said["1"].TryGetProperty("result", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task An_input_that_ends_without_an_end_of_line_is_answered_and_over()
    {
        var said = await SaidTo(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}"
        );
        said.Keys.ShouldBe(["1", "2"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_input_that_was_empty_ends_at_once()
    {
        using var output = new MemoryStream();
        await McpStdio.Run(
            Parts,
            new("credentials", false, null),
            Stream.Null,
            output,
            TestContext.Current.CancellationToken
        );
        output.Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_call_that_is_refused_before_it_is_one_goes_to_the_host_for_its_record()
    {
        var host = new Host();
        using var input = new MemoryStream(
            Encoding.UTF8.GetBytes(
                """
                {"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}
                {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","_meta":{"io.modelcontextprotocol/protocolVersion":"2031-01-01"}}}
                """
            )
        );
        using var output = new MemoryStream();
        await McpStdio.Run(
            Parts with
            {
                Host = host,
            },
            new("credentials", false, null),
            input,
            output,
            TestContext.Current.CancellationToken
        );
        host.Refused.ShouldBe(["CALL_MALFORMED", "CALL_MALFORMED", "CALL_MALFORMED"]);
        Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n').Length.ShouldBe(2);
    }

    private sealed class Host : IToolHost
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Refused { get; } = new();

        public ValueTask<McpRefusal?> Admit(
            McpSession session,
            McpMessage message,
            CancellationToken cancellation
        ) => throw new InvalidOperationException("only over HTTP");

        public string CallerOf(McpSession session) => "own";

        public ValueTask<IReadOnlyList<Tool>> Listed(
            McpSession session,
            CancellationToken cancellation
        ) => new([]);

        public ValueTask<ToolAnswer> Call(
            McpSession session,
            ToolCallAsked asked,
            CancellationToken cancellation
        ) =>
            asked.Refused is { } refused ? Refuse(refused)
            : asked.Name == "breaks" ? throw new InvalidOperationException("secret")
            : new(new ToolAnswer(asked.Arguments.GetRawText(), null));

        private ValueTask<ToolAnswer> Refuse(ToolRefusal refused)
        {
            Refused.Enqueue(refused.Code);
            return new(new ToolAnswer(refused.Message, null, ToolOutcome.Refused, refused.Code));
        }

        public ValueTask<T> InName<T>(
            McpSession session,
            McpMessage message,
            Func<VidimusClient, ValueTask<T>> work,
            CancellationToken cancellation
        ) => work(null!);
    }
}

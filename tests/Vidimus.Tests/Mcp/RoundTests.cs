using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>State that goes through the client between the rounds of a call.</summary>
public abstract class RoundTests(SharedApp shared) : Scenario(shared)
{
    private const string Asking = "test_input_required_result_request_state";
    private static readonly object Can = new { elicitation = new { } };
    private static readonly object Answers = new
    {
        confirm = new { action = "accept", content = new { ok = true } },
    };

    public sealed class Sqlite(FixturesOnSqlite shared)
        : RoundTests(shared),
            IClassFixture<FixturesOnSqlite>;

    public sealed class Postgres(FixturesOnPostgres shared)
        : RoundTests(shared),
            IClassFixture<FixturesOnPostgres>;

    private static async Task<string> StateOf(Wire wire, string tool = Asking)
    {
        var result = (await wire.Call(tool, capabilities: Can)).Result();
        result.GetProperty("resultType").GetString().ShouldBe("input_required");
        return result.GetProperty("requestState").GetString()!;
    }

    [Fact]
    public async Task A_call_that_asked_its_client_goes_on_where_it_was()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var state = await StateOf(wire);
        state.ShouldNotContain("state-ok");
        var done = (await wire.Call(Asking, null, Can, Answers, state)).Result();
        done.GetProperty("resultType").GetString().ShouldBe("complete");
        done.GetProperty("content")[0].GetProperty("text").GetString()!.ShouldContain("state-ok");
    }

    [Fact]
    public async Task M7_state_that_was_changed_is_refused_and_on_record()
    {
        var issuer = await App.NewOrganization();
        var wire = new Wire(App, issuer.Live.Secret);
        var state = await StateOf(wire);
        var wrong = new List<string> { "", "x", state + "A", state[..^1], "state-ok" };
        foreach (var at in (int[])[0, 5, state.Length / 2, state.Length - 2])
            wrong.Add(state[..at] + (state[at] == 'A' ? 'B' : 'A') + state[(at + 1)..]);
        foreach (var one in wrong)
            (await wire.Call(Asking, null, Can, Answers, one)).ShouldFail(200, -32602);
        var entries = await ToolCalls.Of(issuer, wrong.Count + 1);
        entries.Count(e => e.Member("code") == "REQUEST_STATE_INVALID").ShouldBe(wrong.Count);
    }

    [Fact]
    public async Task M7_state_is_good_for_its_own_caller_tool_and_arguments_alone()
    {
        var issuer = await App.NewOrganization();
        var wire = new Wire(App, issuer.Test.Secret);
        var state = await StateOf(wire);
        (
            await new Wire(App, issuer.Live.Secret).Call(Asking, null, Can, Answers, state)
        ).ShouldFail(200, -32602);
        (
            await wire.Call("test_input_required_result_tampered_state", null, Can, Answers, state)
        ).ShouldFail(200, -32602);
        (await wire.Call(Asking, new { more = 1 }, Can, Answers, state)).ShouldFail(200, -32602);
        (await wire.Call(Asking, null, Can, Answers, state)).Result();
    }

    [Fact]
    public async Task M7_state_expires()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var state = await StateOf(wire);
        App.Advance(TimeSpan.FromMinutes(30));
        (await wire.Call(Asking, null, Can, Answers, state)).ShouldFail(200, -32602);
    }

    [Fact]
    public async Task M4_a_result_that_is_too_large_is_not_sent_and_says_what_to_do()
    {
        var wire = new Wire(App, (await App.NewOrganization()).Test.Secret);
        var answer = await wire.Call("test_large_result");
        answer.Bytes.Length.ShouldBeLessThan(2_000);
        var said = Said.Of(answer);
        said.IsError.ShouldBeTrue();
        said.Text.ShouldContain("cursor");
    }
}

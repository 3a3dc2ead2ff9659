using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Cli;

public sealed class Commands : IDisposable
{
    private static readonly string Cred = Samples.Id("cred_");
    private static readonly string Key = Samples.Id("key_");
    private static readonly string Group = Samples.Id("grp_");
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    [Theory]
    [InlineData("nonsense")]
    [InlineData("policies", "nonsense")]
    public async Task A_word_that_is_no_command_is_named(params string[] words)
    {
        (await terminal.Run(words)).ShouldBe(64);
        terminal.Error.ShouldContain("'nonsense'");
        terminal.Error.ShouldContain("--help");
    }

    [Theory]
    [InlineData("valid", "live", 0)]
    [InlineData("valid_test", "test", 1)]
    [InlineData("invalid", "live", 1)]
    [InlineData("unverifiable", "live", 2)]
    public async Task Verify_ends_with_0_valid_1_not_valid_2_not_established(
        string verdict,
        string mode,
        int code
    )
    {
        terminal.Server.On("POST /v1/verifications", Verdict(verdict, mode));

        (await terminal.Run("verify", Cred)).ShouldBe(code);
        terminal.Out.ShouldContain("proof");
        (await terminal.Run("verify", Cred, "--json")).ShouldBe(code);
        ((string)terminal.Json["verdict"]!).ShouldBe(verdict);
    }

    [Fact]
    public async Task A_good_test_credential_passes_only_when_asked_for()
    {
        terminal.Server.On("POST /v1/verifications", Verdict("valid_test", "test"));

        (await terminal.Run("verify", Cred, "--accept-test")).ShouldBe(0);
        terminal.Out.ShouldContain("ONLY A TEST");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public async Task Verify_never_calls_a_credential_not_valid_because_the_question_failed(
        int status
    )
    {
        terminal.Server.On("POST /v1/verifications", () => Stub.Error(status, "TROUBLE", "3600"));

        (await terminal.Run("verify", Cred)).ShouldBe(2);
        (await terminal.Run("verify", terminal.At("nowhere.json"))).ShouldBe(2);
        (await terminal.Run("verify", terminal.File("x.pdf", "%PDF-1.7"))).ShouldBe(2);
    }

    [Fact]
    public async Task Verify_takes_an_id_a_link_a_file_and_standard_input_and_sends_no_key()
    {
        terminal.Server.On("POST /v1/verifications", Samples.Verification);
        var json = terminal.File("c.json", "\uFEFF {\"a\": 1.0}\n");
        var jwt = terminal.File("c.jwt", "aaa.bbb.ccc\n");
        var sdJwt = terminal.File("c.sd", "aaa.bbb.ccc~ddd~\n");
        var svg = terminal.File("c.svg", " <svg/>");
        terminal.Typed = "{\"b\":2}";

        await terminal.Run("verify", Cred);
        await terminal.Run("verify", Samples.Uuid);
        await terminal.Run("verify", Samples.Url);
        await terminal.Run("verify", json);
        await terminal.Run("verify", jwt);
        await terminal.Run("verify", sdJwt);
        await terminal.Run("verify", svg);
        await terminal.Run("verify", "-");

        terminal
            .Server.Requests.Select(r => r.Body)
            .ShouldBe([
                $$"""{"id":"{{Cred}}"}""",
                $$"""{"id":"{{Samples.Uuid}}"}""",
                $$"""{"link":"{{Samples.Url}}"}""",
                """{"credential":{"a": 1.0}}""",
                """{"jwt":"aaa.bbb.ccc"}""",
                """{"jwt":"aaa.bbb.ccc~ddd~"}""",
                """{"file":"IDxzdmcvPg=="}""",
                """{"credential":{"b":2}}""",
            ]);
        terminal.Server.Requests.ShouldAllBe(r => r.Header("Authorization") == null);
    }

    [Fact]
    public async Task Text_from_a_credential_cannot_steer_the_terminal()
    {
        terminal.Server.On(
            "POST /v1/verifications",
            Samples.Verification.Replace("Signed by", "\\u001b[2J\\u009b1mSigned by\\r[red]")
        );

        await terminal.Run("verify", Cred);

        terminal.Out.ShouldContain("Signed by");
        terminal.Out.Where(char.IsControl).ShouldAllBe(c => c == '\n' || c == '\r');
        terminal.Out.ShouldNotContain("\rSigned");
    }

    [Fact]
    public async Task A_minted_secret_is_printed_exactly_once_and_no_other_command_prints_one()
    {
        terminal
            .Server.On("POST /v1/keys", () => Stub.Json(Samples.Minted, 201))
            .On($"GET /v1/keys/{Key}", Samples.Key)
            .On("GET /v1/keys", Samples.Page(Samples.Key));
        string[] mint = ["keys", "mint", "--label", "x", "--mode", "live", "--environment", "ci"];

        (await terminal.Run(mint)).ShouldBe(0);
        (terminal.Out + terminal.Error).Split(Samples.Key43).Length.ShouldBe(2);
        (await terminal.Run([.. mint, "--json"])).ShouldBe(0);
        ((string)terminal.Json["secret"]!).ShouldBe(Samples.Key43);
        ((string)terminal.Json["basicHeader"]!).ShouldBe(Samples.Basic);

        foreach (
            var command in new string[][]
            {
                ["keys", "get", Key],
                ["keys", "list"],
                ["keys", "list", "--json"],
                ["whoami"],
            }
        )
        {
            (await terminal.Run(command)).ShouldBe(0);
            (terminal.Out + terminal.Error).ShouldNotContain("PLANTED");
        }
    }

    [Fact]
    public async Task Keys_and_groups_are_managed_over_the_contracts_routes()
    {
        foreach (var act in new[] { "suspend", "resume", "revoke" })
            terminal.Server.On($"POST /v1/keys/{Key}/{act}", Samples.Key);
        terminal
            .Server.On($"PATCH /v1/keys/{Key}", Samples.Key)
            .On("GET /v1/authentications", Samples.Page(Samples.Authentication))
            .On("GET /v1/keys", Samples.Page(Samples.Key))
            .On($"POST /v1/keys/{Key}/rotate", () => Stub.Json(Samples.Minted, 201))
            .On("POST /v1/groups", Samples.Group, 201)
            .On($"PATCH /v1/groups/{Group}", Samples.Group)
            .On($"GET /v1/groups/{Group}", Samples.Group)
            .On("GET /v1/groups", Samples.Page(Samples.Group))
            .On($"POST /v1/groups/{Group}/archive", Samples.Group)
            .On("GET /v1/credentials", Samples.Page(Samples.Credential))
            .On($"POST /v1/credentials/{Cred}/revoke", Samples.Credential)
            .On("POST /v1/credentials", Samples.Credential, 201)
            .On("GET /health", Samples.Health);
        var file = terminal.File(
            "group.json",
            """{"name":"Welding","achievement":{"criteria":{"narrative":"Weld.","id":"https://trust.example/c"},"tags":["steel"]}}"""
        );
        string[][] commands =
        [
            ["keys", "rotate", Key, "--grace", "60", "--label", "z"],
            ["keys", "edit", Key, "--label", "y", "--scope", "read", "--scope", "groups:read"],
            ["keys", "edit", Key, "--allow-any-network"],
            ["keys", "list", "--unused-for", "90", "--older-than", "365"],
            ["keys", "history", "--key", Key, "--outcome", "revoked"],
            ["keys", "suspend", Key, "--reason", "lost"],
            ["keys", "resume", Key],
            ["keys", "revoke", Key],
            ["groups", "create", "--name", "Welding", "--criteria", "Weld.", "--validity", "P2Y"],
            ["groups", "create", "--file", file],
            ["groups", "edit", Group, "--description", "Steel."],
            ["groups", "get", Group],
            ["groups", "list", "--state", "active"],
            ["groups", "archive", Group],
            ["list", "--group", Group, "--state", "issued", "--updated-since", "2026-01-01"],
            ["revoke", Cred, "--reason", "mistake"],
            ["issue", "--group", Group, "--name", "Ada", "--subject", "a=b", "--subject", "n:=7"],
            ["whoami"],
            ["health"],
        ];

        foreach (var command in commands)
        {
            (await terminal.Run(command)).ShouldBe(0, string.Join(' ', command) + terminal.Error);
            terminal.Out.ShouldNotBeEmpty();
            (await terminal.Run([.. command, "--json"])).ShouldBe(
                0,
                string.Join(' ', command) + terminal.Error
            );
            terminal.Json.ShouldBeOfType<JsonObject>();
            terminal.Error.ShouldBeEmpty();
        }
        Body("POST", "/v1/credentials")["subject"]!.ToJsonString().ShouldBe("""{"a":"b","n":7}""");
        Body("PATCH", $"/v1/keys/{Key}")["scopes"]!.AsArray().Count.ShouldBe(2);
        terminal
            .Server.To("/v1/credentials")
            .First(r => r.Method == "GET")
            .Query.ShouldBe(
                $"?groupId={Group}&state=issued&updatedSince=2026-01-01T00%3A00%3A00.000Z&limit=100"
            );
    }

    [Fact]
    public async Task A_request_file_with_a_member_misspelt_is_refused_not_half_used()
    {
        var file = terminal.File(
            "group.json",
            """{"name":"W","achievement":{"criteria":"x"},"defaultValidty":"P2Y"}"""
        );

        (await terminal.Run("groups", "create", "--file", file)).ShouldBe(1);
        terminal.Error.ShouldContain("defaultValidty");
        terminal.Server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unhealthy_server_ends_health_with_1()
    {
        terminal.Server.On(
            "GET /health",
            Samples.Health.Replace("healthy\",\"version", "unhealthy\",\"version"),
            503
        );

        (await terminal.Run("health")).ShouldBe(1);
        (await terminal.Run("health", "--json")).ShouldBe(1);
        ((string)terminal.Json["status"]!).ShouldBe("unhealthy");
    }

    [Fact]
    public async Task A_failure_says_what_happened_and_what_to_do_and_leaves_standard_output_empty()
    {
        terminal.Server.On(Bench.Me, () => Stub.Error(403, "AUTH_SCOPE_INSUFFICIENT"));

        (await terminal.Run("whoami", "--json")).ShouldBe(1);

        terminal.Out.ShouldBeEmpty();
        terminal.Error.ShouldContain("It went wrong. (AUTH_SCOPE_INSUFFICIENT)");
        terminal.Error.ShouldContain("What to do: Do this.");
        terminal.Error.ShouldContain(Samples.Id("req_"));
        terminal.Error.ShouldContain("recipient.name: is empty");
        terminal.Error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("whoami", "--colour")]
    [InlineData("keys")]
    [InlineData("keys", "mint")]
    [InlineData("keys", "list", "--mode", "Live")]
    [InlineData("keys", "list", "--mode", "1")]
    [InlineData("list", "--updated-since", "yesterday")]
    [InlineData("issue")]
    [InlineData("verify")]
    [InlineData("frobnicate")]
    public async Task A_command_not_understood_ends_with_64_and_points_to_help(params string[] args)
    {
        (await terminal.Run(args)).ShouldBe(64);
        terminal.Error.ShouldContain("--help");
        terminal.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData]
    [InlineData("keys")]
    [InlineData("keys", "mint")]
    [InlineData("keys", "edit")]
    [InlineData("groups", "create")]
    [InlineData("issue")]
    [InlineData("verify")]
    [InlineData("configure")]
    public async Task Help_is_there_for_every_command(params string[] command)
    {
        (await terminal.Run([.. command, "--help"])).ShouldBe(0);
        terminal.Out.ShouldContain("--key-file");
        terminal.Error.ShouldBeEmpty();
    }

    private JsonNode Body(string method, string path) =>
        JsonNode.Parse(terminal.Server.To(path).First(r => r.Method == method).Body)!;

    private static string Verdict(string verdict, string mode) =>
        Samples
            .Verification.Replace("\"verdict\":\"valid\"", $"\"verdict\":\"{verdict}\"")
            .Replace("\"mode\":\"live\"", $"\"mode\":\"{mode}\"");
}

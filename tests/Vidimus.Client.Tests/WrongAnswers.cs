using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests;

/// <summary>A wrong 200 is an error: each operation is given every answer that differs from a good one in one place.</summary>
public sealed partial class WrongAnswers
{
    private static readonly string[] FreeForm = ["subject", "custom", "subjectSchema"];

    public static TheoryData<string> Routes => [.. Operations.All.Select(o => o.Route)];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task The_contracts_own_answer_is_read(string route)
    {
        var operation = Find(route);
        using var bench = Answering(operation, operation.Answer);

        await operation.Run(bench.Client);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_answer_that_lacks_a_required_member_is_refused(string route)
    {
        foreach (var path in Required(Find(route)))
            await IsRefused(route, path, "is missing", Remove);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_answer_with_null_for_a_required_member_is_refused(string route)
    {
        foreach (var path in Required(Find(route)))
            await IsRefused(route, path, "is null", (parent, name) => Put(parent, name, null));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_answer_with_a_member_of_another_type_is_refused(string route)
    {
        var operation = Find(route);
        foreach (var path in Paths(JsonNode.Parse(operation.Answer)!))
            await IsRefused(
                route,
                path,
                "has another type",
                (parent, name) => Put(parent, name, OfAnotherType(At(parent, name)))
            );
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_answer_with_an_id_of_another_kind_a_bad_time_or_a_negative_count_is_refused(
        string route
    )
    {
        var operation = Find(route);
        // A credential from elsewhere may have any id.
        foreach (
            var path in Paths(JsonNode.Parse(operation.Answer)!).Where(p => p != "credential.id")
        )
            if (Spoilt(Value(operation.Answer, path)) is { } spoilt)
                await IsRefused(
                    route,
                    path,
                    $"is {spoilt}",
                    (parent, name) => Put(parent, name, spoilt.DeepClone())
                );
    }

    [Theory]
    [InlineData("GET /v1/auth/me", "mode key.mode key.family key.environment credentialType")]
    [InlineData("POST /v1/keys", "family kind mode environment state")]
    [InlineData("GET /v1/organization", "state")]
    [InlineData("POST /v1/groups", "state mode")]
    [InlineData("POST /v1/credentials", "state mode")]
    [InlineData("POST /v1/credentials/batch", "rows.0.state rows.1.state")]
    [InlineData("POST /v1/verifications", "verdict checks.0.outcome mode credential.state")]
    [InlineData("POST /v1/webhooks", "mode state")]
    [InlineData("GET /v1/webhook-replays/rpl_01kaz3s9qyfr7tvwxg5e8n2mcd", "which state")]
    [InlineData("GET /health", "status")]
    [InlineData("POST /v1/auth/token", "token_type")]
    public async Task An_answer_with_a_word_the_contract_does_not_know_is_refused(
        string route,
        string members
    )
    {
        foreach (var path in members.Split(' '))
        foreach (var word in new JsonNode[] { "banana", "", "Live", 0 })
            await IsRefused(
                route,
                path,
                $"is {word}",
                (parent, name) => Put(parent, name, word.DeepClone())
            );
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_page_a_proxy_an_empty_body_or_another_status_in_its_place_is_refused(
        string route
    )
    {
        var operation = Find(route);
        foreach (
            var answer in new[]
            {
                () => Stub.Json("<html>Please sign in</html>", operation.Status, "text/html"),
                () => Stub.Json(operation.Answer, operation.Status, "text/plain"),
                () => Stub.Json("<html>", operation.Status),
                () => Stub.Json("", operation.Status),
                () => Stub.Json("null", operation.Status),
                () => Stub.Json("[]", operation.Status),
                () => Stub.Json("{}", operation.Status),
                () => Stub.Json(operation.Answer[..^3], operation.Status),
                () => Stub.Json(operation.Answer + "{}", operation.Status),
                () => Stub.Json(operation.Answer, operation.Status == 202 ? 200 : 202),
                () => Stub.Json(operation.Answer, 302),
            }
        )
        {
            using var bench = Answering(operation, answer);
            (await Failure(operation, bench)).ShouldBe(ErrorCodes.UnexpectedAnswer, route);
        }
    }

    [Fact]
    public async Task Members_the_client_does_not_know_are_ignored_because_the_contract_may_grow()
    {
        foreach (var operation in Operations.All)
        {
            using var bench = Answering(operation, "{\"new\":1," + operation.Answer.Trim()[1..]);
            await operation.Run(bench.Client);
        }
    }

    [Theory]
    [InlineData("{\"row\":1,\"state\"", "{\"row\":0,\"state\"")]
    [InlineData("\"total\":2", "\"total\":3")]
    [InlineData("\"accepted\":1", "\"accepted\":2")]
    [InlineData("\"failed\":1", "\"failed\":0")]
    [InlineData("\"state\":\"failed\"", "\"state\":\"issued\"")]
    public async Task A_batch_whose_rows_and_counts_disagree_is_refused(string good, string wrong)
    {
        Samples.Batch.ShouldContain(good);
        var operation = Find("POST /v1/credentials/batch");
        using var bench = Answering(operation, Samples.Batch.Replace(good, wrong));

        (await Failure(operation, bench)).ShouldBe(ErrorCodes.UnexpectedAnswer);
    }

    [Fact]
    public async Task A_batch_of_other_rows_than_were_sent_is_refused()
    {
        using var bench = new Bench();
        bench.Server.On("POST /v1/credentials/batch", Samples.Batch);

        var failure = await Should.ThrowAsync<VidimusPermanentException>(
            bench.Client.Credentials.IssueBatch(Samples.Id("grp_"), [Some.Row()])
        );

        failure.Code.ShouldBe(ErrorCodes.UnexpectedAnswer);
    }

    [Theory]
    [InlineData("\"outcome\":\"pass\"", "\"outcome\":\"fail\"")]
    [InlineData("\"outcome\":\"pass\"", "\"outcome\":\"skipped\"")]
    [InlineData("\"name\":\"proof\"", "\"name\":\"record\"")]
    [InlineData("\"mode\":\"live\"", "\"mode\":\"test\"")]
    [InlineData("\"verdict\":\"valid\"", "\"verdict\":\"valid_test\"")]
    public async Task A_verdict_of_valid_that_its_own_checks_or_mode_contradict_is_refused(
        string good,
        string wrong
    )
    {
        var operation = Find("POST /v1/verifications");
        using var bench = Answering(operation, Samples.Verification.Replace(good, wrong));

        (await Failure(operation, bench)).ShouldBe(ErrorCodes.UnexpectedAnswer);
    }

    private static Operation Find(string route) => Operations.All.Single(o => o.Route == route);

    private static Bench Answering(Operation operation, string answer) =>
        Answering(operation, () => Stub.Json(answer, operation.Status));

    private static Bench Answering(Operation operation, Func<HttpResponseMessage> answer)
    {
        var bench = new Bench();
        bench.Server.On(operation.Route, answer);
        return bench;
    }

    private static async Task<string> Failure(Operation operation, Bench bench)
    {
        try
        {
            await operation.Run(bench.Client);
            return "no failure";
        }
        catch (VidimusPermanentException exception)
        {
            return exception.Code;
        }
    }

    private static async Task IsRefused(
        string route,
        string path,
        string how,
        Action<JsonNode, string> mutate
    )
    {
        var operation = Find(route);
        var answer = JsonNode.Parse(operation.Answer)!;
        mutate(Parent(answer, path), path.Split('.')[^1]);
        using var bench = Answering(operation, answer.ToJsonString());

        (await Failure(operation, bench)).ShouldBe(
            ErrorCodes.UnexpectedAnswer,
            $"{route}: {path} {how}"
        );
    }

    private static IEnumerable<string> Required(Operation operation)
    {
        var optional = operation.Optional.Split(' ').ToHashSet();
        return Paths(JsonNode.Parse(operation.Answer)!)
            // An element can be removed from a list; a list of nothing is a list.
            .Where(p => !optional.Contains(p) && !char.IsDigit(p.Split('.')[^1][0]));
    }

    private static IEnumerable<string> Paths(JsonNode node, string prefix = "")
    {
        var children = node switch
        {
            JsonObject o => o.Select(p => (p.Key, p.Value)),
            JsonArray a => a.Select((n, i) => (Key: $"{i}", Value: n)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            if (child is null)
                continue;
            yield return prefix + name;
            if (!FreeForm.Contains(name))
                foreach (var path in Paths(child, $"{prefix}{name}."))
                    yield return path;
        }
    }

    private static JsonNode? Spoilt(JsonNode? value) =>
        value is not JsonValue scalar ? null
        : scalar.TryGetValue<int>(out _) ? JsonValue.Create(-1)
        : !scalar.TryGetValue<string>(out var text) ? null
        : AnyId().IsMatch(text) ? JsonValue.Create("vfx_" + text.Split('_')[1])
        : text == Samples.Time ? JsonValue.Create("2026-11-22T10:00:00+01:00")
        : text == Samples.Uuid ? JsonValue.Create("not-a-uuid")
        : text == Samples.Url ? JsonValue.Create("javascript:alert(1)")
        : null;

    private static JsonNode OfAnotherType(JsonNode? value) =>
        value switch
        {
            JsonObject => new JsonArray(),
            JsonArray => "text",
            JsonValue v when v.TryGetValue<string>(out _) => 7,
            _ => "7",
        };

    private static JsonNode Parent(JsonNode root, string path) =>
        path.Split('.')[..^1].Aggregate(root, (node, name) => At(node, name)!);

    private static JsonNode? Value(string json, string path) =>
        path.Split('.').Aggregate(JsonNode.Parse(json), (node, name) => At(node!, name));

    private static JsonNode? At(JsonNode node, string name) =>
        node is JsonArray array ? array[int.Parse(name)] : node[name];

    private static void Put(JsonNode parent, string name, JsonNode? value)
    {
        if (parent is JsonArray array)
            array[int.Parse(name)] = value;
        else
            parent[name] = value;
    }

    private static void Remove(JsonNode parent, string name) => ((JsonObject)parent).Remove(name);

    [GeneratedRegex("^[a-z]+_[0-9a-z]{26}$")]
    private static partial Regex AnyId();
}

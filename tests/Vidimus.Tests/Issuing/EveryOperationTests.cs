using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>One operation as its contract names it; places in braces stand for the ids of a <see cref="Stage"/>.</summary>
internal sealed record Operation(
    string Method,
    string Path,
    string Scope,
    string? Body = null,
    int Status = 200,
    bool Repeats = false
)
{
    public bool NamesAnObject => Path.Contains('{') || Body?.Contains("{group}") == true;

    public static readonly IReadOnlyDictionary<string, Operation> All = new Dictionary<
        string,
        Operation
    >
    {
        ["createGroup"] = new(
            "POST",
            "/v1/groups",
            "groups:write",
            """{"name":"Another"}""",
            201,
            Repeats: true
        ),
        ["listGroups"] = new("GET", "/v1/groups", "groups:read"),
        ["getGroup"] = new("GET", "/v1/groups/{group}", "groups:read"),
        ["editGroup"] = new(
            "PATCH",
            "/v1/groups/{group}",
            "groups:write",
            """{"name":"Changed"}""",
            Repeats: true
        ),
        ["archiveGroup"] = new("POST", "/v1/groups/{group}/archive", "groups:write", Repeats: true),
        ["restoreGroup"] = new("POST", "/v1/groups/{group}/restore", "groups:write", Repeats: true),
        ["listTriggers"] = new("GET", "/v1/groups/{group}/triggers", "groups:read"),
        ["issueCredential"] = new(
            "POST",
            "/v1/credentials",
            "credentials:issue",
            """{"groupId":"{group}","recipient":{"name":"Ada Example"}}""",
            201,
            Repeats: true
        ),
        ["issueList"] = new(
            "POST",
            "/v1/credentials/batch",
            "credentials:issue",
            """{"groupId":"{group}","rows":[{"recipient":{"name":"Ada Example"}}]}""",
            Repeats: true
        ),
        ["getBatch"] = new("GET", "/v1/batches/{batch}", "credentials:read"),
        ["listCredentials"] = new("GET", "/v1/credentials", "credentials:read"),
        ["listCredentialsOfGroup"] = new(
            "GET",
            "/v1/credentials?groupId={group}",
            "credentials:read"
        ),
        ["getCredential"] = new("GET", "/v1/credentials/{issued}", "credentials:read"),
        ["editDraft"] = new(
            "PATCH",
            "/v1/credentials/{draft}",
            "credentials:issue",
            """{"name":"Changed"}""",
            Repeats: true
        ),
        ["issueDraft"] = new(
            "POST",
            "/v1/credentials/{draft}/issue",
            "credentials:issue",
            Repeats: true
        ),
        ["deleteDraft"] = new(
            "DELETE",
            "/v1/credentials/{draft}",
            "credentials:issue",
            Status: 204
        ),
        ["revokeCredential"] = new(
            "POST",
            "/v1/credentials/{issued}/revoke",
            "credentials:revoke",
            """{"reason":"A reason"}""",
            Repeats: true
        ),
        ["reissueCredential"] = new(
            "POST",
            "/v1/credentials/{issued}/reissue",
            "credentials:issue",
            """{"name":"Corrected"}""",
            201,
            Repeats: true
        ),
        ["renewCredential"] = new(
            "POST",
            "/v1/credentials/{issued}/renew",
            "credentials:issue",
            """{"validUntil":"2040-01-01T00:00:00Z"}""",
            201,
            Repeats: true
        ),
        ["getDocument"] = new("GET", "/v1/credentials/{issued}/document", "credentials:read"),
        ["getReceipt"] = new("GET", "/v1/credentials/{issued}/receipt", "credentials:read"),
        ["getRecipient"] = new("GET", "/v1/recipients/{recipient}", "credentials:read"),
        ["exportRecipient"] = new("GET", "/v1/recipients/{recipient}/export", "recipients:export"),
        ["eraseRecipient"] = new(
            "DELETE",
            "/v1/recipients/{recipient}",
            "recipients:erase",
            Status: 204
        ),
    };
}

/// <summary>One object of each kind.</summary>
internal sealed record Stage(Programme Programme, Issued Issued, Issued Draft, string Batch)
{
    public static async Task<Stage> Set(Programme programme)
    {
        var list = await programme.Post(
            "/v1/credentials/batch",
            $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{"name":"Bo Example"}}]}"""
        );
        return new(
            programme,
            await programme.Issue(),
            await programme.Draft(),
            list.Should(200).At("id")!
        );
    }

    public string Fill(string text) =>
        text.Replace("{group}", Programme.GroupId)
            .Replace("{issued}", Issued.Id)
            .Replace("{draft}", Draft.Id)
            .Replace("{batch}", Batch)
            .Replace("{recipient}", Issued.RecipientId);

    /// <summary>Ids of the right form that name nothing.</summary>
    public static string Unknown(string text) =>
        text.Replace("{group}", "grp_00000000000000000000000000")
            .Replace("{issued}", "cred_00000000000000000000000000")
            .Replace("{draft}", "cred_00000000000000000000000000")
            .Replace("{batch}", "bat_00000000000000000000000000")
            .Replace("{recipient}", "rcp_00000000000000000000000000");

    /// <summary>Everything the organization can see of its stage, to tell whether anything changed.</summary>
    public async Task<string> Look()
    {
        var seen = new List<string>();
        foreach (
            var path in (string[])
                [
                    "/v1/groups?limit=100",
                    "/v1/credentials?limit=100",
                    "/v1/credentials/{draft}",
                    "/v1/recipients/{recipient}",
                    "/v1/batches/{batch}",
                ]
        )
            seen.Add((await Programme.Get(Fill(path))).Should(200).Text);
        return string.Join('\n', seen);
    }
}

public abstract class EveryOperationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : EveryOperationTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : EveryOperationTests(shared),
            IClassFixture<OnPostgres>;

    private static readonly string[] NarrowScopes =
    [
        "credentials:read",
        "credentials:verify",
        "credentials:issue",
        "credentials:revoke",
        "groups:read",
        "groups:write",
        "recipients:erase",
        "recipients:export",
        "usage:read",
        "keys:admin",
        "orders:quote",
        "orders:submit",
        "webhooks:write",
        "compliance:ack",
        "policies:read",
        "policies:write",
    ];

    public static TheoryData<string> Names => [.. Operation.All.Keys];

    public static TheoryData<string> WithBody =>
        [.. Operation.All.Where(o => o.Value.Body is not null).Select(o => o.Key)];

    public static TheoryData<string> Repeating =>
        [.. Operation.All.Where(o => o.Value.Repeats).Select(o => o.Key)];

    public static TheoryData<string> OnObjects =>
        [.. Operation.All.Where(o => o.Value.NamesAnObject).Select(o => o.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_works_with_its_own_scope_alone(string name)
    {
        var (stage, operation) = await Prepare(name);
        var key = await stage.Programme.Issuer.KeyWith(operation.Scope);
        (await Run(stage, operation, key.Secret)).Should(operation.Status);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Without_its_scope_it_is_refused_and_nothing_changes(string name)
    {
        var (stage, operation) = await Prepare(name);
        var before = await stage.Look();
        var key = await stage.Programme.Issuer.KeyWith([
            .. NarrowScopes.Where(s => s != operation.Scope),
        ]);
        var refused = (await Run(stage, operation, key.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        refused
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("requiredScopes")[0]
            .GetString()
            .ShouldBe(operation.Scope);
        var verifier = await stage.Programme.Issuer.KeyWith("credentials:verify");
        (await Run(stage, operation, verifier.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await stage.Look()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Without_a_key_it_is_refused(string name)
    {
        var (stage, operation) = await Prepare(name);
        var before = await stage.Look();
        (await Run(stage, operation, null)).ShouldBeProblem(401, "AUTH_MISSING");
        (await Run(stage, operation, "vdm_live_x")).ShouldBeProblem(401, "AUTH_INVALID_KEY");
        (await stage.Look()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(OnObjects))]
    public async Task K7_somebody_elses_object_is_as_if_it_were_not_there(string name)
    {
        var (stage, operation) = await Prepare(name);
        var before = await stage.Look();
        var stranger = await App.NewOrganization();
        var theirs = await Run(stage, operation, stranger.Live.Secret);
        theirs.Status.ShouldBe(404);
        theirs
            .Neutral()
            .ShouldBe((await Run(null, operation, stranger.Live.Secret)).Should(404).Neutral());
        (await stage.Look()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(OnObjects))]
    public async Task K6_an_object_of_the_other_mode_is_as_if_it_were_not_there(string name)
    {
        var operation = Operation.All[name];
        var live = await Stage.Set(await Programme.Start(App));
        var test = await Stage.Set(await Programme.In(live.Programme.Issuer, test: true));
        foreach (
            var (stage, key) in ((Stage, Key)[])
                [(live, test.Programme.Key), (test, live.Programme.Key)]
        )
        {
            var before = await stage.Look();
            var crossed = await Run(stage, operation, key.Secret);
            crossed.Status.ShouldBe(404);
            crossed
                .Neutral()
                .ShouldBe((await Run(null, operation, key.Secret)).Should(404).Neutral());
            (await stage.Look()).ShouldBe(before);
        }
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task A_malformed_body_is_refused_and_nothing_changes(string name)
    {
        var (stage, operation) = await Prepare(name);
        var before = await stage.Look();
        var key = stage.Programme.Key.Secret;
        var body = stage.Fill(operation.Body!);
        (await Run(stage, operation, key, body[..^1])).ShouldBeProblem(400, "MALFORMED_JSON");
        (await Run(stage, operation, key, "[]")).Should(400);
        (await Run(stage, operation, key, "7")).Should(400);
        (await Run(stage, operation, key, body[..^1] + ""","surprise":1}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "surprise"
        );
        var first = JsonDocument.Parse(body).RootElement.EnumerateObject().First();
        (
            await Run(
                stage,
                operation,
                key,
                $$"""{"{{first.Name}}":{{first.Value.GetRawText()}},""" + body[1..]
            )
        ).ShouldBeProblem(400, "MALFORMED_JSON");
        (await Run(stage, operation, key, $$$"""{"{{{first.Name}}}":{"a":[1]}}""")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            first.Name
        );
        (
            await Run(
                stage,
                operation,
                key,
                new StringContent(body, System.Text.Encoding.UTF8, "text/plain")
            )
        ).ShouldBeProblem(415, "UNSUPPORTED_MEDIA_TYPE");
        (await stage.Look()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Repeating))]
    public async Task Repeated_with_its_key_it_answers_the_same_and_happens_once(string name)
    {
        var (stage, operation) = await Prepare(name);
        var first = (await Run(stage, operation, stage.Programme.Key.Secret, repeat: "r")).Should(
            operation.Status
        );
        first["Idempotency-Replayed"].ShouldBeNull();
        var between = await stage.Look();
        App.Advance(TimeSpan.FromMinutes(1));
        var again = (await Run(stage, operation, stage.Programme.Key.Secret, repeat: "r")).Should(
            operation.Status
        );
        again["Idempotency-Replayed"].ShouldBe("true");
        again.Bytes.ShouldBe(first.Bytes);
        (await stage.Look()).ShouldBe(between);
        if (operation.Body is not null)
            (
                await Run(
                    stage,
                    operation,
                    stage.Programme.Key.Secret,
                    stage.Fill(operation.Body) + " ",
                    "r"
                )
            ).ShouldBeProblem(422, "IDEMPOTENCY_CONFLICT");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_access_token_does_what_its_client_token_may(string name)
    {
        var (stage, operation) = await Prepare(name);
        var token = await stage.Programme.Issuer.Exchange(
            await stage.Programme.Issuer.ClientTokenWith(operation.Scope)
        );
        (await Run(stage, operation, token)).Should(operation.Status);
    }

    private async Task<(Stage, Operation)> Prepare(string name) =>
        (await Stage.Set(await Programme.Start(App)), Operation.All[name]);

    private Task<Answer> Run(
        Stage? stage,
        Operation operation,
        string? key,
        object? body = null,
        string? repeat = null
    )
    {
        string Fill(string text) => stage is null ? Stage.Unknown(text) : stage.Fill(text);
        body ??= operation.Body is null ? null : Fill(operation.Body);
        (string, string)[] headers = repeat is null ? [] : [("Idempotency-Key", repeat)];
        return App.Send(new HttpMethod(operation.Method), Fill(operation.Path), key, body, headers);
    }
}

using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Platform;

/// <summary>A server whose keys are not held up by their limit.</summary>
public abstract class UnlimitedApp(Engine engine) : SharedApp(engine)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string> { ["Limits:RequestsPerMinute"] = "100000" },
        };
}

public sealed class UnlimitedOnSqlite() : UnlimitedApp(Engine.Sqlite);

public sealed class UnlimitedOnPostgres() : UnlimitedApp(Engine.Postgres);

/// <summary>Every operation of the OpenAPI document, fed with what nobody should send. New routes are covered as they appear.</summary>
public abstract class FuzzTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : FuzzTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : FuzzTests(shared),
            IClassFixture<UnlimitedOnPostgres>;

    [Fact]
    public async Task P18_no_odd_value_in_a_body_breaks_any_operation()
    {
        var scene = await Scene.Make(App);
        foreach (var operation in scene.Operations.Where(o => o.Body is not null))
        {
            foreach (
                var whole in new[]
                {
                    "",
                    "null",
                    "[]",
                    "{}",
                    "1",
                    "\"x\"",
                    "true",
                    "[{}]",
                    "{",
                    """{"nobody-knows-this":1}""",
                }
            )
                await scene.Send(operation, whole);
            foreach (var member in operation.Members)
            {
                foreach (var odd in FuzzedOperation.Odd)
                {
                    await scene.Send(operation, FuzzedOperation.BodyWith(member, odd));
                    await scene.Send(operation, operation.PlausibleWith(member, odd));
                }
            }
        }
        scene.Findings.ShouldBeEmpty();
        scene.Sent.ShouldBeGreaterThan(300);
    }

    [Fact]
    public async Task P18_no_odd_value_in_a_path_or_query_breaks_any_operation()
    {
        var scene = await Scene.Make(App);
        string[] odd =
        [
            "",
            "x",
            "0",
            "-1",
            "99999999999999999999",
            "%00",
            "%0d%0a",
            "..%2f..%2fetc",
            "%27%20OR%201%3D1",
            "%ff",
            "%ed%a0%80",
            "%E2%80%AE",
            "{id}",
            "a%20b",
            "*",
            "%25",
            new('x', 3000),
        ];
        foreach (var operation in scene.Operations)
        {
            foreach (var value in odd)
            {
                foreach (var name in operation.Parameters("query"))
                {
                    await scene.Send(
                        operation,
                        operation.Body is null ? null : "{}",
                        query: $"?{name}={value}"
                    );
                    await scene.Send(
                        operation,
                        operation.Body is null ? null : "{}",
                        query: $"?{name}={value}&{name}={value}"
                    );
                }
                foreach (var name in operation.Parameters("path"))
                    await scene.Send(
                        operation,
                        operation.Body is null ? null : "{}",
                        id: value.Length == 0 ? "%20" : value
                    );
            }
        }
        scene.Findings.ShouldBeEmpty();
        scene.Sent.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task P17_what_is_the_servers_to_say_is_refused_by_name_in_every_native_write()
    {
        var scene = await Scene.Make(App);
        string[] always =
        [
            "id",
            "organizationId",
            "tenant_id",
            "mode",
            "state",
            "status",
            "scopes",
            "cap",
            "version",
            "createdAt",
            "digest",
            "secret",
            "uuid",
            "issuedAt",
            "revokedAt",
            "__proto__",
        ];
        var count = 0;
        // Exchanging, verifying, leak reports and events of other systems are foreign documents, whose contracts say to ignore
        // what is not known.
        foreach (
            var operation in scene.Operations.Where(o =>
                o.Body is not null
                && o.Path.StartsWith("/v1/", StringComparison.Ordinal)
                && !o.Path.StartsWith("/v1/auth/token", StringComparison.Ordinal)
                && o.Path is not ("/v1/leak-reports" or "/v1/triggers/{triggerId}")
            )
        )
        {
            foreach (
                var member in operation.Answered.Concat(always).Distinct().Except(operation.Members)
            )
            {
                var answer = await scene.Send(operation, FuzzedOperation.BodyWith(member, "\"x\""));
                answer.Status.ShouldBe(400, $"{operation.Name} took {member}: {answer.Text}");
                answer.At("error", "field").ShouldBe(member, $"{operation.Name}: {answer.Text}");
                count++;
            }
        }
        scene.Findings.ShouldBeEmpty();
        count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Every_operation_that_needs_a_key_says_so_without_one()
    {
        var scene = await Scene.Make(App);
        foreach (
            var operation in scene.Operations.Where(o =>
                o.Operation.GetProperty("security").GetArrayLength() > 0
            )
        )
        {
            var answer = await App.Send(
                new HttpMethod(operation.Method),
                scene.PathOf(operation),
                null,
                operation.Body is null ? null : "{}"
            );
            answer.Status.ShouldBe(401, operation.Name);
        }
    }

    private sealed class Scene(
        VidimusApp app,
        Issuer issuer,
        Issuer victim,
        Key sacrificed,
        IReadOnlyList<FuzzedOperation> operations
    )
    {
        public IReadOnlyList<FuzzedOperation> Operations => operations;

        private readonly Dictionary<string, string> _findings = [];

        /// <summary>The first finding of each kind at each operation.</summary>
        public IReadOnlyCollection<string> Findings => _findings.Values;

        public int Sent { get; private set; }

        public static async Task<Scene> Make(VidimusApp app)
        {
            var issuer = await app.NewOrganization();
            return new(
                app,
                issuer,
                await app.NewOrganization(),
                await issuer.TestKeyWith("read"),
                await FuzzedOperation.Of(app)
            );
        }

        private void Find(FuzzedOperation operation, int status, string finding) =>
            _findings.TryAdd($"{operation.Name} {status}", finding);

        // What is suspended, revoked or disabled on the way is nothing that the fuzzer itself stands on.
        public string PathOf(FuzzedOperation operation, string? id = null)
        {
            var path = operation.Path;
            foreach (var name in operation.Parameters("path"))
            {
                var own =
                    path.StartsWith("/v1/keys/", StringComparison.Ordinal) ? sacrificed.Id
                    : path.StartsWith("/v1/organizations/", StringComparison.Ordinal) ? victim.Id
                    : "unknown";
                path = path.Replace($"{{{name}}}", id ?? own, StringComparison.Ordinal);
            }
            return path;
        }

        public async Task<Answer> Send(
            FuzzedOperation operation,
            string? body,
            string query = "",
            string? id = null
        )
        {
            var key = operation.IsOperators ? app.OperatorToken : issuer.Live.Secret;
            var answer = await app.Send(
                new HttpMethod(operation.Method),
                PathOf(operation, id) + query,
                key,
                body is null ? null : VidimusApp.Json(body)
            );
            Sent++;
            var shown =
                $"{operation.Name}{query} {(body?.Length > 200 ? body[..200] : body)} -> {answer.Status} {(answer.Text.Length > 300 ? answer.Text[..300] : answer.Text)}";
            if (answer.Status >= 500)
                Find(
                    operation,
                    answer.Status,
                    $"{shown}\n{string.Join('\n', Output.LinesWith(answer["X-Request-Id"] ?? "(none)"))}"
                );
            else if (answer["X-Request-Id"] is null && answer.Status != 400)
                Find(operation, answer.Status, $"without request id: {shown}");
            else if (
                answer.Status == 400
                && answer.Bytes.Length > 0
                && answer.At("error", "code") is "VALIDATION_ERROR"
                && answer.At("error", "field") is null
                && !(IsVeritys(operation) && NamesMembers(answer))
            )
                Find(operation, answer.Status, $"without field: {shown}");
            if (
                answer.Status is >= 200 and < 300
                && answer.MediaType == "application/json"
                && answer.Json.ValueKind == System.Text.Json.JsonValueKind.Object
                && answer.At("basicHeader") is not null
            )
                Key.Of(answer.Json);
            if (operation.Path == "/v1/organizations" && answer.Status == 201)
            {
                Key.Of(answer.Json.GetProperty("firstKey"));
                Key.Of(answer.Json.GetProperty("firstTestKey"));
            }
            return answer;
        }

        // Verity's error body has no member for the first member at fault: it lists them all under their names.
        private static bool IsVeritys(FuzzedOperation operation) =>
            operation.Path.StartsWith("/api/v1/", StringComparison.Ordinal);

        private static bool NamesMembers(Answer answer) =>
            answer.Json.GetProperty("error").GetProperty("details").EnumerateObject().Any();
    }
}

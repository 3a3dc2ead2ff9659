using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

public abstract partial class VerixTests
{
    [Fact]
    public async Task Verix_X12_the_statuses_of_success_and_refusal_carry_a_code_and_a_message()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (await programme.Get($"{Credentials}/{Hex(issued)}")).Should(200);
        // 201 is answered where a client credential is made; the seven calls themselves answer 200.
        (
            await App.Post(
                "/v1/keys",
                programme.Key.Secret,
                """{"label":"x","mode":"live","scopes":["read"]}"""
            )
        ).Should(201);
        IsError(await programme.Get($"{Credentials}?page_number=x"), 400, "VALIDATION_ERROR");
        IsError(await App.Get(Credentials), 401, "AUTH_MISSING");
        IsError(
            await Create(
                programme with
                {
                    Key = await programme.Issuer.KeyWith("credentials:verify"),
                },
                """{"inputs":[{}]}"""
            ),
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        IsError(await programme.Get($"{Base}/nothing"), 404, "NOT_FOUND");
        IsError(await App.Get("/verix"), 404, "NOT_FOUND");
        IsError(
            await programme.Delete($"{Credentials}/{Hex(issued)}"),
            409,
            "CREDENTIAL_ALREADY_ISSUED"
        );
        var narrow = await programme.Issuer.Mint(
            new
            {
                label = "x",
                mode = "live",
                scopes = new[] { "read" },
                rateLimitPerMinute = 1,
            }
        );
        (await App.Get(Groups, narrow.Secret)).Should(200);
        IsError(await App.Get(Groups, narrow.Secret), 429, "RATE_LIMITED")
            .Number("Retry-After")
            .ShouldBeInRange(1, 60);
    }

    [Fact]
    public async Task Verix_X12_a_status_Verix_does_not_know_becomes_one_it_knows()
    {
        var programme = await Programme.Start(App);
        IsError(
            await App.Send(HttpMethod.Patch, Groups, programme.Key.Secret, "{}"),
            404,
            "METHOD_NOT_ALLOWED"
        );
        var large = new HttpRequestMessage(HttpMethod.Post, $"{Groups}/{programme.Number}")
        {
            Content = VidimusApp.Json(new string(' ', 8_388_609)),
        };
        large.Headers.ExpectContinue = true;
        large.Headers.Authorization = new("Bearer", programme.Key.Secret);
        IsError(await App.Send(large), 400, "BODY_TOO_LARGE");
        IsError(
            await App.Send(
                HttpMethod.Post,
                $"{Base}/auth/token",
                null,
                new StringContent("x"),
                ("Authorization", programme.Key.BasicHeader)
            ),
            400,
            "UNSUPPORTED_MEDIA_TYPE"
        );
    }

    [Fact]
    public async Task Verix_X12_a_defect_is_500_and_tells_nothing_of_itself()
    {
        var programme = await Programme.Start(App);
        // No request can cause a defect, so what is stored is broken by hand.
        (
            await App.Execute(
                "UPDATE credentials_groups SET achievement = '{broken' WHERE id = @id",
                ("id", programme.GroupId)
            )
        ).ShouldBe(1);
        var failed = IsError(
            await programme.Get($"{Groups}/{programme.Number}"),
            500,
            "INTERNAL_ERROR"
        );
        failed.Text.ShouldNotContain("broken");
        failed.Text.ShouldNotContain("Exception");
        failed.Text.ShouldNotContain(" at ");
    }

    [Fact]
    public async Task Verix_X12_a_server_that_cannot_save_now_is_503()
    {
        Engines.Demand(engine);
        var settings = new Dictionary<string, string>
        {
            ["Database:WriteQueue"] = "3",
            ["Database:Writers"] = "1",
            ["Database:WriteWait"] = "00:00:00.200",
        };
        await using var app = await VidimusApp.Start(new(engine) { Settings = settings });
        var programme = await Programme.Start(app);
        await using var blocker = await app.OpenDatabase();
        await using var command = blocker.CreateCommand();
        command.CommandText =
            engine == Engine.Sqlite
                ? "BEGIN IMMEDIATE"
                : "BEGIN; LOCK TABLE credentials_credentials IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync();
        // The writer stands with whatever it took; then the queue fills up, however many it took before.
        var waiting = new List<Task<Answer>>();
        while (waiting.Count < 60 && !waiting.Any(w => w.IsCompleted))
        {
            waiting.Add(Create(programme, """{"inputs":[{"recipient":{"name":"Ada Example"}}]}"""));
            await Task.Delay(50);
        }
        var first = await await Task.WhenAny(waiting);
        IsError(first, 503, "UNAVAILABLE").Number("Retry-After").ShouldBeGreaterThan(0);
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();
        var answers = await Task.WhenAll(waiting);
        answers.Count(a => a.Status == 200).ShouldBeGreaterThanOrEqualTo(1);
        (await programme.Counts()).ShouldBe((0, answers.Count(a => a.Status == 200)));
    }
}

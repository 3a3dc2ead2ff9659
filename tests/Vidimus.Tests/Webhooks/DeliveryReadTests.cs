using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Deliveries and attempts as their owners read them, and as nobody else does.</summary>
public abstract class DeliveryReadTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(HearingOnSqlite shared)
        : DeliveryReadTests(shared),
            IClassFixture<HearingOnSqlite>;

    public sealed class Postgres(HearingOnPostgres shared)
        : DeliveryReadTests(shared),
            IClassFixture<HearingOnPostgres>;

    [Fact]
    public async Task W18_deliveries_attempts_bodies_and_recoveries_are_not_there_for_anybody_else()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(programme);
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        var replay = (
            await listener.TryRecover($$"""{"since":"{{App.Clock.Now.AddHours(-1):O}}"}""")
        )
            .Should(202)
            .At("id");
        var stranger = await App.NewOrganization();
        foreach (var key in (Key[])[stranger.Live, stranger.Test, programme.Issuer.Test])
        {
            (string Method, string Path, string? Body)[] asked =
            [
                ("GET", $"{listener.Path}/deliveries", null),
                ("GET", $"{listener.Path}/deliveries/{id}", null),
                ("GET", $"{listener.Path}/stats", null),
                ("POST", $"{listener.Path}/deliveries/{id}/resend", null),
                (
                    "POST",
                    $"{listener.Path}/recover",
                    $$"""{"since":"{{App.Clock.Now.AddHours(-1):O}}"}"""
                ),
                ("POST", $"{listener.Path}/test", null),
                ("GET", $"/v1/webhook-replays/{replay}", null),
                ("POST", $"/v1/webhook-replays/{replay}/cancel", null),
                ("POST", "/api/v1/webhooks/1/test", null),
            ];
            foreach (var (method, path, body) in asked)
            {
                var answer = await App.Send(new(method), path, key.Secret, body);
                answer.Should(404);
                answer.Text.ShouldNotContain(id);
            }
            foreach (var query in (string[])[$"eventId={id}", $"resourceId={listener.Id}"])
                (await App.Get($"/v1/webhooks/deliveries?{query}", key.Secret))
                    .Should(200)
                    .Json.GetProperty("data")
                    .GetArrayLength()
                    .ShouldBe(0);
            (await App.Get("/v1/webhook-replays", key.Secret))
                .Should(200)
                .Json.GetProperty("data")
                .GetArrayLength()
                .ShouldBe(0);
        }
        listener.Arrivals.Count.ShouldBe(1);
    }

    [Fact]
    public async Task W18_a_delivery_shows_its_request_without_signatures_and_passwords_and_each_attempt()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(
            programme,
            more: ""","headers":{"X-Receiver-Password":"not-to-be-shown"}""",
            answer: Listener.With(200, "thanks")
        );
        var id = await listener.Hear();
        var detail = await listener.InState(id, "succeeded");
        var request = detail.GetProperty("request");
        request.GetProperty("method").GetString().ShouldBe("POST");
        request.GetProperty("url").GetString().ShouldBe(listener.Url);
        var arrived = listener.Of(id)[0];
        request.GetProperty("body").GetString().ShouldBe(arrived.Body);
        var headers = request
            .GetProperty("headers")
            .EnumerateArray()
            .ToDictionary(
                h => h.GetProperty("name").GetString()!,
                h => h.GetProperty("value").GetString()
            );
        headers["webhook-id"].ShouldBe(id);
        headers.ShouldContainKeyAndValue("webhook-signature", null);
        headers.ShouldContainKeyAndValue("Vidimus-Signature", null);
        headers.ShouldContainKeyAndValue("X-Receiver-Password", null);
        detail.GetRawText().ShouldNotContain("not-to-be-shown");
        detail.GetRawText().ShouldNotContain(arrived.Signature);
        var attempt = detail.GetProperty("attempts").EnumerateArray().Single();
        attempt.GetProperty("number").GetInt32().ShouldBe(1);
        attempt.GetProperty("outcome").GetString().ShouldBe("succeeded");
        attempt.GetProperty("status").GetInt32().ShouldBe(200);
        attempt.GetProperty("response").GetString().ShouldBe("thanks");
        attempt.GetProperty("url").GetString().ShouldBe(listener.Url);
        attempt.GetProperty("latencyMs").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
        attempt
            .GetProperty("bodyDigest")
            .GetString()
            .ShouldBe(request.GetProperty("bodyDigest").GetString());
    }

    [Fact]
    public async Task W19_what_a_receiver_answers_comes_back_as_harmless_text()
    {
        const string evil = "<script>alert('\u0000\u0007\u001b[31m')</script>\"}],&\u202e\u2028";
        var listener = await Listener.Start(
            await Programme.Start(App),
            answer: async http =>
            {
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync(evil + new string('x', 100_000));
            }
        );
        var id = await listener.Hear();
        await listener.InState(id, "succeeded");
        var answers = new[]
        {
            (await listener.Programme.Get($"{listener.Path}/deliveries/{id}")).Should(200),
            (await listener.Programme.Post($"{listener.Path}/test")).Should(200),
        };
        foreach (var answer in answers)
        {
            answer["X-Content-Type-Options"].ShouldBe("nosniff");
            answer["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("default-src 'none'");
            answer.MediaType.ShouldBe("application/json");
            answer.Text.ShouldNotContain("<script");
            answer.Text.ShouldContain("\\u003Cscript\\u003E");
        }
        foreach (
            var response in (JsonElement[])
                [
                    answers[0].Json.GetProperty("attempts")[0].GetProperty("response"),
                    answers[1].Json.GetProperty("response"),
                ]
        )
        {
            var text = response.GetString()!;
            text.ShouldStartWith("<script>alert('[31m')</script>\"}],&");
            text.ShouldAllBe(c => !char.IsControl(c) && c != '\u202e');
            text.Length.ShouldBeInRange(16_000, 16 * 1024);
        }
    }

    [Fact]
    public async Task The_list_is_newest_first_page_by_page_and_narrowed_by_filters()
    {
        var programme = await Programme.Start(App);
        var past = App.Clock.Now.AddHours(-2);
        var events = await Listener.StateFacts(App.Store, programme.Issuer.Id, 30, past);
        var revoked = await Listener.StateFacts(
            App.Store,
            programme.Issuer.Id,
            5,
            past.AddHours(1),
            "credential.revoked"
        );
        var listener = await Listener.Start(programme);
        await listener.Recover("missing", past);
        await Listener.Until(() => listener.Arrivals.Count >= 35);
        foreach (var id in events.Concat(revoked))
            await listener.InState(id, "succeeded");
        await listener.Set(events[3], "state = 'failed'");
        string[] newestFirst = [.. events.Concat(revoked).OrderDescending(StringComparer.Ordinal)];
        (await All(listener, "limit=7")).ShouldBe(newestFirst);
        (await All(listener, "type=credential.revoked")).Length.ShouldBe(5);
        (await All(listener, "type=credential.*")).Length.ShouldBe(35);
        (await All(listener, "type=group.*")).ShouldBeEmpty();
        (await All(listener, "state=failed")).ShouldBe([events[3]]);
        (await All(listener, "resourceId=cred_of_2")).Length.ShouldBe(2);
        var middle = Uri.EscapeDataString(past.AddMinutes(30).ToString("O"));
        (await All(listener, $"since={middle}")).Length.ShouldBe(5);
        (await All(listener, $"until={middle}")).Length.ShouldBe(30);
        (await All(listener, $"until={middle}&state=succeeded&limit=5")).Length.ShouldBe(29);
        foreach (
            var wrong in (string[])
                ["state=lost", "since=yesterday", "limit=0", "limit=101", "type=a&type=b"]
        )
            (await programme.Get($"{listener.Path}/deliveries?{wrong}")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                wrong.Split('=')[0]
            );
        (await programme.Get($"{listener.Path}/deliveries?cursor=x")).ShouldBeProblem(
            400,
            "INVALID_CURSOR"
        );
        (await Found($"eventId={events[0]}")).ShouldBe([events[0]]);
        // Both have their own object, of the same name.
        (await Found("resourceId=cred_of_2")).ShouldBe([revoked[2], events[2]]);
        (await programme.Get("/v1/webhooks/deliveries")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "eventId"
        );

        async Task<string[]> Found(string query) =>
            [
                .. (await programme.Get($"/v1/webhooks/deliveries?{query}"))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(d => d.GetProperty("eventId").GetString()!),
            ];
    }

    [Fact]
    public async Task A_filter_that_matches_nothing_among_very_many_answers_short_pages_with_more_to_follow()
    {
        var programme = await Programme.Start(App);
        var past = App.Clock.Now.AddHours(-2);
        var listener = await Listener.Start(programme);
        (await programme.Post($"{listener.Path}/pause")).Should(200);
        var events = await Listener.StateFacts(App.Store, programme.Issuer.Id, 10_500, past);
        await listener.Recover("missing", past);
        await listener.Set(events[0], "state = 'held', next_at = NULL");
        var first = (await programme.Get($"{listener.Path}/deliveries?state=held"))
            .Should(200)
            .Json;
        first.GetProperty("data").GetArrayLength().ShouldBe(0);
        first.GetProperty("hasMore").GetBoolean().ShouldBeTrue();
        (await All(listener, "state=held")).ShouldBe([events[0]]);
    }

    [Fact]
    public async Task An_endpoint_says_how_it_is_doing()
    {
        var programme = await Programme.Start(App);
        var listener = await Listener.Start(programme);
        var good = await listener.Hear();
        await listener.InState(good, "succeeded");
        listener.Answer = Listener.With(503);
        var bad = await listener.Hear();
        await Listener.Until(async () =>
            (await Stats()).GetProperty("lastFailure").ValueKind != JsonValueKind.Null
        );
        (await programme.Post($"{listener.Path}/pause")).Should(200);
        App.Advance(TimeSpan.FromMinutes(10));
        var stats = await Stats();
        stats.GetProperty("byState").GetProperty("succeeded").GetInt32().ShouldBe(1);
        stats.GetProperty("byState").GetProperty("pending").GetInt32().ShouldBe(1);
        stats.GetProperty("byState").GetProperty("failed").GetInt32().ShouldBe(0);
        stats.GetProperty("complete").GetBoolean().ShouldBeTrue();
        stats.GetProperty("oldestDueSeconds").GetInt64().ShouldBeInRange(570, 600);
        var success = stats.GetProperty("lastSuccess");
        success.GetProperty("eventId").GetString().ShouldBe(good);
        success.GetProperty("status").GetInt32().ShouldBe(204);
        var failure = stats.GetProperty("lastFailure");
        failure.GetProperty("eventId").GetString().ShouldBe(bad);
        failure.GetProperty("outcome").GetString().ShouldBe("refused");
        failure.GetProperty("status").GetInt32().ShouldBe(503);

        async Task<JsonElement> Stats() =>
            (await programme.Get($"{listener.Path}/stats")).Should(200).Json;
    }

    private static async Task<string[]> All(Listener listener, string query)
    {
        var all = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (
                await listener.Programme.Get(
                    $"{listener.Path}/deliveries?{query}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}"
                )
            )
                .Should(200)
                .Json;
            all.AddRange(
                page.GetProperty("data")
                    .EnumerateArray()
                    .Select(d => d.GetProperty("eventId").GetString()!)
            );
            cursor = page.GetProperty("nextCursor").GetString();
            page.GetProperty("hasMore").GetBoolean().ShouldBe(cursor is not null);
        }
        return [.. all];
    }
}

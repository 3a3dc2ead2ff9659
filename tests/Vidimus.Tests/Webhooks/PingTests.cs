using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>Testing an endpoint.</summary>
public abstract class PingTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(QuickOnSqlite shared)
        : PingTests(shared),
            IClassFixture<QuickOnSqlite>;

    public sealed class Postgres(QuickOnPostgres shared)
        : PingTests(shared),
            IClassFixture<QuickOnPostgres>;

    [Fact]
    public async Task A_test_is_sent_at_once_signed_and_kept_with_its_attempt()
    {
        var listener = await Listener.Start(
            await Programme.Start(App),
            answer: Listener.With(201, "made")
        );
        var answer = (await listener.Programme.Post($"{listener.Path}/test")).Should(200);
        answer.At("success").ShouldBe("true");
        answer.At("httpStatus").ShouldBe("201");
        answer.At("error").ShouldBeNull();
        answer.At("response").ShouldBe("made");
        var arrival = listener.Arrivals.ShouldHaveSingleItem();
        arrival.EventId.ShouldBe(answer.At("eventId"));
        arrival.Signature.ShouldContain("v1,");
        arrival.Body.ShouldContain("\"test.ping\"");
        var detail = await listener.InState(arrival.EventId, "succeeded");
        detail.GetProperty("delivery").GetProperty("type").GetString().ShouldBe("test.ping");
        detail.GetProperty("request").GetProperty("method").GetString().ShouldBe("POST");
        detail.GetProperty("attempts")[0].GetProperty("status").GetInt32().ShouldBe(201);
        (await listener.Resend(arrival.EventId)).ShouldBeProblem(409, "WEBHOOK_TEST_NOT_RESENT");
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("disable")]
    public async Task An_endpoint_that_is_paused_or_disabled_can_be_tested_and_its_failure_is_not_counted(
        string verb
    )
    {
        var listener = await Listener.Start(
            await Programme.Start(App),
            answer: Listener.With(500, "broken")
        );
        (await listener.Programme.Post($"{listener.Path}/{verb}")).Should(200);
        var answer = (await listener.Programme.Post($"{listener.Path}/test")).Should(200);
        answer.At("success").ShouldBe("false");
        answer.At("httpStatus").ShouldBe("500");
        answer.At("error").ShouldBe("refused");
        answer.At("response").ShouldBe("broken");
        await listener.InState(answer.At("eventId")!, "failed");
        var endpoint = (await listener.Programme.Get(listener.Path)).Should(200);
        endpoint.At("failureCount").ShouldBe("0");
        endpoint.At("failingSince").ShouldBeNull();
    }

    [Fact]
    public async Task A_test_of_an_endpoint_that_answers_410_does_not_disable_it()
    {
        var listener = await Listener.Start(await Programme.Start(App), answer: Listener.With(410));
        (await listener.Programme.Post($"{listener.Path}/test")).Should(200);
        (await listener.Programme.Get(listener.Path)).At("state").ShouldBe("active");
    }

    [Theory]
    [InlineData("http://127.0.0.1:{closed}/nobody", "unreachable")]
    [InlineData("https://10.1.2.3/inside", "blocked")]
    [InlineData("https://[fd00::1]/inside", "blocked")]
    [InlineData("http://169.254.169.254/latest/meta-data", "blocked")]
    public async Task A_test_of_what_cannot_or_may_not_be_reached_says_so_in_one_word(
        string url,
        string error
    )
    {
        var listener = await Listener.Start(await Programme.Start(App));
        // The address was allowed when it was saved, or its name led elsewhere then.
        await App.Execute(
            "UPDATE webhooks_endpoints SET url = @url WHERE id = @id",
            ("@url", url.Replace("{closed}", ClosedPort(), StringComparison.Ordinal)),
            ("@id", listener.Id)
        );
        var answer = (await listener.Programme.Post($"{listener.Path}/test")).Should(200);
        answer.At("success").ShouldBe("false");
        answer.At("httpStatus").ShouldBeNull();
        answer.At("error").ShouldBe(error);
        answer.At("response").ShouldBeNull();
        if (error == "blocked")
            answer.At("reason").ShouldBeNull();
        await listener.InState(answer.At("eventId")!, "failed");
    }

    private static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_test_of_an_endpoint_that_does_not_answer_ends_at_the_deadline()
    {
        using var stop = new CancellationTokenSource();
        var listener = await Listener.Start(
            await Programme.Start(App),
            answer: async http =>
            {
                // The status comes at once, then a byte now and then.
                using var end = CancellationTokenSource.CreateLinkedTokenSource(
                    stop.Token,
                    http.RequestAborted
                );
                for (var i = 0; i < 1_000 && !end.IsCancellationRequested; i++)
                {
                    await http.Response.WriteAsync("x", CancellationToken.None);
                    await http.Response.Body.FlushAsync(CancellationToken.None);
                    await Task.Delay(50, CancellationToken.None);
                }
            }
        );
        var answer = (await listener.Programme.Post($"{listener.Path}/test")).Should(200);
        await stop.CancelAsync();
        answer.At("success").ShouldBe("false");
        answer.At("error").ShouldBe("timeout");
        answer.Json.GetProperty("latencyMs").GetInt32().ShouldBeInRange(900, 10_000);
    }

    [Fact]
    public async Task Y10_Verity_clients_test_by_number_and_get_their_own_shape()
    {
        var listener = await Listener.Start(await Programme.Start(App), answer: Listener.With(500));
        var answer = (await listener.Programme.Post("/api/v1/webhooks/1/test")).Should(200);
        answer.At("success").ShouldBe("true");
        var data = answer.Json.GetProperty("data");
        data.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([
                "delivery_id",
                "endpoint_id",
                "event",
                "http_status",
                "success",
                "error",
                "created_at",
            ]);
        // Verity's .NET client reads it as a number of 32 bits, and fails at a greater one.
        data.GetProperty("delivery_id").GetInt64().ShouldBeInRange(1, int.MaxValue);
        data.GetProperty("endpoint_id").GetInt64().ShouldBe(1);
        data.GetProperty("event").GetString().ShouldBe("test.ping");
        data.GetProperty("http_status").GetInt32().ShouldBe(500);
        data.GetProperty("success").GetBoolean().ShouldBeFalse();
        data.GetProperty("error").GetString().ShouldBe("refused");
        answer.At("meta", "request_id").ShouldBe(answer["X-Request-Id"]);
        (await listener.Programme.Post("/api/v1/webhooks/2/test")).Should(404);
        (await listener.Programme.Post("/api/v1/webhooks/x/test")).Should(404);
    }
}

/// <summary>A server that may send to this machine and waits a second for the whole answer.</summary>
public abstract class QuickApp(Engine engine) : HearingApp(engine)
{
    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual)
    {
        var hearing = base.Options(usual);
        return hearing with
        {
            Settings = new Dictionary<string, string>(hearing.Settings)
            {
                ["Outgoing:TotalTimeout"] = "00:00:01",
                ["Outgoing:ConnectTimeout"] = "00:00:01",
            },
        };
    }
}

/// <summary>On SQLite.</summary>
public sealed class QuickOnSqlite() : QuickApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class QuickOnPostgres() : QuickApp(Engine.Postgres);

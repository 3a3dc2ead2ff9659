using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Platform;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>Requests that meet the revocation of their key.</summary>
public abstract class RevocationRaceTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(UnlimitedOnSqlite shared)
        : RevocationRaceTests(shared),
            IClassFixture<UnlimitedOnSqlite>;

    public sealed class Postgres(UnlimitedOnPostgres shared)
        : RevocationRaceTests(shared),
            IClassFixture<UnlimitedOnPostgres>;

    [Fact]
    public async Task K10_a_reading_request_that_was_let_in_before_the_revocation_finishes_and_the_next_is_refused()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        using var client = new TcpClient("localhost", App.Port);
        await using var stream = client.GetStream();
        const string body = """{"document":{"nobody":"signed this"}}""";
        var head =
            $"POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key.Secret}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + body[..5]));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[5..]));
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldNotContain(
            "AUTH_REVOKED_KEY"
        );
        (await App.Post("/v1/verifications", key.Secret, body)).ShouldBeProblem(
            401,
            "AUTH_REVOKED_KEY"
        );
    }

    [Fact]
    public async Task K11_no_request_that_began_after_a_revocation_was_answered_is_let_in_whatever_was_being_read()
    {
        await using var other = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string>
                {
                    ["Limits:RequestsPerMinute"] = "100000",
                },
            }
        );
        var issuer = await App.NewOrganization();
        for (var round = 0; round < 3; round++)
        {
            var key = await issuer.ClientTokenWith("read");
            var token = await issuer.Exchange(key);
            var race = new Race();
            var readers = Enumerable
                .Range(0, 6)
                .Select(i => race.Read(i % 2 == 0 ? App : other, token))
                .ToArray();
            await race.Running(readers.Length);
            (await App.Post($"/v1/keys/{key.Id}/revoke", issuer.Live.Secret)).Should(200);
            race.Answered();
            foreach (var late in await Task.WhenAll(readers))
                late.ShouldBe([401, 401, 401]);
        }
    }

    /// <summary>Readers that ask without a pause, until each has asked three times after the revocation was answered.</summary>
    private sealed class Race
    {
        private int _letIn;
        private long _answered = long.MaxValue;

        public void Answered() => Volatile.Write(ref _answered, Stopwatch.GetTimestamp());

        public async Task Running(int readers)
        {
            while (Volatile.Read(ref _letIn) < readers)
                await Task.Delay(5);
        }

        public async Task<List<int>> Read(VidimusApp app, string token)
        {
            var late = new List<int>();
            for (var first = true; late.Count < 3; first = false)
            {
                var began = Stopwatch.GetTimestamp();
                var status = (await app.Get("/v1/auth/me", token)).Status;
                if (first)
                {
                    Interlocked.Increment(ref _letIn);
                    status.ShouldBe(200);
                }
                if (began > Volatile.Read(ref _answered))
                    late.Add(status);
            }
            return late;
        }
    }
}

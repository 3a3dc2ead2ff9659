using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Repeating;

/// <summary>A server that is killed in the middle of a request with an idempotency key, which is then repeated.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task L8_killed_at_any_step_a_repetition_issues_what_is_not_issued_and_nothing_twice()
    {
        Engines.Demand(Engine.Postgres);
        await using var place = await Place.Make(Engine.Postgres);
        await using var held = new HeldDatabase(place.Database!);
        await using var server = new KillableServer(place.Folder, held.ConnectionString);
        await server.Start();
        var (key, group) = await server.NewProgramme();
        using var client = new Client(server, key, group);
        var issued = 0;
        foreach (var step in Enum.GetValues<Step>())
        {
            var reached = held.Hold(step);
            var asked = client.Issue($"step-{step}");
            await reached.WaitAsync(TimeSpan.FromSeconds(30));
            server.Kill();
            held.Break();
            (await asked).ShouldBeNull();
            await server.Start();
            var again = (await client.Issue($"step-{step}")).ShouldNotBeNull();
            again.Replayed.ShouldBe(step == Step.AfterCommit, step.ToString());
            (await client.Issue($"step-{step}")).ShouldBe(again with { Replayed = true });
            (await client.Ids()).Count.ShouldBe(++issued, step.ToString());
        }
    }

    [Theory]
    [InlineData(Engine.Sqlite, 3, 120)]
    [InlineData(Engine.Postgres, 0, 80, Explicit = true)]
    public async Task L8_killed_at_any_moment_each_key_has_issued_one_credential_once_it_is_repeated(
        Engine engine,
        int kills,
        int killsInLongRun
    )
    {
        Engines.Demand(engine);
        var rounds = Long.Wanted ? killsInLongRun : kills;
        await using var place = await Place.Make(engine);
        await using var server = new KillableServer(
            place.Folder,
            place.Database,
            ("VIDIMUS_Limits__RequestsPerMinute", "100000")
        );
        await server.Start();
        var (key, group) = await server.NewProgramme();
        using var client = new Client(server, key, group);
        var known = new ConcurrentDictionary<string, string>();
        var answered = 0;
        for (var round = 0; round < rounds; round++)
        {
            var sent = new ConcurrentBag<string>();
            var stream = Enumerable
                .Range(0, 8)
                .Select(w => Stream(client, $"{round}-{w}", sent, known))
                .ToList();
            await Task.Delay(Random.Shared.Next(50, 700));
            server.Kill();
            await Task.WhenAll(stream);
            answered = known.Count;
            await server.Start();
            await Parallel.ForEachAsync(
                sent,
                new ParallelOptions { MaxDegreeOfParallelism = 8 },
                async (repeat, _) =>
                {
                    var again = (await client.Issue(repeat)).ShouldNotBeNull();
                    // What was answered before the death is answered the same after it.
                    known.GetOrAdd(repeat, again.Id).ShouldBe(again.Id);
                }
            );
        }
        answered.ShouldBeGreaterThan(0);
        (await client.Ids()).ShouldBe(known.Values, ignoreOrder: true);
    }

    private static async Task Stream(
        Client client,
        string name,
        ConcurrentBag<string> sent,
        ConcurrentDictionary<string, string> known
    )
    {
        for (var i = 0; i < 100; i++)
        {
            var key = $"{name}-{i}";
            sent.Add(key);
            if (await client.Issue(key) is not { } issued)
                return;
            known[key] = issued.Id;
        }
    }

    private sealed record Credential(string Id, string Text, bool Replayed);

    /// <summary>Asks a server that may die meanwhile.</summary>
    private sealed class Client : IDisposable
    {
        private readonly HttpClient _http;
        private readonly string _group;

        public Client(KillableServer server, string key, string group)
        {
            _http = new() { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(60) };
            _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
            _group = group;
        }

        /// <summary>Issues under an idempotency key; null when the server died before it answered.</summary>
        public async Task<Credential?> Issue(string repeat)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials")
            {
                Content = VidimusApp.Json(
                    $$$"""{"groupId":"{{{_group}}}","recipient":{"name":"Ada Example"}}"""
                ),
            };
            request.Headers.Add("Idempotency-Key", repeat);
            try
            {
                using var response = await _http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                ((int)response.StatusCode).ShouldBe(201, text);
                return new(
                    JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!,
                    text,
                    response.Headers.Contains("Idempotency-Replayed")
                );
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return null;
            }
        }

        /// <summary>Ids of all that is issued.</summary>
        public async Task<List<string>> Ids()
        {
            var ids = new List<string>();
            for (string? cursor = ""; cursor is not null; )
            {
                var text = await _http.GetStringAsync($"/v1/credentials?limit=100{cursor}");
                var page = JsonDocument.Parse(text).RootElement;
                ids.AddRange(
                    page.GetProperty("data")
                        .EnumerateArray()
                        .Select(c => c.GetProperty("id").GetString()!)
                );
                cursor = page.GetProperty("nextCursor").GetString() is { } next
                    ? $"&cursor={next}"
                    : null;
            }
            return ids;
        }

        public void Dispose() => _http.Dispose();
    }

    /// <summary>Where a server keeps its data, gone afterwards.</summary>
    private sealed record Place(string Folder, string? Database) : IAsyncDisposable
    {
        public static async Task<Place> Make(Engine engine) =>
            new(
                Directory.CreateTempSubdirectory("vidimus-test-").FullName,
                engine == Engine.Postgres ? await PostgresServer.CreateDatabase() : null
            );

        public async ValueTask DisposeAsync()
        {
            if (Database is not null)
                await PostgresServer.DropDatabase(Database);
            Directory.Delete(Folder, recursive: true);
        }
    }
}

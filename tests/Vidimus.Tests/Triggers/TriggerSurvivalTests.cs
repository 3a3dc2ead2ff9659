using System.Collections.Concurrent;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Issuing;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>A server that is killed while events come in, and while one waits.</summary>
public sealed class TriggerSurvivalTests
{
    [Fact]
    public async Task Killed_at_any_moment_each_event_issues_one_credential_and_so_does_one_that_waits()
    {
        var folder = Directory.CreateTempSubdirectory("vidimus-triggers-").FullName;
        await using (
            var server = new KillableServer(
                folder,
                null,
                ("VIDIMUS_Limits__RequestsPerMinute", "100000")
            )
        )
        {
            await server.Start();
            var (at, later) = (await Sender.Start(server, ""), await Sender.Start(server, Delay));
            var told = new ConcurrentDictionary<string, string>();
            var events = 0;
            for (var round = 0; round < (Long.Wanted ? 60 : 1); round++)
            {
                var some = Enumerable.Range(0, 16).Select(_ => $"{events++}").ToArray();
                var waiting = (await later.Event($"{round}")).ShouldNotBeNull().Should(202);
                var sending = Task.WhenAll(some.Select(Tell));
                await Task.Delay(Random.Shared.Next(60), TestContext.Current.CancellationToken);
                server.Kill();
                await sending;
                await Forget(folder);
                await server.Start();
                await Task.WhenAll(some.Select(Tell));
                await later.UntilIssued(waiting.At("credentialId")!);
                var again = (await later.Event($"{round}")).ShouldNotBeNull().Should(200);
                again.At("state").ShouldBe("repeated");
                again.At("credentialId").ShouldBe(waiting.At("credentialId"));
            }
            told.Count.ShouldBe(events);
            told.Values.Distinct().Count().ShouldBe(events);
            (await at.Issued()).ShouldBe(events);

            async Task Tell(string id)
            {
                if (await at.Event(id) is not { } answer)
                    return;
                var credential = answer.Should(200).At("credentialId")!;
                told.GetOrAdd(id, credential).ShouldBe(credential);
            }
        }
        Directory.Delete(folder, recursive: true);
    }

    private const string Delay = "\"delaySeconds\":1,";

    // Otherwise the new process waits for the end of the dead one's lease, which is half a minute.
    private static Task<int> Forget(string folder) =>
        new Store(folder, null).Execute(
            "UPDATE platform_leases SET until = 0 WHERE name = 'credentials.waiting-events'"
        );

    private sealed record Sender(
        KillableServer Server,
        string Key,
        string Group,
        string Trigger,
        string Secret
    )
    {
        public static async Task<Sender> Start(KillableServer server, string more)
        {
            var (key, group) = await server.NewProgramme();
            var made = await Send(
                server,
                HttpMethod.Post,
                $"/v1/groups/{group}/triggers",
                Hook.Plain.Replace(
                    "\"repeatKey\"",
                    more + "\"repeatKey\"",
                    StringComparison.Ordinal
                ),
                ("Authorization", $"Bearer {key}")
            );
            var secret = made.Should(201).At("secret")!;
            Output.Plant("secret of a trigger", secret);
            return new(server, key, group, made.At("id")!, secret);
        }

        /// <summary>Null when the server died before it answered.</summary>
        public async Task<Answer?> Event(string id)
        {
            try
            {
                return await Send(
                    Server,
                    HttpMethod.Post,
                    $"/v1/triggers/{Trigger}",
                    $$"""{"id":"{{id}}","name":"Ada Example"}""",
                    ("X-Vidimus-Key", Secret)
                );
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return null;
            }
        }

        public async Task UntilIssued(string credential)
        {
            for (
                var tries = 0;
                (await Get($"/v1/credentials/{credential}")).At("state") != "issued";
                tries++
            )
            {
                tries.ShouldBeLessThan(400, "it never was issued");
                await Task.Delay(100);
            }
        }

        public async Task<int> Issued() =>
            (await Get($"/v1/groups/{Group}")).Json.GetProperty("issuedCount").GetInt32();

        private async Task<Answer> Get(string path) =>
            (
                await Send(Server, HttpMethod.Get, path, null, ("Authorization", $"Bearer {Key}"))
            ).Should(200);

        private static async Task<Answer> Send(
            KillableServer server,
            HttpMethod method,
            string path,
            string? json,
            (string Name, string Value) header
        )
        {
            using var http = new HttpClient { BaseAddress = server.Url };
            using var request = new HttpRequestMessage(method, path);
            if (json is not null)
                request.Content = VidimusApp.Json(json);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            using var response = await http.SendAsync(request);
            return await Answer.Read(response);
        }
    }
}

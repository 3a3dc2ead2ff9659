using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Policies are found by likeness where the operator named a service that makes vectors.</summary>
public abstract class LikenessTests(Engine engine)
{
    public sealed class Sqlite() : LikenessTests(Engine.Sqlite);

    public sealed class Postgres() : LikenessTests(Engine.Postgres);

    [Fact]
    public async Task Policies_are_found_by_likeness_once_their_vectors_are_made_and_by_words_all_the_same()
    {
        Engines.Demand(engine);
        await using var service = await EmbeddingStandIn.Start();
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Policies:Embedding:Url"] = service.Url,
                    ["Policies:Embedding:Model"] = "stand-in",
                    ["Policies:Embedding:Key"] = "stand-in-key",
                    ["Policies:Embedding:Batch"] = "2",
                },
            }
        );
        var issuer = await app.NewOrganization();
        await issuer.Enter("L1", "Knee pain");
        await issuer.Enter("L2", "Hearing aids");
        await issuer.Enter("L3", "Poison: the service takes no such text");
        await issuer.Enter("L4", "Knee braces", status: "retired");
        var found = await Until(issuer, "joint+of+the+leg", 2);
        found.ShouldBe(["L1", "L2"]);
        (await issuer.Find("q=joint+of+the+leg&mode=semantic&status=all")).ShouldBe(
            ["L1", "L4", "L2"],
            ignoreOrder: true
        );
        (await issuer.Find("q=joint+of+the+leg")).ShouldBeEmpty();
        service.Keys.ShouldAllBe(k => k == "Bearer stand-in-key");

        // A changed policy gets another vector.
        await issuer.Enter("L2", "Knees of elephants");
        await Patience.Until(
            async () => (await issuer.Find("q=joint+of+the+leg&mode=semantic&limit=1"))[0] == "L2",
            () => Round(app)
        );
        (await issuer.Find("q=joint+of+the+leg&mode=semantic"))[0].ShouldBe("L2");
        var asked = service.Texts.Count(t => t.StartsWith("Knee pain", StringComparison.Ordinal));
        asked.ShouldBe(1);

        var page = await app.Get("/v1/policies?q=leg&mode=semantic&limit=1", issuer.Live.Secret);
        var rest = await app.Get(
            $"/v1/policies?q=leg&mode=semantic&limit=1&cursor={page.At("nextCursor")}",
            issuer.Live.Secret
        );
        page.Ids().Concat(rest.Ids()).Order().ShouldBe(["L1", "L2"]);

        // Whom a search is about stays here.
        const string About = "policies?q=leg+of+patient+Ada+Example&mode=semantic";
        (await app.Get($"/v1/{About}", issuer.Live.Secret)).ShouldBeProblem(
            400,
            "PHI_NOT_ALLOWED",
            "q"
        );
        (await app.Get($"/api/v1/{About}", issuer.Live.Secret))
            .Should(400)
            .At("error", "code")
            .ShouldBe("PHI_NOT_ALLOWED");
        service.Texts.ShouldNotContain(t => t.Contains("Ada", StringComparison.Ordinal));

        service.Down = true;
        var down = await app.Get("/api/v1/policies?q=ear&mode=semantic", issuer.Live.Secret);
        down.Should(503);
        down.At("error", "code").ShouldBe("SERVER_SEARCH_UNAVAILABLE");
        down.At("error", "retryable").ShouldBe("true");
    }

    // The work looks every ten seconds.
    private static void Round(VidimusApp app) => app.Advance(TimeSpan.FromSeconds(11));

    private static async Task<string[]> Until(Issuer issuer, string q, int count)
    {
        string[] found = [];
        await Patience.Until(
            async () => (found = await issuer.Find($"q={q}&mode=semantic")).Length >= count,
            () => Round(issuer.App)
        );
        return found;
    }

    /// <summary>A service in the manner of OpenAI's embeddings: three numbers, how much of legs, ears and elephants there is in a text.</summary>
    private sealed class EmbeddingStandIn : IAsyncDisposable
    {
        private WebApplication? _server;

        public bool Down { get; set; }

        public ConcurrentBag<string> Texts { get; } = [];

        public ConcurrentBag<string> Keys { get; } = [];

        public string Url => $"{_server!.Urls.First()}/v1";

        public static async Task<EmbeddingStandIn> Start()
        {
            var standIn = new EmbeddingStandIn();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = builder.Build();
            server.MapPost(
                "/v1/embeddings",
                (Delegate)(Func<HttpContext, Task<IResult>>)standIn.Answer
            );
            await server.StartAsync();
            standIn._server = server;
            return standIn;
        }

        public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

        private async Task<IResult> Answer(HttpContext http)
        {
            if (Down)
                return Results.StatusCode(500);
            Keys.Add(http.Request.Headers.Authorization.ToString());
            using var body = await JsonDocument.ParseAsync(http.Request.Body);
            string[] texts =
            [
                .. body
                    .RootElement.GetProperty("input")
                    .EnumerateArray()
                    .Select(t => t.GetString()!),
            ];
            body.RootElement.GetProperty("model").GetString().ShouldBe("stand-in");
            if (texts.Any(t => t.StartsWith("Poison", StringComparison.Ordinal)))
                return Results.StatusCode(400);
            foreach (var text in texts)
                Texts.Add(text);
            return Results.Json(
                new { data = texts.Select((t, i) => new { index = i, embedding = Vector(t) }) }
            );
        }

        private static float[] Vector(string text)
        {
            float Has(params string[] words) =>
                words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;
            return
            [
                Has("knee", "leg") + (2 * Has("elephants")),
                Has("hearing", "ear") + 0.1f,
                Has("pain", "braces"),
            ];
        }
    }
}

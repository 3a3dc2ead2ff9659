using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>
/// What one event may cost. A refusal that names the bound is the proof: beyond it nothing more is joined, copied or looked
/// up. That is before any database is asked, so one engine is enough.
/// </summary>
public sealed class EventBoundTests(OnSqlite shared) : Scenario(shared), IClassFixture<OnSqlite>
{
    private const int Many = 62;

    // As many fields as a trigger can have, each made by the same expression.
    private async Task<Hook> Everywhere(string expression) =>
        await Hook.Make(
            await Programme.Start(App),
            change: request =>
            {
                var mapping = new JsonObject { ["recipient.name"] = "$.name" };
                for (var i = 0; i < Many; i++)
                    mapping[string.Create(CultureInfo.InvariantCulture, $"custom.f{i}")] =
                        expression;
                request["mapping"] = mapping;
            }
        );

    private static string Times(string text, int times) =>
        string.Concat(Enumerable.Repeat(text, times));

    [Fact]
    public async Task A_value_is_joined_and_copied_up_to_16_Ki_characters_and_all_of_them_to_256_KiB()
    {
        var joined = await Everywhere(Times("{$.t}", 16));
        var alone = await Everywhere("$.t");
        foreach (var (length, field) in new[] { (1_000_000, 0), (1025, 0), (1024, 15), (300, 54) })
            await Refused(joined, length, field);
        foreach (var (length, field) in new[] { (1_000_000, 0), (16_385, 0), (16_382, 15) })
            await Refused(alone, length, field);
        (await joined.Send(Event(10))).Should(200);
        (await alone.Send(Event(10))).Should(200);

        static string Event(int length) =>
            $$"""{"id":"{{length}}","name":"Ada Example","t":"{{new string('y', length)}}"}""";

        async Task Refused(Hook hook, int length, int field) =>
            (await hook.Send(Event(length))).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                string.Create(CultureInfo.InvariantCulture, $"mapping.custom.f{field}")
            );
    }

    [Fact]
    public async Task Escapes_count_as_the_characters_that_they_stand_for()
    {
        var hook = await Everywhere("$.other");
        (
            await hook.Programme.Patch(
                hook.Path,
                """{"mapping":{"recipient.name":"$.name","description":"$.t"}}"""
            )
        ).Should(200);
        var text = Times("\\u0436", 5000);
        (await hook.Send($$"""{"id":"1","name":"Ada Example","t":"{{text}}"}""")).Should(200);
    }

    [Fact]
    public async Task Looking_for_values_ends_after_so_many_steps_and_so_does_an_event_of_too_many_values()
    {
        var filters = await Everywhere("$.a" + "[?@.b==1]");
        var items = Times("""{"b":0},""", 1000);
        (
            await filters.Send($$"""{"id":"1","name":"Ada Example","a":[{{items}}{"b":0}]}""")
        ).ShouldBeProblem(400, "TRIGGER_EVENT_TOO_COMPLEX");
        (
            await filters.Send(
                $$"""{"id":"1","name":"Ada Example","a":[{{items[..800]}}{"b":0}]}"""
            )
        ).Should(200);
        (
            await filters.Send(
                $$"""{"id":"2","name":"Ada Example","c":[{{Times("0,", 19_995)}}0]}"""
            )
        ).Should(200);
        (
            await filters.Send(
                $$"""{"id":"3","name":"Ada Example","c":[{{Times("0,", 19_999)}}0]}"""
            )
        ).ShouldBeProblem(400, "TRIGGER_EVENT_TOO_COMPLEX");
        // Digits that are read again for every item of a filter count by their length.
        var digits = $"1.{new string('0', 900_000)}";
        (
            await filters.Send($$"""{"id":"4","name":"Ada Example","a":[{"b":2{{digits}}}]}""")
        ).ShouldBeProblem(400, "TRIGGER_EVENT_TOO_COMPLEX");
    }

    [Fact]
    public async Task An_object_of_many_members_is_looked_through_once()
    {
        // Some thousand paths that lead to nothing, in an event of nearly as many members as there can be.
        var hook = await Everywhere(Times("{$.none}", 16));
        var members = string.Concat(
            Enumerable
                .Range(0, 19_900)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"\"\\u006dn{i}\":0,"))
        );
        var taken = await hook.Send($$"""{{{members}}"id":"1","name":"Ada Example"}""");
        taken.Should(200).At("state").ShouldBe("issued");
    }

    [Fact]
    public async Task A_large_event_counts_as_five_requests()
    {
        var programme = await Programme.Start(App);
        var key = await programme.Issuer.Mint(
            new
            {
                label = "Slow",
                mode = "live",
                scopes = new[] { "credentials:issue" },
                rateLimitPerMinute = 8,
            }
        );
        var hook = await Hook.Make(programme, change: request => request["keyId"] = key.Id);
        (await hook.Send(Event(1, 70_000))).Should(200).Number("X-RateLimit-Remaining").ShouldBe(3);
        (await hook.Send(Event(2, 70_000))).ShouldBeProblem(429, "RATE_LIMITED");
        (await hook.Send(Event(3, 100))).Should(200).Number("X-RateLimit-Remaining").ShouldBe(2);

        static string Event(int id, int length) =>
            $$"""{"id":"{{id}}","name":"Ada Example","t":"{{new string('y', length)}}"}""";
    }
}

using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Triggers;

/// <summary>
/// The recipes of <c>docs/integrations.md</c>: each trigger is made of the file that the page shows, and takes the event of
/// the other file, signed as that sender signs.
/// </summary>
public abstract class RecipeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : RecipeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : RecipeTests(shared),
            IClassFixture<OnPostgres>;

    private const string Schema =
        ""","subjectSchema":{"type":"object","properties":{"course":{"type":"string"},"score":{"type":"number"},"hours":{"type":"integer"},"minutes":{"type":"integer"}},"additionalProperties":false}""";

    public static TheoryData<string, string, string, string> Recipes =>
        new()
        {
            { "zapier", "issued", "First Aid certificate", """{"course":"First Aid"}""" },
            { "zoom", "issued", "First Aid at Work: attended", """{"minutes":90}""" },
            { "google-sheets", "issued", "First Aid", """{"course":"First Aid","score":92}""" },
            { "google-forms", "drafted", "First Aid", """{"course":"First Aid","hours":16}""" },
            { "typeform", "issued", "First Aid", """{"score":9}""" },
            { "lms", "waiting", "First Aid", """{"course":"First Aid","score":92.5}""" },
        };

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task The_recorded_event_makes_the_credential_once(
        string recipe,
        string state,
        string name,
        string subject
    )
    {
        var hook = await Make(recipe);
        var body = Hook.File($"{recipe}.json");
        var done = (await hook.Send(body)).Should(state == "waiting" ? 202 : 200);
        done.At("state").ShouldBe(state, done.Text);
        var credential = await hook.Programme.Credential(done.At("credentialId")!);
        credential.GetProperty("name").GetString().ShouldBe(name);
        credential.GetProperty("subject").GetRawText().ShouldBe(subject);
        var recipient = credential.GetProperty("recipient");
        recipient.GetProperty("name").GetString().ShouldBe("Ada Example");
        recipient.GetProperty("email").GetString().ShouldBe("ada@example.org");
        credential
            .GetProperty("state")
            .GetString()
            .ShouldBe(state == "issued" ? "issued" : "draft");
        if (state == "issued")
            (await App.VerifyId(done.At("credentialId")!)).ShouldSay("valid");
        // Senders send again what was not answered in time.
        var again = (await hook.Send(body)).Should(200);
        again.At("state").ShouldBe("repeated");
        again.At("credentialId").ShouldBe(done.At("credentialId"));
        (await hook.Events()).ShouldBe([state, "repeated"]);
        (await hook.Programme.Counts()).ShouldBe(state == "issued" ? (1, 0) : (0, 1));
    }

    [Fact]
    public async Task Zooms_question_whether_the_address_is_ours_is_answered_when_it_is_signed()
    {
        var hook = await Make("zoom");
        var body = Hook.File("zoom-validation.json");
        var answer = (await hook.Send(body)).Should(200);
        answer
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["plainToken", "encryptedToken"]);
        answer.At("plainToken").ShouldBe("exampleTokenOfZoom0123");
        answer
            .At("encryptedToken")
            .ShouldBe(
                Convert.ToHexStringLower(
                    System.Security.Cryptography.HMACSHA256.HashData(
                        System.Text.Encoding.UTF8.GetBytes(hook.Secret),
                        "exampleTokenOfZoom0123"u8
                    )
                )
            );
        (await hook.Post(body, [])).ShouldBeProblem(401, "TRIGGER_NOT_AUTHENTICATED");
        // What could be what is signed of an event is signed for nobody.
        var forging = body.Replace(
            "exampleTokenOfZoom0123",
            "v0:1795341600:{}",
            StringComparison.Ordinal
        );
        (await hook.Send(forging)).Should(200).At("state").ShouldBe("ignored");
    }

    [Fact]
    public async Task Events_that_the_condition_is_not_about_are_taken_and_ignored()
    {
        var hook = await Make("zoom");
        var body = Hook.File("zoom.json");
        foreach (
            var other in (string[])
                [
                    body.Replace(
                        "participant_left",
                        "participant_joined",
                        StringComparison.Ordinal
                    ),
                    body.Replace("\"duration\": 90", "\"duration\": 59", StringComparison.Ordinal),
                    body.Replace("\"email\"", "\"address\"", StringComparison.Ordinal),
                ]
        )
            (await hook.Send(other)).Should(200).At("state").ShouldBe("ignored", other);
        (await hook.Programme.Counts()).ShouldBe((0, 0));
        (await hook.Events()).ShouldBe(["ignored", "ignored", "ignored"]);
    }

    [Fact]
    public void The_page_of_recipes_shows_these_very_files()
    {
        var page = Page();
        foreach (
            var file in Directory.GetFiles(
                Path.Combine(AppContext.BaseDirectory, "golden", "triggers")
            )
        )
            page.ShouldContain(
                File.ReadAllText(file).Trim(),
                Case.Sensitive,
                Path.GetFileName(file)
            );
    }

    private static string Page([CallerFilePath] string caller = "") =>
        File.ReadAllText(
            Path.Combine(
                Path.GetDirectoryName(caller)!,
                "..",
                "..",
                "..",
                "docs",
                "integrations.md"
            )
        );

    private async Task<Hook> Make(string recipe) =>
        await Hook.Make(
            await Programme.Start(App, more: Schema),
            Hook.File($"{recipe}.trigger.json"),
            request => Own(recipe, request)
        );

    // Zoom makes the secret, and Typeform takes the one that its form is given.
    private static void Own(string recipe, JsonObject request)
    {
        if (recipe == "zoom")
            request["secret"] = $"zoom-{Guid.NewGuid():N}";
    }
}

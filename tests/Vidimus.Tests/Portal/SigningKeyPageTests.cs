using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Portal;

/// <summary>The keys that credentials are signed with: listed, and replaced without an end to what the old ones signed.</summary>
public abstract class SigningKeyPageTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : SigningKeyPageTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SigningKeyPageTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task What_an_earlier_key_signed_verifies_after_a_rotation_and_the_new_one_signs_from_then_on()
    {
        var programme = await Programme.Start(App);
        (await Keys(programme)).GetProperty("data").GetArrayLength().ShouldBe(0);
        var before = await programme.Issue();
        var first = (await Keys(programme)).GetProperty("data")[0];
        first.GetProperty("state").GetString().ShouldBe("active");

        var made = (
            await programme.Post("/v1/signing-keys/rotate", null, ("Idempotency-Key", "once"))
        ).Should(201);
        made.At("state").ShouldBe("active");
        (await programme.Post("/v1/signing-keys/rotate", null, ("Idempotency-Key", "once")))
            .Should(201)
            .At("id")
            .ShouldBe(made.At("id"));
        var after = await programme.Issue();
        var listed = await Keys(programme);
        listed
            .GetProperty("data")
            .EnumerateArray()
            .Select(k => (k.GetProperty("id").GetString(), k.GetProperty("state").GetString()))
            .ShouldBe(
                [(made.At("id"), "active"), (first.GetProperty("id").GetString(), "retired")],
                ignoreOrder: true
            );
        (await Document(programme, before)).ShouldContain(
            first.GetProperty("verificationMethod").GetString()!
        );
        (await Document(programme, after)).ShouldContain(made.At("verificationMethod")!);
        foreach (var issued in (Issued[])[before, after])
            (await App.VerifyId(issued.Id)).ShouldSay("valid");
        var published = (
            await App.Get(new Uri(listed.GetProperty("documentUrl").GetString()!).AbsolutePath)
        )
            .Should(200)
            .Text;
        published.ShouldContain(made.At("id")!);
        published.ShouldContain(first.GetProperty("id").GetString()!);
        JsonDocument
            .Parse(published)
            .RootElement.GetProperty("id")
            .GetString()
            .ShouldBe(listed.GetProperty("did").GetString());
    }

    [Fact]
    public async Task Only_admins_rotate_and_a_test_key_only_the_keys_of_test_mode()
    {
        var programme = await Programme.Start(App);
        await programme.Issue();
        var writing = await programme.Issuer.KeyWith("write");
        (await App.Post("/v1/signing-keys/rotate", writing.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Get("/v1/signing-keys", writing.Secret)).Should(403);
        (await App.Post("/v1/signing-keys/rotate", programme.Issuer.Test.Secret)).Should(201);
        (await Keys(programme)).GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_page_lists_them_and_one_form_makes_one_key()
    {
        var owner = await App.Member();
        await owner.Look("live");
        var programme = await Programme.In(owner.Issuer);
        await programme.Issue();
        const string page = "/portal/signing-keys";
        (await owner.Browser.Get(page)).ShouldBePage();
        for (var i = 0; i < 2; i++)
            (await owner.Browser.Post($"{page}/rotate", PageText.Once('e'))).Should(303);
        var keys = (await Keys(programme)).GetProperty("data");
        keys.GetArrayLength().ShouldBe(2);
        var shown = (await owner.Browser.Get(page)).ShouldBePage().Text;
        foreach (var key in keys.EnumerateArray())
            shown.ShouldContain(key.GetProperty("id").GetString()!);

        var viewer = await App.Member("viewer", owner.Issuer);
        await viewer.Look("live");
        (await viewer.Browser.Get(page)).ShouldBePage(403);
        await viewer.Browser.Open("/portal");
        (await viewer.Browser.Post($"{page}/rotate")).ShouldBePage(403);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("test")]
    public async Task Settings_lead_to_an_identity_once_it_has_a_key(string mode)
    {
        var owner = await App.Member();
        await owner.Look(mode);
        var document = $"/o/{owner.Issuer.Id}/{mode}/did.json";
        (await App.Get(document)).Should(404);
        var settings = (await owner.Browser.Get("/portal/settings")).ShouldBePage();
        settings.Text.ShouldNotContain("did.json");
        await (await Programme.In(owner.Issuer, test: mode == "test")).Issue();
        settings = (await owner.Browser.Get("/portal/settings")).ShouldBePage();
        settings.Text.ShouldContain($"href=\"{document}\"");
        (await App.Get(document)).Should(200);
    }

    private static async Task<JsonElement> Keys(Programme programme) =>
        (await programme.Get("/v1/signing-keys")).Should(200).Json;

    private static async Task<string> Document(Programme programme, Issued issued) =>
        (await programme.Get($"/v1/credentials/{issued.Id}/document")).Should(200).Text;
}

using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Members;
using Xunit;

namespace Vidimus.Tests.Approvals;

/// <summary>What an assistant with every right would use to get past the rules: other keys, triggers, and people.</summary>
public abstract class WayAroundTests(MailingApp shared) : Scenario(shared)
{
    private const string Past = "APPROVAL_NOT_FOR_ASSISTANTS";

    public sealed class Sqlite(MailingSqlite shared)
        : WayAroundTests(shared),
            IClassFixture<MailingSqlite>;

    public sealed class Postgres(MailingPostgres shared)
        : WayAroundTests(shared),
            IClassFixture<MailingPostgres>;

    [Fact]
    public async Task An_assistant_replaces_no_key_that_is_not_for_an_assistant()
    {
        var assistant = await Assistant.Start(App);
        var ordinary = await assistant.Issuer.KeyWith("credentials:issue");
        var marked = await Assistant.KeyOf(assistant.Issuer);
        foreach (
            var token in new[]
            {
                assistant.Key.Secret,
                await assistant.Issuer.Exchange(assistant.Key),
            }
        )
            (await App.Post($"/v1/keys/{ordinary.Id}/rotate", token)).ShouldBeProblem(403, Past);
        // Nothing became of the key, and a program replaces it as before.
        (await App.Get($"/v1/keys/{ordinary.Id}", assistant.Issuer.Live.Secret))
            .Should(200)
            .At("replacedBy")
            .ShouldBeNull();
        (await App.Post($"/v1/keys/{ordinary.Id}/rotate", assistant.Issuer.Live.Secret)).Should(
            201
        );
        // What replaces an assistant's key is an assistant's.
        var next = Key.Of(
            (await assistant.Post($"/v1/keys/{marked.Id}/rotate", null)).Should(201).Json
        );
        Assistant.Pending(await (assistant with { Key = next }).Issue());
        (await assistant.Issued()).ShouldBe(0);
    }

    [Fact]
    public async Task An_assistant_has_nothing_act_as_a_key()
    {
        var assistant = await Assistant.Start(App);
        var hook = await Triggers.Hook.Make(assistant.Programme);
        var ordinary = assistant.Issuer.Live.Id;
        foreach (var key in new[] { ordinary, assistant.Key.Id })
            (
                await assistant.Post(
                    $"/v1/groups/{assistant.Programme.GroupId}/triggers",
                    Triggers.Hook.Plain.Replace("{\"name\"", $"{{\"keyId\":\"{key}\",\"name\"")
                )
            ).ShouldBeProblem(403, Past);
        (await assistant.Post($"{hook.Path}/rotate-secret", null)).ShouldBeProblem(403, Past);
        foreach (
            var edit in new[]
            {
                $$"""{"keyId":"{{ordinary}}"}""",
                """{"enabled":true}""",
                """{"auth":{"type":"header","header":"X-Other"}}""",
            }
        )
            (await App.Patch(hook.Path, assistant.Key.Secret, edit)).ShouldBeProblem(403, Past);
        // What takes something away is left to it.
        (await App.Patch(hook.Path, assistant.Key.Secret, """{"enabled":false}""")).Should(200);
        (await App.Delete(hook.Path, assistant.Key.Secret)).Should(204);
    }

    [Fact]
    public async Task An_assistant_makes_nobody_a_person_who_approves()
    {
        var assistant = await Assistant.Start(App);
        var person = await Assistant.Person(assistant.Issuer, "viewer");
        var open = (
            await App.Post(
                "/v1/invitations",
                assistant.Issuer.Live.Secret,
                """{"email":"open@example.org","role":"admin"}"""
            )
        )
            .Should(201)
            .At("id");
        App.Advance(TimeSpan.FromMinutes(2));
        foreach (var role in new[] { "admin", "viewer" })
            (
                await assistant.Post(
                    "/v1/invitations",
                    $$"""{"email":"assistant@example.org","role":"{{role}}"}"""
                )
            ).ShouldBeProblem(403, Past);
        (await assistant.Post($"/v1/invitations/{open}/resend", null)).ShouldBeProblem(403, Past);
        (
            await App.Patch(
                $"/v1/members/{person.Id}",
                assistant.Key.Secret,
                """{"role":"admin"}"""
            )
        ).ShouldBeProblem(403, Past);
        (await App.Get($"/v1/members/{person.Id}", assistant.Issuer.Live.Secret))
            .Should(200)
            .At("role")
            .ShouldBe("viewer");
        // A program with the same scopes still may.
        (await App.Post($"/v1/invitations/{open}/resend", assistant.Issuer.Live.Secret)).Should(
            200
        );
    }
}

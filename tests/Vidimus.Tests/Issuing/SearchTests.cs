using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>Credentials are found by what somebody knows of them, and tell what happened to them.</summary>
public abstract class SearchTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : SearchTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : SearchTests(shared),
            IClassFixture<OnPostgres>;

    private static async Task<IReadOnlyList<string>> Find(Programme programme, string query) =>
        (await programme.Get($"/v1/credentials?q={Uri.EscapeDataString(query)}")).Ids();

    [Fact]
    public async Task By_part_of_a_name_an_address_an_own_id_an_id_or_a_link_and_by_nothing_of_others()
    {
        var programme = await Programme.Start(App);
        var zoe = await programme.Issue(
            recipient: """{"name":"Zoë Müller-Example","email":"Zoe.M@Example.org","externalId":"Nr 42_a%"}"""
        );
        var ada = await programme.Issue(
            recipient: """{"name":"Ada Example","email":"ada@example.org"}"""
        );
        var stranger = await Programme.Start(App);
        await stranger.Issue(
            recipient: """{"name":"Zoë Müller-Example","externalId":"Nr 42_a%"}"""
        );
        foreach (
            var query in new[]
            {
                "zoë",
                "MÜLLER",
                "müller-ex",
                "zoe.m@",
                "ZOE.M@EXAMPLE.ORG",
                "Nr 42_a%",
                zoe.Id,
                zoe.Uuid,
                zoe.VerifyUrl!,
                $" {zoe.Id} ",
            }
        )
            (await Find(programme, query)).ShouldBe([zoe.Id], query);
        (await Find(programme, "example")).ShouldBe([ada.Id, zoe.Id], ignoreOrder: true);
        foreach (var query in new[] { "%", "_", "Nr 42", "xyz", "@", "%@", ada.Id[..^1] })
            (await Find(programme, query)).ShouldBeEmpty(query);
        (await programme.Get($"/v1/credentials?q={new string('a', 201)}")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "q"
        );
        (await programme.Delete($"/v1/recipients/{zoe.RecipientId}")).Should(204);
        (await Find(programme, "müller")).ShouldBeEmpty();
        (await Find(programme, zoe.Id)).ShouldBe([zoe.Id]);
    }

    [Fact]
    public async Task A_frequent_name_is_found_page_by_page_from_the_newest()
    {
        var programme = await Programme.Start(App);
        var rows = string.Join(
            ',',
            Enumerable
                .Range(0, 600)
                .Select(i => $$$"""{"recipient":{"name":"Person {{{i}}} Example"}}""")
        );
        (
            await programme.Post(
                "/v1/credentials/batch",
                $$"""{"groupId":"{{programme.GroupId}}","draft":true,"rows":[{{rows}}]}"""
            )
        ).Should(200);
        App.Advance(TimeSpan.FromSeconds(1));
        var last = await programme.Issue(recipient: """{"name":"Person Last"}""");
        var all = await programme.AllIds("/v1/credentials?q=person&limit=100");
        all.Count.ShouldBe(601);
        all.Distinct().Count().ShouldBe(601);
        all[0].ShouldBe(last.Id);
    }

    [Fact]
    public async Task They_are_narrowed_by_the_days_on_which_they_were_made()
    {
        var programme = await Programme.Start(App);
        var first = await programme.Issue();
        var day = App.Clock.Now.UtcDateTime;
        App.Clock.Jump(TimeSpan.FromDays(2));
        var second = await programme.Issue();
        var (from, to) = ($"{day:yyyy-MM-dd}", $"{day.AddDays(1):yyyy-MM-dd}");
        (await programme.Get($"/v1/credentials?createdFrom={from}&createdTo={from}"))
            .Ids()
            .ShouldBe([first.Id]);
        (await programme.Get($"/v1/credentials?createdFrom={to}")).Ids().ShouldBe([second.Id]);
        (await programme.Get($"/v1/credentials?createdTo={to}")).Ids().ShouldBe([first.Id]);
        (await programme.Get("/v1/credentials?createdFrom=soon")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "createdFrom"
        );
    }

    [Fact]
    public async Task Its_history_is_told_to_whoever_reads_credentials_and_names_nobody()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        (
            await programme.Post(
                $"/v1/credentials/{issued.Id}/suspend",
                """{"reason":"under review"}"""
            )
        ).Should(200);
        App.Advance(TimeSpan.FromSeconds(1));
        (await programme.Post($"/v1/credentials/{issued.Id}/reinstate")).Should(200);
        var reader = await programme.Issuer.KeyWith("credentials:read");
        var path = $"/v1/credentials/{issued.Id}/history";
        var history = (await App.Get(path, reader.Secret)).Should(200);
        Kinds(history)
            .ShouldBe(
                ["credential.reinstated", "credential.suspended", "credential.issued"],
                ignoreOrder: true
            );
        Kinds(history)[0].ShouldBe("credential.reinstated");
        history.Text.ShouldContain("under review");
        history.Text.ShouldNotContain("Ada Example");
        var page = (await App.Get($"{path}?limit=1", reader.Secret)).Should(200);
        var rest = (await App.Get($"{path}?cursor={page.At("nextCursor")}", reader.Secret)).Should(
            200
        );
        Kinds(rest).Count.ShouldBe(2);
        (await App.Get(path, (await App.NewOrganization()).Live.Secret)).ShouldBeProblem(
            404,
            "CREDENTIAL_NOT_FOUND"
        );
        (await App.Get(path, (await programme.Issuer.KeyWith("groups:read")).Secret)).Should(403);
    }

    private static List<string?> Kinds(Answer page) =>
        [
            .. page
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(h => h.GetProperty("kind").GetString()),
        ];
}

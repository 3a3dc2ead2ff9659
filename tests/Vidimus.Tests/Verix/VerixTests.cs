using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

/// <summary>The Verix requirements by their numbers, one method or more for each; every answer of a Verix client's own paths.</summary>
public abstract partial class VerixTests(SharedApp shared, Engine engine) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : VerixTests(shared, Engine.Sqlite),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VerixTests(shared, Engine.Postgres),
            IClassFixture<OnPostgres>;

    private const string Base = "/verix/v1";
    private const string Groups = Base + "/credentials/groups";
    private const string Credentials = Base + "/credentials";

    [System.Text.RegularExpressions.GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial System.Text.RegularExpressions.Regex References();

    /// <summary>The seven calls, in an order that leaves each of them possible.</summary>
    private static (HttpMethod Method, string Path, string? Body)[] Calls(
        int group,
        string draft
    ) =>
        [
            (HttpMethod.Get, Groups, null),
            (HttpMethod.Get, $"{Groups}/{group}/", null),
            (
                HttpMethod.Post,
                $"{Groups}/{group}/",
                """{"issue":false,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            ),
            (
                HttpMethod.Put,
                $"{Groups}/{group}/",
                $$$"""{"inputs":[{"credentialUid":"{{{draft}}}","credential":{"name":"Changed"}}]}"""
            ),
            (HttpMethod.Get, $"{Credentials}?page_size=5", null),
            (HttpMethod.Get, $"{Credentials}/{draft}/", null),
            (HttpMethod.Delete, $"{Credentials}/{draft}/", null),
        ];

    private static Task<Answer> Create(Programme programme, string body) =>
        programme.Post($"{Groups}/{programme.Number}/", body);

    private static Task<Answer> Put(Programme programme, string body) =>
        programme.App.Send(
            HttpMethod.Put,
            $"{Groups}/{programme.Number}/",
            programme.Key.Secret,
            body
        );

    private static Task<Issued> Full(Programme programme) =>
        programme.Issue(
            ""","name":"Diploma","description":"With honours","validFrom":"2026-01-01T00:00:00Z","validUntil":"2030-01-01T00:00:00Z","subject":{"Course_Hours":16,"place":{"town":"Kiel"}},"custom":{"Invoice_No":"A-1"}""",
            """{"name":"Ada Example","email":"ada@example.org","externalId":"s-1"}"""
        );

    private static string Hex(Issued credential) => credential.Uuid.Replace("-", "");

    private static IEnumerable<string> Uids(Answer list) =>
        list.Should(200)
            .Json.GetProperty("credentials")
            .EnumerateArray()
            .Select(c => c.GetProperty("id").GetString()!);

    private static Answer IsError(Answer answer, int status, string code)
    {
        answer.Should(status);
        answer.MediaType.ShouldBe("application/json");
        answer
            .Json.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["code", "message"], answer.Text);
        answer.At("code").ShouldBe(code, answer.Text);
        answer.At("message").ShouldNotBeNullOrWhiteSpace();
        answer["X-Request-Id"].ShouldNotBeNull();
        return answer;
    }
}

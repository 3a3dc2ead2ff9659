using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests;

public abstract class UnicodeTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : UnicodeTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : UnicodeTests(shared),
            IClassFixture<OnPostgres>;

    public static TheoryData<string> Names =>
        [
            "آدا مثال",
            "עדה דוגמה",
            "אָדָה Example",
            "अदा उदाहरण",
            "艾达·示例",
            "アダ　例",
            "Аda Ехample",
            "👩🏽‍🎓 Ada 🏳️‍🌈",
            "𝒜𝒹𝒶 𠮷",
            "A\u030Ada E\u0301xample",
            "\u00C5da \u00C9xample",
            "Z̸̢͎͉a͓̘l̷̙g͇o Example",
            "D'Arcy O’Example \"Al\" <b>&amp;",
            "Jörg Groß-Müller İı ﬁ",
            "Ada\u200DExample\u200B",
            "Ada \u202EelpmaxE",
            "Robert'); DROP TABLE credentials_recipients;--",
            "%_\\[^]*?",
            "null",
            "{{7*7}} ${jndi:ldap://example.org/a}",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task P14_a_name_in_any_script_survives_byte_for_byte(string name)
    {
        var programme = await Programme.Start(App);
        var value = JsonSerializer.Serialize(name);
        var issued = await programme.Issue(
            $$$""","name":{{{value}}},"description":{{{value}}},"subject":{"title":{{{value}}}},"custom":{{{{value}}}:{{{value}}}}""",
            $$$"""{"name":{{{value}}},"externalId":{{{value}}}}"""
        );
        var read = await programme.Credential(issued.Id);
        foreach (var at in (JsonElement[])[issued.Json, read])
        {
            Text(at, "name").ShouldBe(name);
            Text(at, "description").ShouldBe(name);
            Text(at, "recipient", "name").ShouldBe(name);
            Text(at, "recipient", "externalId").ShouldBe(name);
            Text(at, "subject", "title").ShouldBe(name);
            Text(at, "custom", name).ShouldBe(name);
        }
        var document = (await App.Get($"/verify/{issued.Id}/document")).Should(200);
        Text(document.Json, "credentialSubject", "name").ShouldBe(name);
        Text(document.Json, "credentialSubject", "title").ShouldBe(name);
        var jwt = (await App.Get($"/verify/{issued.Id}/document?form=jwt")).Should(200).Text;
        var payload = JsonDocument
            .Parse(System.Buffers.Text.Base64Url.DecodeFromChars(jwt.Split('.')[1]))
            .RootElement;
        Text(payload, "credentialSubject", "name").ShouldBe(name);
        foreach (
            var body in (string[])
                [
                    $$"""{"id":"{{issued.Id}}"}""",
                    $$"""{"credential":{{document.Text}}}""",
                    $$"""{"jwt":"{{jwt}}"}""",
                ]
        )
        {
            var said = (await App.Verify(body)).ShouldSay("valid");
            (said.At("credential", "recipientName"), said.At("credential", "name")).ShouldBe(
                (name, name)
            );
        }
        (await programme.Get($"/v1/credentials?externalId={Uri.EscapeDataString(name)}"))
            .Ids()
            .ShouldBe([issued.Id]);
        (await programme.Get($"/v1/credentials?text={Uri.EscapeDataString(name)}"))
            .Ids()
            .ShouldBe([issued.Id]);
        (await App.Get($"/verify/{issued.Id}", null, ("Accept", "text/html"))).Should(200);
    }

    [Fact]
    public async Task P14_twins_of_normalization_are_two_people()
    {
        var programme = await Programme.Start(App);
        var composed = await programme.Issue(
            recipient: """{"name":"Ada Example","externalId":"\u00e9"}"""
        );
        var apart = await programme.Issue(
            recipient: """{"name":"Ada Example","externalId":"e\u0301"}"""
        );
        apart.RecipientId.ShouldNotBe(composed.RecipientId);
        (await programme.Get("/v1/credentials?externalId=%C3%A9")).Ids().ShouldBe([composed.Id]);
        (await programme.Get("/v1/credentials?externalId=e%CC%81")).Ids().ShouldBe([apart.Id]);
    }

    [Theory]
    [InlineData("100%", "1%", "100")]
    [InlineData("a_b", "a_b", "axb")]
    [InlineData("a*b", "a*", "ab")]
    [InlineData("x' OR '1'='1", "' OR '1'='1", "y")]
    [InlineData("[a-z]", "[a-z]", "m")]
    [InlineData(@"back\slash", @"\", "slash")]
    public async Task P10_patterns_and_statements_in_a_filter_are_plain_text(
        string name,
        string text,
        string other
    )
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue(
            recipient: JsonSerializer.Serialize(new { name, externalId = name })
        );
        await programme.Issue(
            recipient: JsonSerializer.Serialize(new { name = other, externalId = other })
        );
        if (text != "1%")
            (await programme.Get($"/v1/credentials?text={Uri.EscapeDataString(text)}"))
                .Ids()
                .ShouldBe([issued.Id]);
        else
            (await programme.Get($"/v1/credentials?text={Uri.EscapeDataString(text)}"))
                .Ids()
                .ShouldBeEmpty();
        (await programme.Get($"/v1/credentials?externalId={Uri.EscapeDataString(name)}"))
            .Ids()
            .ShouldBe([issued.Id]);
        (
            await programme.Get($"/v1/credentials?state={Uri.EscapeDataString(text)}")
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "state");
        (
            await programme.Get($"/v1/credentials?groupId={Uri.EscapeDataString(text)}")
        ).ShouldBeProblem(404, "GROUP_NOT_FOUND", "groupId");
        (await programme.Get($"/v1/groups/{Uri.EscapeDataString(text)}")).ShouldBeProblem(
            404,
            "GROUP_NOT_FOUND"
        );
        (await programme.Get($"/v1/recipients/{Uri.EscapeDataString(text)}")).ShouldBeProblem(
            404,
            "RECIPIENT_NOT_FOUND"
        );
        (await programme.Get($"/v1/batches/{Uri.EscapeDataString(text)}")).ShouldBeProblem(
            404,
            "BATCH_NOT_FOUND"
        );
    }

    [Theory]
    [InlineData("text")]
    [InlineData("externalId")]
    [InlineData("groupId")]
    public async Task P10_a_filter_with_a_control_character_is_refused(string filter)
    {
        var programme = await Programme.Start(App);
        (await programme.Get($"/v1/credentials?{filter}=a%00")).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "(query)"
        );
        foreach (var character in (string[])["%01", "%0A", "%1B", "%7F", "%C2%85"])
            (await programme.Get($"/v1/credentials?{filter}=a{character}")).ShouldBeProblem(
                400,
                "VALIDATION_ERROR",
                filter
            );
    }

    [Theory]
    [InlineData("/v1/groups/")]
    [InlineData("/v1/credentials/")]
    [InlineData("/v1/recipients/")]
    [InlineData("/v1/batches/")]
    [InlineData("/verify/")]
    [InlineData("/credential/")]
    [InlineData("/verix/v1/credentials/groups/")]
    [InlineData("/verix/v1/credentials/")]
    public async Task P18_an_id_of_any_bytes_is_refused_and_never_a_defect(string path)
    {
        var programme = await Programme.Start(App);
        foreach (
            var id in (string[])
                [
                    "%00",
                    "a%00b",
                    "%FF%FE",
                    "%ED%A0%80",
                    "%2500",
                    "%2F",
                    "%5C",
                    "%E2%80%AE",
                    new string('9', 3000),
                    new string('a', 3000),
                ]
        )
        {
            var answer = await App.Raw(
                $"GET {path}{id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {programme.Key.Secret}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
            );
            answer.Split(' ')[1].ShouldBeOneOf("400", "404");
        }
    }

    private static string? Text(JsonElement at, params string[] path)
    {
        foreach (var name in path)
            at = at.GetProperty(name);
        return at.GetString();
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests;

/// <summary>An organization with a group to issue in, and the key that does it.</summary>
internal sealed record Programme(Issuer Issuer, Key Key, string GroupId, int Number)
{
    public VidimusApp App => Issuer.App;

    /// <summary>Makes an organization and a group in it, live unless <paramref name="test"/>.</summary>
    public static async Task<Programme> Start(
        VidimusApp app,
        bool test = false,
        string more = ""
    ) => await In(await app.NewOrganization(), test, more);

    /// <summary>Makes a group in an organization.</summary>
    public static async Task<Programme> In(Issuer issuer, bool test = false, string more = "")
    {
        var key = test ? issuer.Test : issuer.Live;
        var made = (
            await issuer.App.Post("/v1/groups", key.Secret, $$"""{"name":"First Aid"{{more}}}""")
        )
            .Should(201)
            .Json;
        return new(
            issuer,
            key,
            made.GetProperty("id").GetString()!,
            made.GetProperty("number").GetInt32()
        );
    }

    /// <summary>The body of an issue; <paramref name="more"/> begins with a comma.</summary>
    public string Body(string more = "", string recipient = """{"name":"Ada Example"}""") =>
        $$"""{"groupId":"{{GroupId}}","recipient":{{recipient}}{{more}}}""";

    public Task<Answer> TryIssue(
        string more = "",
        string recipient = """{"name":"Ada Example"}"""
    ) => Post("/v1/credentials", Body(more, recipient));

    public async Task<Issued> Issue(
        string more = "",
        string recipient = """{"name":"Ada Example"}"""
    ) => Issued.Of((await TryIssue(more, recipient)).Should(201));

    public Task<Issued> Draft(string more = "", string recipient = """{"name":"Ada Example"}""") =>
        Issue(""","draft":true""" + more, recipient);

    public Task<Answer> Get(string path) => App.Get(path, Key.Secret);

    public Task<Answer> Post(string path, string? body = null, params (string, string)[] headers) =>
        App.Post(path, Key.Secret, body, headers);

    /// <summary>As <see cref="Post"/>, asked again for as long as the first request with its idempotency key is running.</summary>
    public async Task<Answer> Insist(string path, string? body, params (string, string)[] headers)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await Post(path, body, headers);
            if (
                tries == 200
                || answer.Status != 409
                || answer.At("error", "code") != "IDEMPOTENCY_IN_PROGRESS"
            )
                return answer;
            await Task.Delay(20);
        }
    }

    public Task<Answer> Patch(string path, string body) => App.Patch(path, Key.Secret, body);

    public Task<Answer> Delete(string path) => App.Delete(path, Key.Secret);

    public async Task<JsonElement> Group() => (await Get($"/v1/groups/{GroupId}")).Should(200).Json;

    public async Task<JsonElement> Credential(string id) =>
        (await Get($"/v1/credentials/{id}")).Should(200).Json;

    /// <summary>Issued and draft counts of the group.</summary>
    public async Task<(long Issued, long Drafts)> Counts()
    {
        var group = await Group();
        return (
            group.GetProperty("issuedCount").GetInt64(),
            group.GetProperty("draftCount").GetInt64()
        );
    }
}

/// <summary>A credential as the test that made it knows it.</summary>
internal sealed record Issued(
    string Id,
    string Uuid,
    string RecipientId,
    string? VerifyUrl,
    JsonElement Json
)
{
    public static Issued Of(Answer answer) => Of(answer.Json);

    public static Issued Of(JsonElement json) =>
        new(
            json.GetProperty("id").GetString()!,
            json.GetProperty("uuid").GetString()!,
            json.GetProperty("recipient").GetProperty("id").GetString()!,
            json.GetProperty("verifyUrl").GetString(),
            json
        );
}

/// <summary>What tests of credentials ask of answers.</summary>
internal static partial class Asking
{
    /// <summary>Verifies by the body given, without a key.</summary>
    public static Task<Answer> Verify(this VidimusApp app, string body) =>
        app.Post("/v1/verifications", null, body);

    public static Task<Answer> VerifyId(this VidimusApp app, string id) =>
        app.Verify($$"""{"id":"{{id}}"}""");

    /// <summary>Verified, with this verdict and exactly these reasons.</summary>
    public static Answer ShouldSay(this Answer answer, string verdict, params string[] reasons)
    {
        answer.Should(200);
        answer.At("verdict").ShouldBe(verdict, answer.Text);
        answer
            .Json.GetProperty("reasons")
            .EnumerateArray()
            .Select(r => r.GetString())
            .ShouldBe(reasons, ignoreOrder: true, answer.Text);
        answer.At("summary").ShouldNotBeNullOrWhiteSpace();
        answer.At("id").ShouldNotBeNull().ShouldStartWith("vfy_");
        return answer;
    }

    /// <summary>Outcome of a check by its name; null when there is no such check.</summary>
    public static string? Outcome(this Answer verification, string check) =>
        verification
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Where(c => c.GetProperty("name").GetString() == check)
            .Select(c => c.GetProperty("outcome").GetString())
            .SingleOrDefault();

    /// <summary>The body with what differs between any two answers taken out.</summary>
    public static string Neutral(this Answer answer) => RequestId().Replace(answer.Text, "req_");

    public static IReadOnlyList<string> Ids(this Answer page) =>
        [
            .. page.Should(200)
                .Json.GetProperty("data")
                .EnumerateArray()
                .Select(d => d.GetProperty("id").GetString()!),
        ];

    /// <summary>Follows a list to its end; <paramref name="between"/> runs after each page.</summary>
    public static async Task<List<string>> AllIds(
        this Programme programme,
        string path,
        Func<Task>? between = null
    )
    {
        var seen = new List<string>();
        for (string? cursor = null; ; )
        {
            var page = (
                await programme.Get(path + (cursor is null ? "" : $"&cursor={cursor}"))
            ).Should(200);
            page.Json.EnumerateObject()
                .Select(m => m.Name)
                .ShouldBe(["data", "nextCursor", "hasMore"]);
            seen.AddRange(page.Ids());
            cursor = page.At("nextCursor");
            page.At("hasMore").ShouldBe(cursor is null ? "false" : "true");
            if (cursor is null)
                return seen;
            if (between is not null)
                await between();
        }
    }

    [GeneratedRegex("req_[0-9a-z]{26}")]
    private static partial Regex RequestId();
}

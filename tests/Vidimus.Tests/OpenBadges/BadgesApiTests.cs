using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Verifying;
using Xunit;

namespace Vidimus.Tests.OpenBadges;

public abstract class BadgesApiTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : BadgesApiTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : BadgesApiTests(shared),
            IClassFixture<OnPostgres>;

    private const string Base = "/ims/ob/v3p0";

    [Fact]
    public async Task The_description_is_open_and_tells_what_there_is_and_what_not_yet()
    {
        var described = (await App.Get($"{Base}/discovery")).Should(200);
        described.MediaType.ShouldBe("application/json");
        described.At("openapi").ShouldNotBeNull().ShouldStartWith("3.0");
        described.At("paths", "/credentials", "get", "operationId").ShouldBe("getCredentials");
        described.At("paths", "/profile", "put", "operationId").ShouldBe("putProfile");
        described.At("components", "securitySchemes", "bearer", "type").ShouldBe("http");
        described.At("components", "securitySchemes", "OAuth2ACG").ShouldBeNull();
        described.Text.ShouldContain(
            "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert"
        );
    }

    [Fact]
    public async Task Credentials_are_listed_as_signed_newest_first_page_by_page()
    {
        var programme = await Programme.Start(App);
        await programme.Draft();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, (await programme.Issue()).Id);
            App.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        var all = (await programme.Get($"{Base}/credentials")).Should(200);
        all["X-Total-Count"].ShouldBe("5");
        all.Json.GetProperty("compactJwsString").GetArrayLength().ShouldBe(0);
        var listed = all.Json.GetProperty("credential").EnumerateArray().ToArray();
        listed.Length.ShouldBe(5);
        for (var i = 0; i < 5; i++)
            listed[i]
                .GetRawText()
                .ShouldBe(
                    (await programme.Get($"/v1/credentials/{made[i]}/document?form=json")).Text
                );
        Rels(all).Keys.ShouldBe(["last", "first"], ignoreOrder: true);

        var seen = new List<string>();
        for (var next = $"{Base}/credentials?limit=2"; next is not null; )
        {
            var page = (await programme.Get(next)).Should(200);
            page["X-Total-Count"].ShouldBe("5");
            seen.AddRange(
                page.Json.GetProperty("credential")
                    .EnumerateArray()
                    .Select(c => c.GetProperty("id").GetString()!.Split('/')[^1])
            );
            var rels = Rels(page);
            rels["last"].ShouldEndWith("limit=2&offset=4");
            rels["first"].ShouldEndWith("limit=2&offset=0");
            rels.ContainsKey("prev").ShouldBe(next.Contains("offset", StringComparison.Ordinal));
            next = rels.TryGetValue("next", out var link) ? new Uri(link).PathAndQuery : null;
        }
        seen.ShouldBe(made);
        (await programme.Get($"{Base}/credentials?limit=1000000"))
            .Should(200)
            .Json.GetProperty("credential")
            .GetArrayLength()
            .ShouldBe(5);
        var beyond = (await programme.Get($"{Base}/credentials?limit=2&offset=50")).Should(200);
        beyond.Json.GetProperty("credential").GetArrayLength().ShouldBe(0);
        Rels(beyond)["prev"].ShouldEndWith("offset=4");
    }

    [Fact]
    public async Task Since_leaves_out_what_was_there_before_and_erased_credentials_are_gone()
    {
        var programme = await Programme.Start(App);
        var old = await programme.Issue();
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var since = App.Clock.Now.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        var young = await programme.Issue();
        var listed = (await programme.Get($"{Base}/credentials?since={since}")).Should(200);
        Ids(listed).ShouldBe([young.Id]);
        Rels(listed)["first"].ShouldContain("&since=" + Uri.EscapeDataString(since));
        (await programme.Delete($"/v1/recipients/{young.RecipientId}")).Should(204);
        var left = (await programme.Get($"{Base}/credentials")).Should(200);
        Ids(left).ShouldBe([old.Id]);
        left["X-Total-Count"].ShouldBe("1");
    }

    [Fact]
    public async Task K7_another_organization_and_the_other_mode_see_nothing()
    {
        var programme = await Programme.Start(App);
        await programme.Issue();
        var other = await App.NewOrganization();
        foreach (var key in new[] { other.Live, programme.Issuer.Test })
            (await App.Get($"{Base}/credentials", key.Secret))
                .Should(200)["X-Total-Count"]
                .ShouldBe("0");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("offset=-1", "offset")]
    [InlineData("offset=1000001", "offset")]
    [InlineData("since=yesterday", "since")]
    public async Task A_wrong_parameter_is_refused_in_the_standards_own_shape(
        string query,
        string name
    )
    {
        var issuer = await App.NewOrganization();
        var refused = (await App.Get($"{Base}/credentials?{query}", issuer.Live.Secret)).Should(
            400
        );
        ShouldBeStatus(refused, "invalid_query_parameter").ShouldContain(name);
    }

    [Fact]
    public async Task Refusals_of_every_kind_have_the_standards_shape()
    {
        var issuer = await App.NewOrganization();
        var reader = await issuer.KeyWith("credentials:verify");
        ShouldBeStatus((await App.Get($"{Base}/credentials")).Should(401), "unauthorizedrequest");
        ShouldBeStatus(
            (await App.Get($"{Base}/credentials", reader.Secret)).Should(403),
            "forbidden"
        );
        ShouldBeStatus((await App.Get($"{Base}/nothing", reader.Secret)).Should(404), "unknown");
        ShouldBeStatus(
            (await App.Delete($"{Base}/credentials", issuer.Live.Secret)).Should(405),
            "not_allowed"
        );
        ShouldBeStatus(
            (await Hand(issuer.Live, "<x/>", "application/xml")).Should(415),
            "invalid_data"
        );
        var writer = await issuer.KeyWith("write");
        ShouldBeStatus((await Put(writer, """{"type":"Profile"}""")).Should(403), "forbidden");
    }

    [Fact]
    public async Task A_foreign_credential_is_verified_kept_listed_and_answered_as_it_came()
    {
        using var foreign = new Foreign();
        var issuer = await App.NewOrganization();
        var json = foreign.Sign(Badge(foreign)).ToJsonString();
        var made = (await Hand(issuer.Live, json)).Should(201);
        made.Text.ShouldBe(json);
        made["X-Vidimus-Recipient"].ShouldNotBeNull().ShouldStartWith("rcp_");
        (await Hand(issuer.Live, json)).Should(200).Text.ShouldBe(json);
        var jwt = foreign.Jwt(c =>
            Become(
                c,
                Badge(foreign, b => b["id"] = "urn:uuid:11111111-2222-4333-8444-555555555555")
            )
        );
        var second = (await Hand(issuer.Live, jwt, "text/plain")).Should(201);
        (second.Text, second.MediaType).ShouldBe((jwt, "text/plain"));
        var listed = (await App.Get($"{Base}/credentials", issuer.Live.Secret)).Should(200);
        listed["X-Total-Count"].ShouldBe("2");
        listed.Json.GetProperty("credential")[0].GetRawText().ShouldBe(json);
        listed.Json.GetProperty("compactJwsString")[0].GetString().ShouldBe(jwt);
        (await App.Get("/v1/credentials", issuer.Live.Secret)).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credential_handed_over_twice_with_one_key_is_answered_the_same_until_its_recipient_is_erased()
    {
        using var foreign = new Foreign();
        var issuer = await App.NewOrganization();
        var json = foreign.Sign(Badge(foreign)).ToJsonString();
        var first = (await Once()).Should(201);
        var again = (await Once()).Should(201);
        again["Idempotency-Replayed"].ShouldBe("true");
        again.Bytes.ShouldBe(first.Bytes);
        again["X-Vidimus-Recipient"].ShouldBe(first["X-Vidimus-Recipient"]);
        (
            await App.Delete($"/v1/recipients/{first["X-Vidimus-Recipient"]}", issuer.Live.Secret)
        ).Should(204);
        var anew = (await Once()).Should(201);
        anew["Idempotency-Replayed"].ShouldBeNull();
        anew["X-Vidimus-Recipient"].ShouldNotBe(first["X-Vidimus-Recipient"]);

        Task<Answer> Once() =>
            App.Post(
                $"{Base}/credentials",
                issuer.Live.Secret,
                json,
                ("Idempotency-Key", "handed")
            );
    }

    [Fact]
    public async Task A_newer_version_replaces_an_older_one_and_never_the_other_way_round()
    {
        using var foreign = new Foreign();
        var issuer = await App.NewOrganization();
        string Version(string from, string id = "urn:example:badge%2D1") =>
            foreign
                .Sign(
                    Badge(
                        foreign,
                        b =>
                        {
                            b["validFrom"] = from;
                            b["id"] = id;
                        }
                    )
                )
                .ToJsonString();
        var first = (await Hand(issuer.Live, Version("2026-01-01T00:00:00Z"))).Should(201);
        var newer = (
            await Hand(issuer.Live, Version("2026-02-01T00:00:00Z", "urn:example:badge-1"))
        ).Should(200);
        newer["X-Vidimus-Recipient"].ShouldBe(first["X-Vidimus-Recipient"]);
        var older = (await Hand(issuer.Live, Version("2026-01-01T00:00:00Z"))).Should(400);
        ShouldBeStatus(older, "invalid_data").ShouldContain("newer");
        var listed = (await App.Get($"{Base}/credentials", issuer.Live.Secret)).Should(200);
        listed["X-Total-Count"].ShouldBe("1");
        listed
            .Json.GetProperty("credential")[0]
            .GetProperty("validFrom")
            .GetString()
            .ShouldBe("2026-02-01T00:00:00Z");
    }

    [Fact]
    public async Task The_same_credential_handed_over_at_once_is_kept_once()
    {
        using var foreign = new Foreign();
        var issuer = await App.NewOrganization();
        var json = foreign.Sign(Badge(foreign)).ToJsonString();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Hand(issuer.Live, json))
        );
        answers.ShouldAllBe(a => a.Status == 200 || a.Status == 201);
        answers.Count(a => a.Status == 201).ShouldBe(1);
        (await App.Get($"{Base}/credentials", issuer.Live.Secret))["X-Total-Count"].ShouldBe("1");
    }

    [Fact]
    public async Task What_does_not_verify_is_not_taken()
    {
        using var foreign = new Foreign();
        using var other = new Foreign();
        var issuer = await App.NewOrganization();
        var forged = foreign.Sign(Badge(foreign));
        forged["credentialSubject"]!["name"] = "Eve";
        foreach (
            var (body, reason) in new (string, string)[]
            {
                (forged.ToJsonString(), "signature"),
                (Badge(foreign).ToJsonString(), "no proof"),
                (other.Sign(Badge(foreign)).ToJsonString(), "does not belong"),
                (
                    Sign(b => b["type"] = new JsonArray("VerifiableCredential")),
                    "OpenBadgeCredential"
                ),
                (Sign(b => b.Remove("id")), "id"),
                (Sign(b => b.Remove("validFrom")), "validFrom"),
                (
                    Sign(b => b["credentialSubject"]!.AsObject().Remove("achievement")),
                    "achievement"
                ),
                ("{\"a\":1,\"a\":2}", "cannot be read"),
                ("[]", "JSON object"),
                ("", "cannot be read"),
            }
        )
            ShouldBeStatus((await Hand(issuer.Live, body)).Should(400), "invalid_data")
                .ShouldContain(reason, Case.Insensitive);
        ShouldBeStatus(
            (await Hand(issuer.Live, "no.jws", "text/plain")).Should(400),
            "invalid_data"
        );
        (await App.Get($"{Base}/credentials", issuer.Live.Secret))["X-Total-Count"].ShouldBe("0");

        string Sign(Action<JsonObject> change) =>
            foreign.Sign(Badge(foreign, change)).ToJsonString();
    }

    [Fact]
    public async Task Our_own_credential_handed_back_is_here_already_and_anothers_is_kept_for_whom_it_is_handed_to()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        var document = (
            await programme.Get($"/v1/credentials/{issued.Id}/document?form=json")
        ).Text;
        (await Hand(programme.Key, document)).Should(200)["X-Vidimus-Recipient"].ShouldBeNull();
        (await programme.Get($"{Base}/credentials"))["X-Total-Count"].ShouldBe("1");
        var employer = await App.NewOrganization();
        (await Hand(employer.Live, document)).Should(201);
        (await App.Get($"{Base}/credentials", employer.Live.Secret))["X-Total-Count"].ShouldBe("1");
        ShouldBeStatus((await Hand(employer.Test, document)).Should(400), "invalid_data")
            .ShouldContain("live");
        (
            await programme.Post($"/v1/credentials/{issued.Id}/revoke", """{"reason":"gone"}""")
        ).Should(200);
        var late = await App.NewOrganization();
        ShouldBeStatus((await Hand(late.Live, document)).Should(400), "invalid_data")
            .ShouldContain("revoked");
    }

    [Fact]
    public async Task Erasing_the_recipient_of_a_foreign_credential_takes_it_away()
    {
        using var foreign = new Foreign();
        var issuer = await App.NewOrganization();
        var made = (await Hand(issuer.Live, foreign.Sign(Badge(foreign)).ToJsonString())).Should(
            201
        );
        (
            await App.Delete($"/v1/recipients/{made["X-Vidimus-Recipient"]}", issuer.Live.Secret)
        ).Should(204);
        var listed = (await App.Get($"{Base}/credentials", issuer.Live.Secret)).Should(200);
        (listed["X-Total-Count"], listed.Json.GetProperty("credential").GetArrayLength()).ShouldBe(
            ("0", 0)
        );
    }

    [Fact]
    public async Task The_profile_is_what_credentials_say_of_their_issuer()
    {
        var programme = await Programme.Start(App);
        var first = (await programme.Get($"{Base}/profile")).Should(200).Json;
        first.GetProperty("name").GetString().ShouldBe(programme.Issuer.Name);
        var did = first.GetProperty("id").GetString()!;
        var body = $$"""
            {"@context":["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"type":["Profile"],"id":"{{did}}","name":"{{programme.Issuer.Name}}",
            "url":"https://academy.example","description":"We teach\nswimming","email":"office@academy.example","phone":"+43 1 234","image":{"id":"https://academy.example/logo.png","type":"Image","caption":"A wave"} }
            """;
        var changed = (await Put(programme.Key, body)).Should(200);
        (await programme.Get($"{Base}/profile")).Should(200).Text.ShouldBe(changed.Text);
        var document = await programme.Document((await programme.Issue()).Id);
        document.ShouldBeLinkedData();
        var issuer = document.GetProperty("issuer");
        foreach (
            var member in new[]
            {
                "id",
                "type",
                "name",
                "url",
                "description",
                "email",
                "phone",
                "image",
            }
        )
            issuer
                .GetProperty(member)
                .GetRawText()
                .ShouldBe(changed.Json.GetProperty(member).GetRawText(), member);
        (await Put(programme.Key, """{"type":"Profile"}""")).Should(200);
        (await programme.Document((await programme.Issue()).Id))
            .GetProperty("issuer")
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["id", "type", "name"]);
        (await App.Get($"{Base}/profile", programme.Issuer.Test.Secret))
            .Should(200)
            .At("url")
            .ShouldBeNull();
    }

    [Theory]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":["Person"]}""", "type")]
    [InlineData("""{"type":"Profile","id":"https://example.org"}""", "id")]
    [InlineData("""{"type":"Profile","name":"Another"}""", "name")]
    [InlineData("""{"type":"Profile","url":"home"}""", "url")]
    [InlineData("""{"type":"Profile","url":7}""", "url")]
    [InlineData("""{"type":"Profile","email":"nobody"}""", "email")]
    [InlineData("""{"type":"Profile","phone":""}""", "phone")]
    [InlineData("""{"type":"Profile","image":"https://example.org/logo.png"}""", "image")]
    [InlineData("""{"type":"Profile","image":{"caption":"c"}}""", "image.id")]
    [InlineData("""{"type":"Profile","dateOfBirth":"2000-01-01"}""", "dateOfBirth")]
    [InlineData("""[]""", "JSON object")]
    [InlineData("""{"type":"Profile","type":"Profile"}""", "twice")]
    public async Task A_profile_that_cannot_be_kept_is_refused_by_name(string body, string named)
    {
        var issuer = await App.NewOrganization();
        ShouldBeStatus((await Put(issuer.Live, body)).Should(400), "invalid_data")
            .ShouldContain(named);
    }

    private Task<Answer> Hand(Key key, string body, string type = "application/json") =>
        Send(HttpMethod.Post, $"{Base}/credentials", key, body, type);

    private Task<Answer> Put(Key key, string body) =>
        Send(HttpMethod.Put, $"{Base}/profile", key, body, "application/json");

    private Task<Answer> Send(HttpMethod method, string path, Key key, string body, string type)
    {
        var request = new HttpRequestMessage(method, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Authorization = new("Bearer", key.Secret);
        return App.Send(request);
    }

    private static string ShouldBeStatus(Answer answer, string minor)
    {
        answer.MediaType.ShouldBe("application/json");
        answer.At("imsx_codeMajor").ShouldBe("failure");
        answer.At("imsx_severity").ShouldBe("error");
        var field = answer.Json.GetProperty("imsx_codeMinor").GetProperty("imsx_codeMinorField")[0];
        field.GetProperty("imsx_codeMinorFieldName").GetString().ShouldBe("vidimus");
        field.GetProperty("imsx_codeMinorFieldValue").GetString().ShouldBe(minor, answer.Text);
        return answer.At("imsx_description").ShouldNotBeNull();
    }

    private static IReadOnlyList<string> Ids(Answer listed) =>
        [
            .. listed
                .Json.GetProperty("credential")
                .EnumerateArray()
                .Select(c => c.GetProperty("id").GetString()!.Split('/')[^1]),
        ];

    private static Dictionary<string, string> Rels(Answer answer) =>
        answer["Link"]
            .ShouldNotBeNull()
            .Split(", ")
            .Select(l => l.Split("; rel="))
            .ToDictionary(l => l[1].Trim('"'), l => l[0].Trim('<', '>'));

    private static void Become(JsonObject credential, JsonObject other)
    {
        credential.Clear();
        foreach (var (member, value) in other.ToArray())
            credential[member] = value?.DeepClone();
    }

    private static JsonObject Badge(Foreign issuer, Action<JsonObject>? change = null)
    {
        var badge = issuer.Credential(c =>
        {
            c["@context"]!
                .AsArray()
                .Add("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json");
            c["type"]!.AsArray().Add("OpenBadgeCredential");
            c["credentialSubject"] = new JsonObject
            {
                ["type"] = new JsonArray("AchievementSubject"),
                ["name"] = "Ada Example",
                ["achievement"] = new JsonObject
                {
                    ["id"] = "urn:uuid:4b0a3b1e-7a3a-4a45-8f9d-6a5c5b6d7e8f",
                    ["type"] = new JsonArray("Achievement"),
                    ["name"] = "Rescue",
                    ["description"] = "Can rescue",
                    ["criteria"] = new JsonObject { ["narrative"] = "Pass" },
                },
            };
        });
        change?.Invoke(badge);
        return badge;
    }
}

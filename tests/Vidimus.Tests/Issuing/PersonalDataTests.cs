using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.VcApi;
using Vidimus.Tests.Verifying;
using Xunit;

namespace Vidimus.Tests.Issuing;

/// <summary>A person who came in through every door is found while known, and nowhere once erased.</summary>
public sealed class PersonalDataTests
{
    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nothing_of_an_erased_person_is_left_in_the_database_the_logs_or_any_answer(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        var mail = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Mail:Folder"] = mail,
                    ["Limits:RequestsPerMinute"] = "100000",
                },
            }
        );
        var programme = await Programme.Start(app);
        var bystander = await programme.Issue();
        var known = await ComeInEverywhere(programme, mail);
        Person.FoundIn(await Stored(app)).ShouldNotBeEmpty("the search must be able to find");
        Person
            .FoundIn((await programme.Get($"/v1/recipients/{known.Recipients[0]}/export")).Bytes)
            .Count.ShouldBeGreaterThan(8);

        foreach (var recipient in known.Recipients.Distinct())
            (await programme.Delete($"/v1/recipients/{recipient}")).Should(204);

        Person.FoundIn(await Stored(app)).ShouldBeEmpty();
        if (engine == Engine.Sqlite)
        {
            await app.Query("PRAGMA wal_checkpoint(TRUNCATE)");
            Person.FoundIn(await Stored(app)).ShouldBeEmpty("after the log was written back");
        }
        await LookEverywhere(programme, bystander, known);
        Person.FoundInLogs().ShouldBeEmpty();
        Directory.Delete(mail, recursive: true);
    }

    private sealed record Traces(List<string> Recipients, List<string> Credentials, string Batch);

    private static async Task<Traces> ComeInEverywhere(Programme programme, string mail)
    {
        var app = programme.App;
        var issued = Issued.Of(
            (
                await programme.Post(
                    "/v1/credentials",
                    programme.Body(Person.Award, Person.Json),
                    ("Idempotency-Key", "issue")
                )
            ).Should(201)
        );
        var draft = await programme.Draft(Person.Award, Person.Json);
        (await programme.Patch($"/v1/credentials/{draft.Id}", """{"name":"Other"}""")).Should(200);
        var list = (
            await programme.Post(
                "/v1/credentials/batch",
                $$$"""{"groupId":"{{{programme.GroupId}}}","rows":[{"recipient":{{{Person.Json}}} {{{Person.Award}}} },{"recipient":{"name":"Bo Example"}},{"recipient":{"email":"not an address","name":"{{{Person.Name}}}"} }]}""",
                ("Idempotency-Key", "list")
            )
        ).Should(200);
        var reissued = Issued.Of(
            (
                await programme.Post(
                    $"/v1/credentials/{issued.Id}/reissue",
                    """{"recipient":{"name":"Z. Quagmïre"}}""",
                    ("Idempotency-Key", "reissue")
                )
            ).Should(201)
        );
        var verix = (
            await programme.Post(
                $"/verix/v1/credentials/groups/{programme.Number}/",
                $$"""{"issue":true,"inputs":[{"recipient":{"name":"{{Person.Name}}","email":"{{Person.Email}}","externalId":"{{Person.ExternalId}}"} }]}"""
            )
        ).Should(200);
        verix.Text.ShouldContain(Person.ExternalId);
        var alone = await programme.Issue(recipient: Person.Unknown);
        await Mailed(programme, alone.Id, mail);
        await ComeInFromOutside(programme);
        var received = await Receive(programme);
        await Blunder(programme, issued);
        return new(
            [issued.RecipientId, reissued.RecipientId, alone.RecipientId, received],
            [issued.Id, reissued.Id, alone.Id],
            list.At("id")!
        );
    }

    private static async Task Mailed(Programme programme, string id, string mail)
    {
        (await programme.Post($"/v1/credentials/{id}/distribute")).Should(202);
        for (var tries = 0; Directory.GetFiles(mail, "*.eml").Length == 0; tries++)
        {
            tries.ShouldBeLessThan(100);
            programme.App.Advance(TimeSpan.FromSeconds(3));
            await Task.Delay(20);
        }
        // Once more, and it stays in the queue.
        (await programme.Post($"/v1/credentials/{id}/distribute")).Should(202);
    }

    /// <summary>Issued for a caller who keeps it, and verified by a stranger: nothing of these is kept at all.</summary>
    private static async Task ComeInFromOutside(Programme programme)
    {
        var vc = new VcIssuer(programme.Issuer, programme.Key);
        await vc.Issue(c =>
        {
            c["credentialSubject"]!["id"] = Person.Did;
            c["credentialSubject"]!["alumniOf"] = Person.Name;
        });
        using var foreign = new Foreign();
        var stranger = foreign.Signed(c => c["credentialSubject"]!["name"] = Person.Name);
        (await programme.App.Verify($$"""{"credential":{{stranger.ToJsonString()}}}""")).Should(
            200
        );
    }

    private static async Task<string> Receive(Programme programme)
    {
        using var foreign = new Foreign();
        var badge = foreign.Credential(c =>
        {
            c["@context"]!
                .AsArray()
                .Add("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json");
            c["type"]!.AsArray().Add("OpenBadgeCredential");
            c["credentialSubject"] = new JsonObject
            {
                ["id"] = Person.Did,
                ["type"] = new JsonArray("AchievementSubject"),
                ["name"] = Person.Name,
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
        return (
            await programme.Post(
                "/ims/ob/v3p0/credentials",
                foreign.Sign(badge).ToJsonString(),
                ("Idempotency-Key", "received")
            )
        ).Should(201)["X-Vidimus-Recipient"]!;
    }

    /// <summary>Names where none belong: paths, queries, bodies that are refused.</summary>
    private static async Task Blunder(Programme programme, Issued issued)
    {
        var name = Uri.EscapeDataString(Person.Name);
        (await programme.Get($"/v1/recipients/{name}")).Should(404);
        (await programme.Get($"/v1/nothing/{name}/{Person.Email}")).Should(404);
        (await programme.Get($"/v1/credentials?text={name}")).Should(200);
        (await programme.Get($"/v1/credentials?externalId={Person.ExternalId}")).Should(200);
        (await programme.Get($"/v1/credentials?groupId={name}")).Should(404);
        (await programme.TryIssue(",\"surprise\":1", Person.Json)).Should(400);
        (await programme.Post("/v1/credentials", programme.Body("", Person.Json)[..^1])).Should(
            400
        );
        (await programme.Post($"/v1/credentials/{issued.Id}/{name}", "{}")).Should(404);
    }

    /// <summary>The database as its own tool writes it out, and every file of the data folder.</summary>
    private static async Task<byte[]> Stored(VidimusApp app) =>
        app.ConnectionString is { } connection && await PostgresServer.Dump(connection) is { } dump
            ? [.. dump, .. await app.Dump()]
            : await app.Dump();

    /// <summary>Every route that can be read, with everything by which the person was known.</summary>
    private static async Task LookEverywhere(Programme programme, Issued bystander, Traces known)
    {
        var document = (await programme.App.Get("/openapi.json")).Should(200).Json;
        var asked = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            if (!path.Value.TryGetProperty("get", out _))
                continue;
            foreach (var filled in Fill(path.Name, programme, bystander, known))
            {
                foreach (var query in new[] { "?limit=100", "?form=jwt&text=Quagm" })
                {
                    var answer = await programme.Get(filled + query);
                    answer.Status.ShouldNotBe(429);
                    Person.FoundIn(answer.Bytes).ShouldBeEmpty(filled + query);
                    asked++;
                }
            }
        }
        asked.ShouldBeGreaterThan(100);
    }

    private static IEnumerable<string> Fill(
        string path,
        Programme programme,
        Issued bystander,
        Traces known
    ) =>
        known
            .Credentials.Concat(known.Recipients)
            .Append(known.Batch)
            .Append(bystander.Id)
            .Append(bystander.RecipientId)
            .Append(programme.GroupId)
            .Append($"{programme.Number}")
            .Append(programme.Issuer.Id)
            .Select(id => System.Text.RegularExpressions.Regex.Replace(path, "{[^}]*}", id))
            .Distinct();
}

using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>Who belongs to an organization, and what a key may do about it.</summary>
public abstract class MemberTests(MailingApp shared) : Scenario(shared)
{
    public sealed class Sqlite(MailingSqlite shared)
        : MemberTests(shared),
            IClassFixture<MailingSqlite>;

    public sealed class Postgres(MailingPostgres shared)
        : MemberTests(shared),
            IClassFixture<MailingPostgres>;

    [Fact]
    public async Task Members_are_listed_page_by_page_shown_changed_and_removed()
    {
        var issuer = await App.NewOrganization();
        var owner = await Person.Of(issuer, "owner");
        var issuing = await Person.Of(issuer, "issuer");
        var viewing = await Person.Of(issuer, "viewer");
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (
                await App.Get(
                    $"/v1/members?limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}",
                    issuer.Live.Secret
                )
            ).Should(200);
            seen.AddRange(
                page.Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(m => m.GetProperty("id").GetString()!)
            );
            cursor = page.At("nextCursor");
        }
        seen.ShouldBe([owner.Id, issuing.Id, viewing.Id], ignoreOrder: true);
        (await App.Get("/v1/members?role=viewer", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(1);

        var shown = (await App.Get($"/v1/members/{viewing.Id}", issuer.Live.Secret)).Should(200);
        shown.At("email").ShouldBe(viewing.Email);
        shown.At("role").ShouldBe("viewer");
        (
            await App.Patch(
                $"/v1/members/{viewing.Id}",
                issuer.Live.Secret,
                new { role = "reviewer" }
            )
        )
            .Should(200)
            .At("role")
            .ShouldBe("reviewer");
        (await App.Delete($"/v1/members/{viewing.Id}", issuer.Live.Secret)).Should(204);
        (await App.Get($"/v1/members/{viewing.Id}", issuer.Live.Secret)).ShouldBeProblem(
            404,
            "NOT_FOUND"
        );
        (await App.Query($"SELECT count(*) FROM access_members WHERE id = '{viewing.Id}'"))[0]
            [0]
            .ShouldBe(1L, "the person stays");
        var told = (await App.Get("/v1/audit?limit=10", issuer.Live.Secret)).Should(200).Text;
        told.ShouldContain("member.role-changed");
        told.ShouldContain("member.removed");
        told.ShouldNotContain(viewing.Email);
    }

    [Theory]
    [InlineData("{}", "role")]
    [InlineData("""{"role":"king"}""", "role")]
    [InlineData("""{"role":null}""", "role")]
    [InlineData("""{"role":"viewer","name":"x"}""", "name")]
    public async Task A_wrong_change_is_refused_by_name(string body, string field)
    {
        var issuer = await App.NewOrganization();
        var person = await Person.Of(issuer, "viewer");
        (await App.Patch($"/v1/members/{person.Id}", issuer.Live.Secret, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
    }

    [Fact]
    public async Task A_key_neither_makes_nor_unmakes_owners()
    {
        var issuer = await App.NewOrganization();
        var owner = await Person.Of(issuer, "owner");
        var other = await Person.Of(issuer, "admin");
        (
            await App.Patch($"/v1/members/{other.Id}", issuer.Live.Secret, new { role = "owner" })
        ).ShouldBeProblem(403, "OWNER_REQUIRED");
        (
            await App.Patch($"/v1/members/{owner.Id}", issuer.Live.Secret, new { role = "viewer" })
        ).ShouldBeProblem(403, "OWNER_REQUIRED");
        (await App.Delete($"/v1/members/{owner.Id}", issuer.Live.Secret)).ShouldBeProblem(
            403,
            "OWNER_REQUIRED"
        );
        (
            await App.Post(
                "/v1/invitations",
                issuer.Live.Secret,
                new { email = "new@example.org", role = "owner" }
            )
        ).ShouldBeProblem(403, "OWNER_REQUIRED");
    }

    [Fact]
    public async Task Nobody_gives_a_role_that_holds_more_than_they_have()
    {
        var issuer = await App.NewOrganization();
        var person = await Person.Of(issuer, "viewer");
        var narrow = await issuer.KeyWith("members:admin");
        foreach (var role in (string[])["viewer", "issuer", "admin"])
            (
                await App.Post(
                    "/v1/invitations",
                    narrow.Secret,
                    new { email = $"{role}@example.org", role }
                )
            ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT", "role");
        (
            await App.Patch($"/v1/members/{person.Id}", narrow.Secret, new { role = "admin" })
        ).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT", "role");
        var reading = await issuer.KeyWith("members:admin", "read");
        (
            await App.Post(
                "/v1/invitations",
                reading.Secret,
                new { email = "viewer@example.org", role = "viewer" }
            )
        ).Should(201);
        // Ending trust needs no more than the scope itself.
        (await App.Delete($"/v1/members/{person.Id}", narrow.Secret)).Should(204);
    }

    [Fact]
    public async Task Every_route_takes_a_live_key_with_its_scope_and_of_the_same_organization_only()
    {
        var issuer = await App.NewOrganization();
        var person = await Person.Of(issuer, "viewer");
        var other = (await App.NewOrganization()).Live.Secret;
        var write = (await issuer.KeyWith("write")).Secret;
        var invited = (
            await App.Post(
                "/v1/invitations",
                issuer.Live.Secret,
                new { email = "open@example.org", role = "viewer" }
            )
        )
            .Should(201)
            .At("id");
        (string Method, string Path, string? Body)[] routes =
        [
            ("GET", "/v1/members", null),
            ("GET", $"/v1/members/{person.Id}", null),
            ("PATCH", $"/v1/members/{person.Id}", """{"role":"reviewer"}"""),
            ("DELETE", $"/v1/members/{person.Id}", null),
            ("POST", "/v1/invitations", """{"email":"new@example.org","role":"viewer"}"""),
            ("GET", "/v1/invitations", null),
            ("GET", $"/v1/invitations/{invited}", null),
            ("POST", $"/v1/invitations/{invited}/resend", null),
            ("DELETE", $"/v1/invitations/{invited}", null),
        ];
        App.Advance(TimeSpan.FromMinutes(2));
        foreach (var (method, path, body) in routes)
        {
            Task<Answer> With(string? key) => App.Send(new HttpMethod(method), path, key, body);
            (await With(null)).ShouldBeProblem(401, "AUTH_MISSING");
            (await With(write)).ShouldBeProblem(403, "AUTH_SCOPE_INSUFFICIENT");
            (await With(issuer.Test.Secret)).ShouldBeProblem(403, "AUTH_MODE_FORBIDDEN");
            if (path.Contains('_', StringComparison.Ordinal))
                (await With(other)).ShouldBeProblem(404, "NOT_FOUND");
            (await With(issuer.Live.Secret)).Status.ShouldBeInRange(200, 204, path);
        }
    }

    [Fact]
    public async Task An_invitation_is_sent_again_and_withdrawn_and_its_link_stands_in_no_answer()
    {
        var issuer = await App.NewOrganization();
        var made = (
            await App.Post(
                "/v1/invitations",
                issuer.Live.Secret,
                new { email = "Ada@Example.org", role = "issuer" }
            )
        ).Should(201);
        made.At("state").ShouldBe("open");
        made.At("email").ShouldBe("Ada@Example.org");
        var path = $"/v1/invitations/{made.At("id")}";
        (await App.Post($"{path}/resend", issuer.Live.Secret)).ShouldBeProblem(
            429,
            "INVITATION_JUST_SENT"
        );
        App.Advance(TimeSpan.FromMinutes(2));
        var again = (await App.Post($"{path}/resend", issuer.Live.Secret)).Should(200);
        again.Text.ShouldNotContain("/join/");
        (await Mails(issuer, "invitation")).ShouldBe(2);
        (
            await App.Post(
                "/v1/invitations",
                issuer.Live.Secret,
                new { email = "ada@example.ORG", role = "viewer" }
            )
        ).ShouldBeProblem(409, "INVITATION_EXISTS");
        (await App.Delete(path, issuer.Live.Secret)).Should(204);
        (await App.Delete(path, issuer.Live.Secret)).Should(204);
        (await App.Get(path, issuer.Live.Secret)).Should(200).At("state").ShouldBe("withdrawn");
        (await App.Post($"{path}/resend", issuer.Live.Secret)).ShouldBeProblem(
            409,
            "INVITATION_ENDED"
        );
        (await App.Get("/v1/invitations?state=open", issuer.Live.Secret))
            .Should(200)
            .Json.GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
        App.Advance(TimeSpan.FromDays(8));
        var late = (
            await App.Post(
                "/v1/invitations",
                issuer.Live.Secret,
                new { email = "ada@example.org", role = "viewer" }
            )
        ).Should(201);
        App.Advance(TimeSpan.FromDays(8));
        (await App.Get($"/v1/invitations/{late.At("id")}", issuer.Live.Secret))
            .At("state")
            .ShouldBe("expired");
    }

    [Fact]
    public async Task Of_invitations_made_at_once_for_one_address_one_is_made()
    {
        var issuer = await App.NewOrganization();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    App.Post(
                        "/v1/invitations",
                        issuer.Live.Secret,
                        new { email = "once@example.org", role = "viewer" }
                    )
                )
        );
        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Count(a => a.Status == 409).ShouldBe(7);
        (await Mails(issuer, "invitation")).ShouldBe(1);
    }

    [Fact]
    public async Task An_address_known_elsewhere_is_invited_like_an_unknown_one()
    {
        var elsewhere = await App.NewOrganization();
        var known = await Person.Of(elsewhere, "owner");
        var issuer = await App.NewOrganization();
        var answers = new List<Answer>();
        foreach (var email in (string[])[known.Email, "nobody@example.org"])
            answers.Add(
                (
                    await App.Post(
                        "/v1/invitations",
                        issuer.Live.Secret,
                        new { email, role = "viewer" }
                    )
                ).Should(201)
            );
        string[] Shape(Answer a) =>
            [
                .. a
                    .Json.EnumerateObject()
                    .Where(m => m.Name is not ("id" or "email"))
                    .Select(m => m.ToString()),
            ];
        Shape(answers[0]).ShouldBe(Shape(answers[1]));
        // Inside the own organization it may be said.
        await known.Joins(issuer, "viewer");
        await App.Delete($"/v1/invitations/{answers[0].At("id")}", issuer.Live.Secret);
        (
            await App.Post(
                "/v1/invitations",
                issuer.Live.Secret,
                new { email = known.Email.ToUpperInvariant(), role = "viewer" }
            )
        ).ShouldBeProblem(409, "ALREADY_A_MEMBER");
    }

    [Theory]
    [InlineData("""{"role":"viewer"}""", "email")]
    [InlineData("""{"email":"ada","role":"viewer"}""", "email")]
    [InlineData("""{"email":"a@example.org\r\nBcc: b@example.org","role":"viewer"}""", "email")]
    [InlineData("""{"email":"Ada <ada@example.org>","role":"viewer"}""", "email")]
    [InlineData("""{"email":"ada@example.org"}""", "role")]
    [InlineData("""{"email":"ada@example.org","role":"root"}""", "role")]
    public async Task A_wrong_invitation_is_refused_by_name(string body, string field)
    {
        var issuer = await App.NewOrganization();
        (await App.Post("/v1/invitations", issuer.Live.Secret, body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
    }

    private async Task<long> Mails(Issuer issuer, string kind) =>
        Convert.ToInt64(
            (
                await App.Query(
                    $"SELECT count(*) FROM platform_mails WHERE organization_id = '{issuer.Id}' AND kind = '{kind}'"
                )
            )[0][0],
            System.Globalization.CultureInfo.InvariantCulture
        );
}

using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>Who asks for a policy time and again is told in a line that it is as it was.</summary>
public abstract class PolicyTagTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : PolicyTagTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : PolicyTagTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_policy_that_is_as_it_was_is_not_sent_again()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Therapy", jurisdictions: ["JH"]);
        var first = (await App.Get("/v1/policies/L1", issuer.Live.Secret)).Should(200);
        var tag = first["ETag"].ShouldNotBeNull();
        foreach (var said in (string[])[tag, "W/" + tag, "\"other\", " + tag, "*"])
        {
            var again = await Asking("/v1/policies/L1", said);
            again.Should(304);
            again.Text.ShouldBeEmpty(said);
            again["ETag"].ShouldBe(tag);
        }
        (await Asking("/v1/policies/L1", "\"1\"")).Should(200);
        (await Asking("/v1/policies/L1", "garbage")).Should(200);
        // More of the same edition is another answer, and so is another edition.
        (await Asking("/v1/policies/L1?include=codes", tag)).Should(200);
        await issuer.Enter("L1", "Therapy, revised", jurisdictions: ["JH"]);
        (await Asking("/v1/policies/L1", tag)).Should(200)["ETag"].ShouldNotBe(tag);
        // Who may not read it learns nothing by its tag.
        var other = await App.NewOrganization();
        (await App.Get("/v1/policies/L1", other.Live.Secret, ("If-None-Match", tag))).Should(404);

        Task<Answer> Asking(string path, string said) =>
            App.Get(path, issuer.Live.Secret, ("If-None-Match", said));
    }

    // Their edition is the same and their text is not.
    [Fact]
    public async Task A_tag_of_the_contractor_that_was_is_not_one_of_the_contractor_that_is()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Therapy", jurisdictions: ["JH"]);
        var first = (await App.Get("/v1/policies/L1", issuer.Live.Secret)).Should(200);
        await App.Load(
            issuer.Live.Secret,
            "jurisdictions",
            new
            {
                code = "JH",
                contractorName = "Another Example Contractor",
                states = new[] { "TX" },
                contractorType = "A/B MAC",
            }
        );
        var second = await App.Get(
            "/v1/policies/L1",
            issuer.Live.Secret,
            ("If-None-Match", first["ETag"]!)
        );
        second.Should(200).At("contractor", "name").ShouldBe("Another Example Contractor");
    }

    [Fact]
    public async Task The_tag_that_was_read_is_one_to_change_by()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Therapy");
        var tag = (await App.Get("/v1/policies/L1", issuer.Live.Secret)).Should(200)["ETag"];
        var policy = Loads.Policy("L1", "Therapy, revised");
        (await App.Put(issuer.Live, "L1", policy, tag)).Should(200);
        (await App.Put(issuer.Live, "L1", Loads.Policy("L1", "Once more"), tag)).ShouldBeProblem(
            412,
            "POLICY_EDITION_DIFFERS"
        );
        (await App.Put(issuer.Live, "L1", Loads.Policy("L1", "Once more"), "\"2\"")).Should(200);
    }

    [Fact]
    public async Task An_edition_is_sent_once()
    {
        var issuer = await App.NewOrganization();
        await issuer.Enter("L1", "Therapy");
        var first = (await App.Get("/v1/policies/L1/editions/1", issuer.Live.Secret)).Should(200);
        await issuer.Enter("L1", "Therapy, revised");
        foreach (var (edition, status) in new[] { (1, 304), (2, 200) })
            (
                await App.Get(
                    $"/v1/policies/L1/editions/{edition}",
                    issuer.Live.Secret,
                    ("If-None-Match", first["ETag"]!)
                )
            ).Should(status);
    }
}

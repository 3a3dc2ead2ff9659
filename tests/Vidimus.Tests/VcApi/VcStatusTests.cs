using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.VcApi;

public abstract class VcStatusTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : VcStatusTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : VcStatusTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_status_asked_for_stands_in_the_credential_and_changes_in_its_list()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(options: VcIssuer.Status("suspension", "revocation"));
        var id = issued["id"]!.GetValue<string>();
        var entries = issued["credentialStatus"]!.AsArray();
        entries
            .Select(e => e!["statusPurpose"]!.GetValue<string>())
            .ShouldBe(["revocation", "suspension"]);
        (await Values(entries)).ShouldBe([0, 0]);

        (await issuer.SetStatus(id, "suspension")).Should(200).At("listed").ShouldBe("true");
        (await Values(entries)).ShouldBe([0, 1]);
        (await App.VerifyVc(issued)).ShouldNotVerify("STATUS_VERIFICATION_ERROR", "suspended");

        (await issuer.SetStatus(id, "suspension", false)).Should(200);
        (await Values(entries)).ShouldBe([0, 0]);
        (await App.VerifyVc(issued)).ShouldVerify();

        (await issuer.SetStatus(id, "revocation", true)).Should(200);
        (await Values(entries)).ShouldBe([1, 0]);
        (await App.VerifyVc(issued)).ShouldNotVerify("STATUS_VERIFICATION_ERROR", "revoked");
    }

    [Fact]
    public async Task The_callers_own_status_stays_beside_the_one_asked_for()
    {
        var issuer = await VcIssuer.Start(App);
        var issued = await issuer.Issue(
            c =>
                c["credentialStatus"] = new JsonObject
                {
                    ["type"] = "https://example.org/OwnStatus",
                    ["id"] = "https://example.org/status/7",
                },
            VcIssuer.Status("revocation")
        );
        issued["credentialStatus"]!
            .AsArray()
            .Select(e => e!["type"]!.GetValue<string>())
            .ShouldBe(["https://example.org/OwnStatus", "BitstringStatusListEntry"]);
    }

    [Fact]
    public async Task No_two_credentials_have_the_same_place()
    {
        var issuer = await VcIssuer.Start(App);
        var places = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var issued = await issuer.Issue(options: VcIssuer.Status("revocation"));
            var entry = issued["credentialStatus"]!;
            places.Add($"{entry["statusListCredential"]} {entry["statusListIndex"]}");
        }
        places.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task A_revocation_is_for_ever_and_may_be_repeated()
    {
        var issuer = await VcIssuer.Start(App);
        var id = (await issuer.Issue())["id"]!.GetValue<string>();
        (await issuer.SetStatus(id, "revocation", false)).Should(200);
        (await issuer.SetStatus(id, "revocation")).Should(200).At("listed").ShouldBe("false");
        (await issuer.SetStatus(id, "revocation")).Should(200);
        (await issuer.SetStatus(id, "revocation", false)).ShouldBeRefused(
            409,
            "REVOCATION_IS_FINAL"
        );
    }

    [Fact]
    public async Task The_same_credential_in_several_forms_ends_in_all_of_them()
    {
        var issuer = await VcIssuer.Start(App);
        var credential = issuer.Credential();
        var embedded = VcIssuer.Secured(await issuer.TryIssue(credential));
        var enveloped = VcIssuer.Secured(
            await issuer.TryIssue(credential, VcIssuer.With("vc+jwt"))
        );
        (await issuer.SetStatus(credential["id"]!.GetValue<string>(), "revocation")).Should(200);
        foreach (var form in (JsonObject[])[embedded, enveloped])
            (await App.VerifyVc(form)).ShouldNotVerify("STATUS_VERIFICATION_ERROR", "revoked");
    }

    [Fact]
    public async Task A_credential_without_id_is_changed_by_the_id_given_for_it()
    {
        var issuer = await VcIssuer.Start(App);
        var anonymous = issuer.Credential(c => c.Remove("id"));
        (await issuer.TryIssue(anonymous, VcIssuer.Status("revocation"))).ShouldBeRefused(
            400,
            "VALIDATION_ERROR",
            "options.credentialId"
        );
        var issued = VcIssuer.Secured(
            await issuer.TryIssue(anonymous, new JsonObject { ["credentialId"] = "my-7" })
        );
        (await App.VerifyVc(issued)).ShouldVerify();
        (await issuer.SetStatus("my-7", "revocation")).Should(200);
        (await App.VerifyVc(issued)).ShouldNotVerify("STATUS_VERIFICATION_ERROR");
    }

    [Fact]
    public async Task Anothers_credential_and_one_of_the_other_mode_are_not_there()
    {
        var (issuer, other) = (await VcIssuer.Start(App), await VcIssuer.Start(App));
        var id = (await issuer.Issue())["id"]!.GetValue<string>();
        (await other.SetStatus(id, "revocation")).ShouldBeRefused(404, "CREDENTIAL_NOT_FOUND");
        (
            await new VcIssuer(issuer.Issuer, issuer.Issuer.Test).SetStatus(id, "revocation")
        ).ShouldBeRefused(404, "CREDENTIAL_NOT_FOUND");
        (await issuer.SetStatus("urn:uuid:none", "revocation")).ShouldBeRefused(
            404,
            "CREDENTIAL_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Changing_a_status_needs_the_scope_and_a_purpose()
    {
        var issuer = await VcIssuer.Start(App);
        var id = (await issuer.Issue())["id"]!.GetValue<string>();
        (await issuer.SetStatus(id, "message")).ShouldBeRefused(
            400,
            "VALIDATION_ERROR",
            "credentialStatus.statusPurpose"
        );
        (await App.Post("/credentials/status", issuer.Key.Secret, "{}")).ShouldBeRefused(
            400,
            "VALIDATION_ERROR",
            "credentialId"
        );
        var narrow = await issuer.Issuer.KeyWith("credentials:issue");
        (await new VcIssuer(issuer.Issuer, narrow).SetStatus(id, "revocation")).ShouldBeRefused(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Post("/credentials/status", null, "{}")).ShouldBeRefused(401, "AUTH_MISSING");
        var right = await issuer.Issuer.KeyWith("credentials:revoke");
        (await new VcIssuer(issuer.Issuer, right).SetStatus(id, "revocation")).Should(200);
    }

    private async Task<int[]> Values(JsonArray entries)
    {
        var values = new List<int>();
        foreach (var entry in entries)
        {
            var url = new Uri(entry!["statusListCredential"]!.GetValue<string>());
            var list = (
                await App.Get(url.PathAndQuery, null, ("Accept", "application/json"))
            ).Should(200);
            list.MediaType.ShouldBe("application/json");
            BitstringStatusList
                .TryDecode(
                    list.Json.GetProperty("credentialSubject")
                        .GetProperty("encodedList")
                        .GetString(),
                    1,
                    out var bits
                )
                .ShouldBe(StatusListError.None);
            values.Add(bits!.Get(int.Parse(entry["statusListIndex"]!.GetValue<string>())));
        }
        return [.. values];
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Proofs;
using Vidimus.Testing;
using Xunit;
using Judge = Vidimus.Tests.Templates.Tools;

namespace Vidimus.Tests.Certification;

/// <summary>Certified documents, their receipts, and what anybody is told of them.</summary>
public abstract partial class CertificateTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : CertificateTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : CertificateTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task C14_a_receipt_has_exactly_the_header_and_the_six_fields_of_the_contract_and_verifies()
    {
        var issuer = await App.NewOrganization();
        var order = await SandboxOrders.Certified(App, issuer.Test.Secret);
        var parts = order.Jws.Split('.');
        parts.Length.ShouldBe(3);
        Decoded(parts[0]).ShouldMatch("""^\{"alg":"EdDSA","kid":"[A-Za-z0-9_-]{43}"\}$""");
        var certificate = (
            await App.Get($"/v1/certificates/{order.CertificateId}", issuer.Test.Secret)
        ).Should(200);
        Decoded(parts[1])
            .ShouldBe(
                $$"""{"certificateId":"{{order.CertificateId}}","orderId":"{{order.Id}}","documentSha256":"{{certificate.At("documentSha256")}}","translatorName":"{{certificate.At("translatorName")}}","issuedAt":"{{certificate.At("issuedAt")}}","isSandbox":true}"""
            );
        var keys = await PublishedKeys();
        Verifies(order.Jws, keys).ShouldBeTrue();
        Verifies(order.Jws[..^4] + "AAAA", keys).ShouldBeFalse();
        order.CertificateId.ShouldMatch("^vcrt_[0-9a-hjkmnp-tv-z]{26}$");
    }

    [Fact]
    public async Task C15_after_a_rotation_old_and_new_receipts_verify_with_the_published_keys()
    {
        var issuer = await App.NewOrganization();
        var before = await SandboxOrders.Certified(App, issuer.Test.Secret);
        var set = (await App.Get("/.well-known/jwks.json")).Should(200);
        set["Cache-Control"].ShouldBe("public, max-age=3600");
        (await App.Get("/.well-known/jwks.json", headers: ("Origin", "https://shop.example")))[
            "Access-Control-Allow-Origin"
        ]
            .ShouldBe("*");
        var kept = await PublishedKeys();
        await App.RotateReceiptKeys();
        // Whoever fetched the set a moment ago keeps it for an hour, and verifies what is certified meanwhile.
        var meanwhile = await SandboxOrders.Certified(App, issuer.Test.Secret);
        Verifies(meanwhile.Jws, kept).ShouldBeTrue();
        var keys = await PublishedKeys();
        var after = meanwhile;
        for (var i = 0; i < 50 && KidOf(after.Jws) == KidOf(before.Jws); i++)
        {
            App.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(50);
            after = await SandboxOrders.Certified(App, issuer.Test.Secret);
        }
        KidOf(after.Jws).ShouldNotBe(KidOf(before.Jws));
        // By the set of an hour before, too.
        Verifies(before.Jws, keys).ShouldBeTrue();
        Verifies(after.Jws, keys).ShouldBeTrue();
    }

    [Fact]
    public async Task C15_a_receipt_key_that_cannot_be_opened_is_replaced_by_rotating_at_once()
    {
        await using var own = await VidimusApp.Start(new(App.Engine));
        var issuer = await own.NewOrganization();
        var before = await SandboxOrders.Certified(own, issuer.Test.Secret);
        await own.Query(
            "UPDATE credentials_receipt_keys SET private_key = @bytes",
            ("bytes", new byte[64])
        );
        await own.RotateReceiptKeys();
        // A node that starts now has never opened the damaged one.
        await using var node = await VidimusApp.Start(new(App.Engine) { Beside = own });
        var after = await SandboxOrders.Certified(node, issuer.Test.Secret);
        KidOf(after.Jws).ShouldNotBe(KidOf(before.Jws));
    }

    [Fact]
    public async Task C15_after_a_rotation_of_the_key_of_seals_old_and_new_pdfs_verify_each_by_its_own_certificate()
    {
        var issuer = await App.NewOrganization();
        var (before, first) = (await Sealed(), await Active());
        await App.RotateSealKey();
        var (after, second) = (await Sealed(), await Active());
        second.ShouldNotBe(first);
        foreach (
            var (pdf, own, other) in ((byte[], string, string)[])
                [(before, first, second), (after, second, first)]
        )
        {
            (await Judge.PdfSeal(pdf)).ShouldContain("Signature is Valid");
            var text = Encoding.Latin1.GetString(pdf);
            text.Contains(own, StringComparison.OrdinalIgnoreCase).ShouldBeTrue();
            text.Contains(other, StringComparison.OrdinalIgnoreCase).ShouldBeFalse();
        }
        // The one that is retired is kept.
        (
            await App.Query(
                "SELECT count(*) FROM certification_seal_keys WHERE retired_at IS NOT NULL"
            )
        )[0]
            [0]
            .ShouldBe(1L);

        async Task<byte[]> Sealed()
        {
            var order = await SandboxOrders.Certified(App, issuer.Test.Secret);
            return (await App.Get($"/v1/orders/{order.Id}/certificate.pdf", issuer.Test.Secret))
                .Should(200)
                .Bytes;
        }

        async Task<string> Active() =>
            Convert.ToHexString(
                (byte[])
                    (
                        await App.Query(
                            "SELECT certificate FROM certification_seal_keys WHERE retired_at IS NULL"
                        )
                    ).Single()[0]!
            );
    }

    [Fact]
    public async Task C16_anybody_is_told_whether_a_certificate_is_valid_revoked_of_the_sandbox_or_unknown()
    {
        var issuer = await App.NewOrganization();
        var order = await SandboxOrders.Certified(App, issuer.Test.Secret);
        foreach (
            var path in (string[])
                [
                    $"/api/v1/verify/{order.CertificateId}",
                    $"/verify/{order.CertificateId}?format=json",
                ]
        )
        {
            var valid = (await App.Get(path)).Should(200);
            valid.At("status").ShouldBe("valid");
            valid.At("valid").ShouldBe("true");
            valid.At("isSandbox").ShouldBe("true");
            valid.At("acceptanceGuarantee").ShouldBeNull();
            valid.At("revoked").ShouldBe("false");
            valid.At("orderId").ShouldBe(order.Id);
            valid.At("jws").ShouldBe(order.Jws);
            valid.At("publicVerifyUrl").ShouldBe($"{App.PublicUrl}/verify/{order.CertificateId}");
        }
        var digest = (await App.Get($"/api/v1/verify/{order.CertificateId}")).At("documentSha256");
        var page = await Page($"/verify/{order.CertificateId}");
        page.Status.ShouldBe(200);
        page.Text.ShouldContain("data-verdict=\"valid_test\"");
        page.Text.ShouldContain("certifies nothing");
        var german = await Page($"/verify/{order.CertificateId}", "de");
        german.Text.ShouldContain("lang=\"de\"");
        german.Text.ShouldContain("Englisch</h2>");
        // A digest that was computed elsewhere is compared without a script.
        (await Page($"/verify/{order.CertificateId}?sha256={digest}")).Text.ShouldContain(
            "This is the certified file, unchanged."
        );
        (
            await Page($"/verify/{order.CertificateId}?sha256={new string('0', 64)}")
        ).Text.ShouldContain("This is not the certified file");

        await Revoked(issuer, order);
        await Unknown();
    }

    private async Task Revoked(Issuer issuer, SandboxOrder order)
    {
        var path = $"/v1/certificates/{order.CertificateId}/revoke";
        var request = new { reason = "A wrong page was certified." };
        var other = await App.NewOrganization();
        (await App.Post(path, other.Test.Secret, request)).ShouldBeProblem(
            404,
            "CERTIFICATE_NOT_FOUND"
        );
        (await App.Post(path, issuer.Live.Secret, request)).ShouldBeProblem(
            404,
            "CERTIFICATE_NOT_FOUND"
        );
        (await App.Post(path, issuer.Test.Secret, new { })).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "reason"
        );
        var credential = (await App.Get($"/verify/{order.CertificateId}?format=vc")).Should(200);
        (await App.Post(path, issuer.Test.Secret, request))
            .Should(200)
            .At("revocationReason")
            .ShouldBe("A wrong page was certified.");
        (await App.Post(path, issuer.Test.Secret, request)).Should(200);
        var revoked = (await App.Get($"/api/v1/verify/{order.CertificateId}")).Should(200);
        revoked.At("status").ShouldBe("revoked");
        revoked.At("valid").ShouldBe("false");
        revoked.At("revoked").ShouldBe("true");
        revoked.At("revokedAt").ShouldNotBeNull();
        revoked.Text.ShouldNotContain("wrong page");
        var page = await Page($"/verify/{order.CertificateId}");
        page.Text.ShouldContain("data-verdict=\"invalid\"");
        page.Text.ShouldNotContain("wrong page");
        // The credential about the document goes with it.
        var verdict = (
            await App.Post("/v1/verifications", null, new { credential = credential.Json })
        ).Should(200);
        verdict.At("verdict").ShouldBe("invalid");
        verdict.Text.ShouldContain("\"revoked\"");
    }

    private async Task Unknown()
    {
        const string path = "/verify/vcrt_00000000000000000000000000";
        var api = (await App.Get("/api" + "/v1" + path)).Should(404);
        api.At("error", "code").ShouldBe("CERTIFICATE_NOT_FOUND");
        (await App.Get(path + "?format=json")).ShouldBeProblem(404, "CERTIFICATE_NOT_FOUND");
        var page = await Page(path);
        page.Status.ShouldBe(404);
        page.Text.ShouldContain("data-verdict=\"none\"");
        (await App.Get($"/verify/vcrt_{new string('x', 3000)}?format=json")).Should(404);
    }

    [Fact]
    public async Task The_certified_pdf_states_who_certified_what_is_sealed_and_leads_by_its_code_to_its_page()
    {
        var issuer = await App.NewOrganization();
        var order = await SandboxOrders.Certified(App, issuer.Test.Secret);
        var pdf = (
            await App.Get($"/v1/orders/{order.Id}/certificate.pdf", issuer.Test.Secret)
        ).Should(200);
        pdf["Content-Type"].ShouldBe("application/pdf");
        var shown = (
            await App.Get($"/v1/certificates/{order.CertificateId}", issuer.Test.Secret)
        ).Should(200);
        Convert.ToHexStringLower(SHA256.HashData(pdf.Bytes)).ShouldBe(shown.At("documentSha256"));
        await Judge.Qpdf(pdf.Bytes, "--check");
        var text = Regex.Replace(await Judge.PdfText(pdf.Bytes), @"\s+", " ");
        text.ShouldContain("Certificate of Translation Accuracy");
        text.ShouldContain("from Persian into English");
        text.ShouldContain(
            "to the best of my knowledge and belief, a complete and accurate rendering of the source document"
        );
        text.ShouldContain(order.CertificateId);
        text.ShouldContain(order.Id);
        text.ShouldContain(order.SourceSha256);
        text.ShouldContain(issuer.Name);
        text.ShouldContain(shown.At("translatorName")!);
        text.ShouldContain("TEST — attests nothing");
        text.ShouldContain("this page and 1 that follows");
        // What follows is the demonstration.
        text.ShouldContain("BIRTH CERTIFICATE");
        var seal = await Judge.PdfSeal(pdf.Bytes);
        seal.ShouldContain("Signature is Valid");
        seal.ShouldContain("ETSI.CAdES.detached");
        seal.ShouldContain("Total document signed");
        (await Judge.PdfCode(pdf.Bytes)).ShouldBe($"{App.PublicUrl}/verify/{order.CertificateId}");
        // A page that was changed afterwards is not what was sealed.
        var changed = pdf.Bytes.ToArray();
        changed[changed.AsSpan().IndexOf("/MediaBox"u8) + 12] ^= 1;
        (await Judge.PdfSeal(changed)).ShouldNotContain("Signature is Valid");
    }

    [Fact]
    public async Task The_credential_about_the_document_is_verified_like_any_other_and_names_nobody()
    {
        var issuer = await App.NewOrganization();
        var order = await SandboxOrders.Certified(App, issuer.Test.Secret);
        var credential = (
            await App.Get($"/verify/{order.CertificateId}", headers: ("Accept", "application/vc"))
        ).Should(200);
        credential.MediaType.ShouldBe("application/vc");
        var subject = credential.Json.GetProperty("credentialSubject");
        var shown = (
            await App.Get($"/v1/certificates/{order.CertificateId}", issuer.Test.Secret)
        ).Should(200);
        subject.GetProperty("sha256").GetString().ShouldBe(shown.At("documentSha256"));
        subject.GetProperty("id").GetString()!.ShouldStartWith("ni:///sha-256;");
        credential.Text.ShouldNotContain(shown.At("translatorName")!);
        var verdict = (
            await App.Post("/v1/verifications", null, new { credential = credential.Json })
        ).Should(200);
        verdict.At("verdict").ShouldBe("valid_test", verdict.Text);
        foreach (var check in verdict.Json.GetProperty("checks").EnumerateArray())
            check.GetProperty("outcome").GetString().ShouldNotBe("fail", verdict.Text);
        // A word more, and it is none any more.
        var forged = credential.Text.Replace(
            shown.At("documentSha256")!,
            new string('0', 64),
            StringComparison.Ordinal
        );
        (
            await App.Post(
                "/v1/verifications",
                null,
                new { credential = JsonDocument.Parse(forged).RootElement }
            )
        )
            .Should(200)
            .At("verdict")
            .ShouldBe("invalid");
    }

    [Fact]
    public async Task Where_credentials_are_verified_a_certificate_is_known_by_its_id_its_link_and_its_file()
    {
        var issuer = await App.NewOrganization();
        var order = await SandboxOrders.Certified(App, issuer.Test.Secret);
        var link = $"{App.PublicUrl}/verify/{order.CertificateId}";
        var pdf = (
            await App.Get($"/v1/orders/{order.Id}/certificate.pdf", issuer.Test.Secret)
        ).Should(200);
        object[] ways =
        [
            new { id = order.CertificateId },
            new { link },
            new { text = $" {link} " },
            new { file = Convert.ToBase64String(pdf.Bytes) },
        ];
        foreach (var way in ways)
        {
            var found = (await App.Post("/v1/verifications", null, way)).Should(200);
            found.At("certificateUrl").ShouldNotBeNull().ShouldStartWith(link);
            found.At("verdict").ShouldBe("unverifiable");
        }
        (await App.Post("/v1/verifications", null, new { id = "nothing" }))
            .Should(200)
            .At("certificateUrl")
            .ShouldBeNull();
    }

    private async Task<Answer> Page(string path, string language = "en") =>
        await App.Get(path, headers: [("Accept", "text/html"), ("Accept-Language", language)]);

    private async Task<JsonElement> PublishedKeys() =>
        (await App.Get("/.well-known/jwks.json")).Should(200).Json;

    private static bool Verifies(string jws, JsonElement keys) =>
        Receipt.Verify(jws, (kid, _) => Jwk.Find(keys, kid)).Proof.Outcome == ProofOutcome.Pass;

    private static string? KidOf(string jws) =>
        JsonDocument.Parse(Decoded(jws.Split('.')[0])).RootElement.GetProperty("kid").GetString();

    private static string Decoded(string part) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Padded(part)));

    private static string Padded(string part) =>
        part.Replace('-', '+').Replace('_', '/').PadRight((part.Length + 3) / 4 * 4, '=');
}

using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>A server that takes leak reports signed by a key of the tests, or by the one of GitHub's own example.</summary>
public abstract class ReportedApp(Engine engine) : SharedApp(engine)
{
    internal static readonly ECDsa Reporter = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    // "Secret scanning partner program", docs.github.com: the test key that its sample request is signed with.
    internal const string SampleIdentifier =
        "f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d";

    private const string SampleKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gP
        HzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==
        -----END PUBLIC KEY-----
        """;

    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["LeakReports:Keys:0:Identifier"] = "first",
                ["LeakReports:Keys:0:Name"] = "scanner",
                ["LeakReports:Keys:0:Pem"] = Reporter.ExportSubjectPublicKeyInfoPem(),
                ["LeakReports:Keys:1:Identifier"] = SampleIdentifier,
                ["LeakReports:Keys:1:Name"] = "github",
                ["LeakReports:Keys:1:Pem"] = SampleKey,
            },
        };
}

public sealed class ReportedOnSqlite() : ReportedApp(Engine.Sqlite);

public sealed class ReportedOnPostgres() : ReportedApp(Engine.Postgres);

/// <summary>Keys that somebody found in public.</summary>
public abstract class LeakReportTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(ReportedOnSqlite shared)
        : LeakReportTests(shared),
            IClassFixture<ReportedOnSqlite>;

    public sealed class Postgres(ReportedOnPostgres shared)
        : LeakReportTests(shared),
            IClassFixture<ReportedOnPostgres>;

    private const string Me = "/v1/auth/me";
    private const string Url = "https://github.com/octocat/example/blob/main/.env?token=raw";

    [Fact]
    public async Task K17_a_signed_report_suspends_the_key_and_its_access_tokens_at_once_and_states_it()
    {
        var (issuer, other) = (await App.NewOrganization(), await App.NewOrganization());
        var (leaked, fine) = (await issuer.ClientTokenWith("read"), await issuer.KeyWith("read"));
        var token = await issuer.Exchange(leaked);
        var body = Body(leaked.Secret, other.Test.Secret, KeyText.NearMissOf(fine.Secret), "hello");
        var answer = (await Report(body)).Should(200);
        answer.Text.ShouldNotContain(leaked.Secret);
        var verdicts = answer.Json.EnumerateArray().ToArray();
        verdicts[0]
            .EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe(["token_hash", "token_type", "label"]);
        verdicts
            .Select(v => v.GetProperty("label").GetString())
            .ShouldBe(["true_positive", "true_positive", "false_positive", "false_positive"]);
        verdicts[0]
            .GetProperty("token_hash")
            .GetString()
            .ShouldBe(
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(leaked.Secret)))
            );
        verdicts[0].GetProperty("token_type").GetString().ShouldBe("vidimus_key");

        (await App.Get(Me, token)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await App.Get(Me, other.Test.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await App.Get(Me, fine.Secret)).Should(200);
        var shown = (await App.Get($"/v1/keys/{leaked.Id}", issuer.Live.Secret)).Should(200);
        shown.At("state").ShouldBe("suspended");
        shown.At("suspendedReason").ShouldBe("leaked");
        shown.At("warnings").ShouldBe("""["leaked"]""");
        var fact = (await Facts(leaked)).Single();
        fact.ShouldContain("\"reporter\":\"scanner\"");
        fact.ShouldContain("\"source\":\"content\"");
        fact.ShouldContain(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url))));
        fact.ShouldNotContain("octocat");
        (await Facts(other.Test)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task K17_of_a_report_with_keys_of_both_modes_each_is_stated_in_its_own(
        bool liveFirst
    )
    {
        var issuer = await App.NewOrganization();
        var onlooker = await issuer.Mint(
            new
            {
                label = "Onlooker",
                mode = "test",
                scopes = new[] { "audit:read" },
            }
        );
        var live = await issuer.KeyWith("read");
        (
            await Report(
                liveFirst
                    ? Body(live.Secret, issuer.Test.Secret)
                    : Body(issuer.Test.Secret, live.Secret)
            )
        ).Should(200);
        (await App.Get(Me, live.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await App.Get(Me, issuer.Test.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await Seen(issuer.Live.Secret)).ShouldBe([live.Id, issuer.Test.Id], ignoreOrder: true);
        (await Seen(onlooker.Secret)).ShouldBe([issuer.Test.Id]);

        async Task<string?[]> Seen(string key) =>
            [
                .. (await App.Get("/v1/audit?kind=key.leaked", key))
                    .Should(200)
                    .Json.GetProperty("data")
                    .EnumerateArray()
                    .Select(f => f.GetProperty("resourceId").GetString()),
            ];
    }

    [Fact]
    public async Task K17_a_forged_signature_changes_nothing()
    {
        var issuer = await App.NewOrganization();
        var body = Body(issuer.Test.Secret);
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var right = Sign(body, ReportedApp.Reporter);
        foreach (
            var (identifier, signature) in new (string?, string?)[]
            {
                ("first", Sign(body, forger)),
                ("first", Sign(body + " ", ReportedApp.Reporter)),
                (
                    "first",
                    Sign(
                        body,
                        ReportedApp.Reporter,
                        DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                    )
                ),
                ("first", right[..^4] + "AAAA"),
                ("first", ""),
                ("first", "not base64!"),
                ("first", "MAYCAQACAQA="),
                ("first", Convert.ToBase64String(new byte[190])),
                ("first", new string('A', 4000)),
                ("First", right),
                ("unknown", right),
                (ReportedApp.SampleIdentifier, right),
                (null, right),
                ("first", null),
            }
        )
            (await Report(body, identifier, signature)).ShouldBeProblem(
                401,
                "LEAK_REPORT_SIGNATURE_INVALID"
            );
        (await App.Post("/v1/leak-reports", issuer.Live.Secret, body)).ShouldBeProblem(
            401,
            "LEAK_REPORT_SIGNATURE_INVALID"
        );
        (await App.Get(Me, issuer.Test.Secret)).Should(200);
        (await Facts(issuer.Test)).ShouldBeEmpty();
    }

    [Fact]
    public async Task K17_a_report_sent_again_does_not_suspend_a_key_that_was_resumed_since()
    {
        var issuer = await App.NewOrganization();
        var key = await issuer.KeyWith("read");
        var body = Body(key.Secret);
        var signature = Sign(body, ReportedApp.Reporter);
        (await Report(body, "first", signature)).Should(200);
        (await Report(body, "first", signature)).ShouldBeProblem(409, "LEAK_REPORT_REPEATED");
        var resumed = (await App.Post($"/v1/keys/{key.Id}/resume", issuer.Live.Secret)).Should(200);
        resumed.At("suspendedReason").ShouldBeNull();
        resumed.At("warnings").ShouldBe("""["leaked"]""");
        App.Clock.Jump(TimeSpan.FromDays(40));
        (await Report(body, "first", signature)).ShouldBeProblem(409, "LEAK_REPORT_REPEATED");
        // To one body there are more right signatures than the one that was sent.
        (await Report(body, "first", Mirrored(signature))).ShouldBeProblem(
            409,
            "LEAK_REPORT_REPEATED"
        );
        (await Report(body, "first", Sign(body, ReportedApp.Reporter))).ShouldBeProblem(
            409,
            "LEAK_REPORT_REPEATED"
        );
        (await App.Get(Me, key.Secret)).Should(200);
        (await Facts(key)).Count.ShouldBe(1);
        // Found once more, it is a new report.
        (await Report(Body(key.Secret, "hello"))).Should(200);
        (await App.Get(Me, key.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
    }

    [Fact]
    public async Task K17_the_same_report_at_once_on_two_nodes_acts_once()
    {
        await using var other = await VidimusApp.Start(
            new(App.Engine)
            {
                Beside = App,
                Settings = new Dictionary<string, string>
                {
                    ["LeakReports:Keys:0:Identifier"] = "first",
                    ["LeakReports:Keys:0:Name"] = "scanner",
                    ["LeakReports:Keys:0:Pem"] =
                        ReportedApp.Reporter.ExportSubjectPublicKeyInfoPem(),
                },
            }
        );
        var issuer = await App.NewOrganization();
        var body = Body(issuer.Test.Secret);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => Report(body, on: i % 2 == 0 ? App : other))
        );
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Count(a => a.Status == 409).ShouldBe(5);
        (await Facts(issuer.Test)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_leaked_key_is_replaced_while_it_is_suspended_and_a_revoked_one_stays_revoked()
    {
        var issuer = await App.NewOrganization();
        var (leaked, revoked) = (await issuer.KeyWith("read"), await issuer.KeyWith("read"));
        (await App.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret)).Should(200);
        (await Report(Body(leaked.Secret, revoked.Secret))).Should(200);
        var next = (await App.Post($"/v1/keys/{leaked.Id}/rotate", issuer.Live.Secret)).Should(201);
        next.At("warnings").ShouldBe("[]");
        (await App.Get(Me, Key.Of(next.Json).Secret)).Should(200);
        (await App.Get(Me, leaked.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await App.Get(Me, revoked.Secret)).ShouldBeProblem(401, "AUTH_REVOKED_KEY");
    }

    [Fact]
    public async Task The_published_example_of_the_form_is_understood()
    {
        const string body =
            """[{"token":"some_token","type":"some_type","url":"some_url","source":"some_source"}]""";
        foreach (
            var (identifier, signature) in new[]
            {
                ("GITHUB-PUBLIC-KEY-IDENTIFIER", "GITHUB-PUBLIC-KEY-SIGNATURE"),
                ("Github-Public-Key-Identifier", "Github-Public-Key-Signature"),
            }
        )
            (
                await App.Post(
                    "/v1/leak-reports",
                    null,
                    body,
                    (identifier, ReportedApp.SampleIdentifier),
                    (
                        signature,
                        "MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY="
                    )
                )
            )
                .Should(200)
                .Json[0]
                .GetProperty("label")
                .GetString()
                .ShouldBe("false_positive");
    }

    [Theory]
    [InlineData("[]", "(body)")]
    [InlineData("[null]", "0.token")]
    [InlineData("""[{"type":"x"}]""", "0.token")]
    [InlineData("""[{"token":"a"},{"token":""}]""", "1.token")]
    [InlineData("""[{"token":7}]""", null)]
    [InlineData("{}", null)]
    [InlineData("[", null)]
    [InlineData("null", null)]
    public async Task A_signed_report_of_another_form_is_refused(string body, string? field)
    {
        var answer = (await Report(body)).Should(400);
        if (field is not null)
            answer.ShouldBeProblem(400, "VALIDATION_ERROR", field);
    }

    [Fact]
    public async Task A_report_holds_at_most_a_thousand_findings_and_a_megabyte()
    {
        var issuer = await App.NewOrganization();
        string[] many =
        [
            .. Enumerable.Range(0, 999).Select(i => KeyText.WithChecksum($"vdm_live_{i:D43}")),
            issuer.Test.Secret,
        ];
        (await Report(Body([.. many, "one more"]))).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            "(body)"
        );
        (await App.Get(Me, issuer.Test.Secret)).Should(200);
        (await Report(Body(many))).Should(200).Json.GetArrayLength().ShouldBe(1000);
        (await App.Get(Me, issuer.Test.Secret)).ShouldBeProblem(401, "AUTH_SUSPENDED_KEY");
        (await Report(Body(new string('x', 1_048_576)))).ShouldBeProblem(413, "BODY_TOO_LARGE");
    }

    [Fact]
    public async Task Without_a_reporter_in_the_settings_there_is_no_such_route()
    {
        await using var app = await VidimusApp.Start(new(App.Engine));
        (await Report(Body("x"), on: app)).ShouldBeProblem(404, "NOT_FOUND");
    }

    private async Task<Answer> Report(
        string body,
        string? identifier,
        string? signature,
        VidimusApp? on = null
    )
    {
        var headers = new List<(string, string)>();
        if (identifier is not null)
            headers.Add(("Github-Public-Key-Identifier", identifier));
        if (signature is not null)
            headers.Add(("Github-Public-Key-Signature", signature));
        return await (on ?? App).Post("/v1/leak-reports", null, body, [.. headers]);
    }

    private Task<Answer> Report(string body, VidimusApp? on = null) =>
        Report(body, "first", Sign(body, ReportedApp.Reporter), on);

    private static string Body(params string[] tokens) =>
        JsonSerializer.Serialize(
            tokens.Select(token => new
            {
                token,
                type = "vidimus_key",
                url = Url,
                source = "content",
                added_later = true,
            })
        );

    private static string Sign(
        string body,
        ECDsa key,
        DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence
    ) =>
        Convert.ToBase64String(
            key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, format)
        );

    /// <summary>(r, n - s): as right as (r, s), whoever makes it.</summary>
    private static string Mirrored(string signature)
    {
        var order = BigInteger.Parse(
            "115792089210356248762697446949407573529996955224135760342422259061068512044369",
            null
        );
        var der = new System.Formats.Asn1.AsnReader(
            Convert.FromBase64String(signature),
            System.Formats.Asn1.AsnEncodingRules.DER
        ).ReadSequence();
        var (r, s) = (der.ReadInteger(), der.ReadInteger());
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(order - s);
        }
        return Convert.ToBase64String(writer.Encode());
    }

    private async Task<IReadOnlyList<string>> Facts(Key key) =>
        [
            .. (
                await App.Query(
                    "SELECT members FROM platform_facts WHERE resource_id = @id AND kind = 'key.leaked'",
                    ("id", key.Id)
                )
            ).Select(r => (string)r[0]!),
        ];
}

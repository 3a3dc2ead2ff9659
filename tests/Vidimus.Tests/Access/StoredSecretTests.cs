using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What somebody finds who gets hold of the database and the data folder.</summary>
public abstract class StoredSecretTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : StoredSecretTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : StoredSecretTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task K13_no_plain_key_is_stored_not_even_in_kept_answers()
    {
        var issuer = await App.NewOrganization();
        var minted = (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                new { label = "Kept", mode = "test" },
                ("Idempotency-Key", "kept-answer")
            )
        ).Should(201);
        var secret = Key.Of(minted.Json).Secret;
        var client = await issuer.ClientTokenWith("read");
        await issuer.Exchange(client);
        var dump = await App.Dump();
        Encoding
            .Latin1.GetString(dump)
            .ShouldContain(issuer.Id, customMessage: "the dump must hold what is stored");
        Output.FoundIn(dump).ShouldBeEmpty();
        (await App.Query("SELECT count(*) FROM platform_replays"))[0][0].ShouldNotBe(0L);
        Encoding.Latin1.GetString(dump).ShouldNotContain(secret[9..40]);
    }

    [Fact]
    public async Task K13_a_kept_answer_holds_no_secret_even_for_who_has_the_master_key_and_the_callers_own_key()
    {
        var issuer = await App.NewOrganization();
        var answer = (
            await App.Post(
                "/v1/keys",
                issuer.Live.Secret,
                new { label = "Sealed", mode = "test" },
                ("Idempotency-Key", "sealed-answer")
            )
        ).Should(201);
        var key = Key.Of(answer.Json);
        var (sealedTwice, opened) = await Kept(issuer.Id, "sealed-answer");
        // Under the master key alone it shows nothing at all: the caller's own key seals it once more.
        Encoding.Latin1.GetString(sealedTwice).ShouldNotContain(key.Id);
        Encoding.UTF8.GetString(opened).ShouldContain(key.Id);
        Output.FoundIn(opened).ShouldBeEmpty();
    }

    [Fact]
    public async Task K13_a_kept_answer_about_a_new_organization_holds_none_of_its_keys()
    {
        var made = (
            await App.Post(
                "/v1/organizations",
                App.OperatorToken,
                new { name = "Example Academy" },
                ("Idempotency-Key", "sealed-organization")
            )
        ).Should(201);
        Key.Of(made.Json.GetProperty("firstKey"));
        Key.Of(made.Json.GetProperty("firstTestKey"));
        var (_, opened) = await Kept("", "sealed-organization");
        Encoding.UTF8.GetString(opened).ShouldContain(made.At("id")!);
        Output.FoundIn(opened).ShouldBeEmpty();
    }

    private async Task<(byte[] Inner, byte[] Opened)> Kept(string organization, string key)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        var row = (
            await App.Query(
                "SELECT body, organization_id, route FROM platform_replays WHERE organization_id = @o AND key_digest = @d",
                ("o", organization),
                ("d", digest)
            )
        )[0];
        using var master = new Vidimus.Platform.Secrets.MasterKeys(
            new Dictionary<string, byte[]> { ["first"] = Convert.FromBase64String(App.MasterKey) },
            "first"
        );
        var inner = master.Decrypt((byte[])row[0]!, $"replay\n{row[1]}\n{row[2]}");
        var own = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(key),
            32,
            info: "replay"u8.ToArray()
        );
        return (inner, Vidimus.Platform.Secrets.Aead.Open(own, inner, []));
    }

    [Fact]
    public async Task K14_a_plain_key_in_the_digest_column_is_refused_by_the_database()
    {
        var issuer = await App.NewOrganization();
        var plain = new[]
        {
            issuer.Live.Secret,
            issuer.Live.Secret.PadRight(64, 'x')[..64],
            (
                await issuer.Mint(
                    new
                    {
                        label = "C",
                        mode = "live",
                        family = "vc",
                    }
                )
            ).Secret,
        };
        foreach (var text in plain)
        {
            await Should.ThrowAsync<DbException>(() =>
                App.Execute(
                    "UPDATE access_keys SET digest = @d WHERE id = @id",
                    ("d", text),
                    ("id", issuer.Live.Id)
                )
            );
        }
        (await App.Get("/v1/auth/me", issuer.Live.Secret)).Should(200);
    }

    [Fact]
    public async Task Facts_hold_ids_and_states_and_no_names()
    {
        var issuer = await App.NewOrganization("Plainly Visible Name");
        await issuer.Mint(new { label = "Visible label", mode = "live" });
        var facts = await App.Query(
            "SELECT kind, resource_id, members, actor_kind, actor_id, request_id FROM platform_facts WHERE organization_id = @o ORDER BY id",
            ("o", issuer.Id)
        );
        facts
            .Select(f => (string)f[0]!)
            .ShouldBe(
                ["organization.created", "key.minted", "key.minted", "key.minted"],
                ignoreOrder: true
            );
        facts
            .Select(f => (string)f[3]!)
            .Distinct()
            .ShouldBe(["operator", "key"], ignoreOrder: true);
        facts.ShouldAllBe(f => ((string)f[5]!).StartsWith("req_", StringComparison.Ordinal));
        string.Join('\n', facts.SelectMany(f => f)).ShouldNotContain("isible");
    }
}

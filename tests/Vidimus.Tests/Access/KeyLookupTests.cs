using System.Diagnostics.Metrics;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Policies;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>Runs alone: the counter belongs to the process, and other tests' servers would count too.</summary>
[Collection(nameof(Alone))]
public abstract class KeyLookupTests(SharedApp shared) : Scenario(shared)
{
    [Collection(nameof(Alone))]
    public sealed class Sqlite(OnSqlite shared) : KeyLookupTests(shared), IClassFixture<OnSqlite>;

    [Collection(nameof(Alone))]
    public sealed class Postgres(OnPostgres shared)
        : KeyLookupTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task K1_each_changed_character_of_a_key_is_refused_without_reading_the_database()
    {
        var issuer = await App.NewOrganization();
        foreach (
            var secret in new[]
            {
                issuer.Live.Secret,
                (
                    await issuer.Mint(
                        new
                        {
                            label = "V",
                            mode = "test",
                            family = "vrt",
                        }
                    )
                ).Secret,
            }
        )
        {
            var reads = CountReads(out var listener);
            using (listener)
            {
                (await App.Get("/v1/auth/me", secret)).Should(200);
                var forOne = reads();
                forOne.ShouldBe(1);
                for (var i = 0; i < secret.Length; i++)
                {
                    var changed = secret[..i] + (secret[i] == 'a' ? 'b' : 'a') + secret[(i + 1)..];
                    (await App.Get("/v1/auth/me", changed)).ShouldBeProblem(
                        401,
                        "AUTH_INVALID_KEY"
                    );
                }
                reads().ShouldBe(forOne);
            }
        }
    }

    [Fact]
    public async Task K1_a_wrong_key_with_a_right_checksum_costs_one_read()
    {
        var reads = CountReads(out var listener);
        using (listener)
        {
            (
                await App.Get(
                    "/v1/auth/me",
                    KeyText.WithChecksum("vdm_test_" + new string('0', 43))
                )
            ).ShouldBeProblem(401, "AUTH_INVALID_KEY");
            reads().ShouldBe(1);
        }
    }

    [Fact]
    public async Task Y1_a_wrong_checksum_is_refused_before_anything_is_looked_up()
    {
        const string path = "/api/v1/policies";
        var issuer = await App.NewOrganization();
        var secret = (
            await issuer.Mint(
                new
                {
                    label = "V",
                    mode = "live",
                    family = "vrt",
                }
            )
        ).Secret;
        var reads = CountReads(out var listener);
        using (listener)
        {
            (await App.Get(path, secret)).Should(200);
            reads().ShouldBe(1, "a look-up is seen");
            for (var i = secret.Length - 4; i < secret.Length; i++)
            {
                var changed = secret[..i] + (secret[i] == 'a' ? 'b' : 'a') + secret[(i + 1)..];
                (await App.Get(path, changed)).ShouldBeVerity(401, "AUTH_INVALID_KEY");
            }
            reads().ShouldBe(1);
        }
    }

    private static Func<long> CountReads(out MeterListener listener)
    {
        long count = 0;
        listener = new MeterListener
        {
            InstrumentPublished = static (instrument, l) =>
            {
                if (instrument.Name == "vidimus.key.lookups")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, _, _) => Interlocked.Add(ref count, value)
        );
        listener.Start();
        return () => Interlocked.Read(ref count);
    }
}

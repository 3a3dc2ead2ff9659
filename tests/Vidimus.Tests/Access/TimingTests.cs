using System.Diagnostics;
using System.Net.Http.Headers;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

/// <summary>What the time of a refusal tells; only in the long run, by itself, since everything that runs beside it is noise.</summary>
[Collection(nameof(Alone))]
public sealed class TimingTests(ITestOutputHelper output)
{
    private const int Samples = 10_000;

    public static TheoryData<Engine> Engines => [Engine.Sqlite, Engine.Postgres];

    [Theory(Explicit = true)]
    [MemberData(nameof(Engines))]
    public async Task K3_the_time_of_a_refusal_does_not_tell_an_unknown_key_from_a_near_miss_of_a_real_one(
        Engine engine
    )
    {
        Testing.Engines.Demand(engine);
        await using var app = await VidimusApp.Start(
            new(engine)
            {
                Settings = new Dictionary<string, string>
                {
                    ["Limits:RequestsPerMinute"] = "100000",
                },
            }
        );
        var issuer = await app.NewOrganization();
        var (real, revoked, narrow) = (
            await issuer.KeyWith("read"),
            await issuer.KeyWith("read"),
            await issuer.Mint(
                new
                {
                    label = "Narrow",
                    mode = "live",
                    scopes = new[] { "groups:read" },
                    rateLimitPerMinute = 100_000,
                }
            )
        );
        (await app.Post($"/v1/keys/{revoked.Id}/revoke", issuer.Live.Secret)).Should(200);
        Func<int, string>[] keys =
        [
            i => KeyText.WithChecksum($"vdm_live_{i:D43}"),
            i => KeyText.NearMissOf(real.Secret, i),
            _ => "vdm_live_malformed",
            _ => revoked.Secret,
            _ => narrow.Secret,
        ];
        var times = keys.Select(_ => new double[Samples]).ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        var chance = new Random(3);
        using var http = app.Http();
        for (var i = -500; i < Samples; i++)
        {
            // In turn, so that what slows one sort slows the others too, and each time in another order: what a request
            // leaves to be done after its answer slows the next one.
            chance.Shuffle(order);
            foreach (var sort in order)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/keys");
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    keys[sort](Math.Abs(i))
                );
                var began = Stopwatch.GetTimestamp();
                using var answer = await http.SendAsync(request);
                if (i >= 0)
                    times[sort][i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
            }
        }
        string[] names = ["unknown", "near miss", "malformed", "revoked", "wrong scope"];
        for (var sort = 0; sort < keys.Length; sort++)
        {
            Array.Sort(times[sort]);
            output.WriteLine(
                $"{names[sort]}: median {times[sort][Samples / 2]:F0} µs, above unknown in {Above(times[0], times[sort]):P1}"
            );
        }
        // A half is no difference at all. The measure's own noise at this count is about 0.4 %.
        Above(times[0], times[1]).ShouldBeInRange(0.475, 0.525);
    }

    /// <summary>How often a value of the second exceeds one of the first: Mann and Whitney's U over the number of pairs; both sorted.</summary>
    private static double Above(double[] first, double[] second)
    {
        double sum = 0;
        int below = 0,
            upTo = 0;
        foreach (var value in second)
        {
            while (below < first.Length && first[below] < value)
                below++;
            upTo = Math.Max(upTo, below);
            while (upTo < first.Length && first[upTo] <= value)
                upTo++;
            sum += below + (upTo - below) / 2.0;
        }
        return sum / ((double)first.Length * second.Length);
    }
}

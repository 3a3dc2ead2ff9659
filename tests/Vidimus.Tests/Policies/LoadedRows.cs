using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Policies;

/// <summary>Rows of the tables beside policies, loaded as an operator loads them.</summary>
internal static class LoadedRows
{
    private static long _last;

    /// <summary>Loads rows of one kind into the organization of the key.</summary>
    public static async Task Load(
        this VidimusApp app,
        string key,
        string kind,
        params object[] records
    )
    {
        var begun = await app.Post(
            "/v1/policy-imports",
            key,
            new
            {
                source = "tests",
                kind,
                fingerprint = $"rows-{Interlocked.Increment(ref _last)}",
            }
        );
        begun.Should(201);
        var import = $"/v1/policy-imports/{begun.At("id")}";
        var first = begun.At("nextBatch");
        var taken = (
            await app.Send(HttpMethod.Put, $"{import}/batches/{first}", key, new { records })
        ).Should(200);
        taken.Json.GetProperty("errors").GetArrayLength().ShouldBe(0, taken.Text);
        (await app.Post($"{import}/finish", key, new { })).Should(200);
    }

    /// <summary>Enters a policy.</summary>
    public static async Task Enter(this VidimusApp app, string key, object policy) =>
        (await app.Post("/v1/policies", key, policy)).Should(201);
}

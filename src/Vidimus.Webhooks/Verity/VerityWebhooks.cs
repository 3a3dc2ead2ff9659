using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Webhooks.Endpoints;

namespace Vidimus.Webhooks.Verity;

/// <summary>What Verity's operations on webhooks share: numbers for ids, and the envelope.</summary>
internal static class VerityWebhooks
{
    public const string Tag = "Verity";

    /// <summary>The endpoint of this number that the context's tenant and mode see.</summary>
    public static async Task<EndpointRow?> Find(
        VidimusDb db,
        string id,
        CancellationToken cancellation
    ) =>
        id.Length <= 18
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await db.WebhookEndpoints.SingleOrDefaultAsync(
                e => e.Number == number && e.DeletedAt == null,
                cancellation
            )
            : null;

    public static VerityMeta Meta(this HttpContext http, TimeProvider clock) =>
        new(http.RequestId(), clock.GetUtcNow());

    /// <summary>Reads the body by Verity's names, runs the operation and answers in its own.</summary>
    public static async Task<IResult> TakeSnake<TRequest, TAnswer>(
        this HttpContext http,
        int status,
        Func<TRequest, Task<Result<TAnswer>>> run
    )
        where TRequest : class
    {
        var body = await http.ReadJson<TRequest>(VidimusJson.Snake);
        return body.Problem is { } refused
            ? new Refusal(refused)
            : await http.OnceSnake(status, () => run(body.Value!));
    }

    /// <summary>Runs the operation and answers by Verity's names.</summary>
    public static Task<IResult> OnceSnake<TAnswer>(
        this HttpContext http,
        int status,
        Func<Task<Result<TAnswer>>> run
    ) => http.Once(answer => Written.Json(status, answer, VidimusJson.Snake), run);
}

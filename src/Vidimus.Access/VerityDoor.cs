using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Access;

/// <summary>The door of Verity's operations: bodies read and answers written by Verity's names.</summary>
public static class VerityDoor
{
    /// <summary>Request id and time.</summary>
    public static VerityMeta Meta(this HttpContext http, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new(http.RequestId(), clock.GetUtcNow());
    }

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

    /// <summary>As above, where the answer says which status it has and Verity shows it differently.</summary>
    public static async Task<IResult> TakeSnake<TRequest, TAnswer, TShown>(
        this HttpContext http,
        Func<TAnswer, int> status,
        Func<TAnswer, TShown> show,
        Func<TRequest, Task<Result<TAnswer>>> run
    )
        where TRequest : class
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(show);
        var body = await http.ReadJson<TRequest>(VidimusJson.Snake);
        return body.Problem is { } refused
            ? new Refusal(refused)
            : await http.Once(
                answer => Written.Json(status(answer), show(answer), VidimusJson.Snake),
                () => run(body.Value!)
            );
    }

    /// <summary>Runs the operation and answers by Verity's names.</summary>
    public static Task<IResult> OnceSnake<TAnswer>(
        this HttpContext http,
        int status,
        Func<Task<Result<TAnswer>>> run
    ) => http.Once(answer => Written.Json(status, answer, VidimusJson.Snake), run);
}

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

    /// <summary>An answer in Verity's envelope.</summary>
    public static VerityAnswer<T> InVerity<T>(
        this HttpContext http,
        T answer,
        TimeProvider clock
    ) => new(true, answer, http.Meta(clock));

    /// <summary>As above, where the operation may have refused.</summary>
    public static Result<VerityAnswer<T>> InVerity<T>(
        this Result<T> result,
        HttpContext http,
        TimeProvider clock
    ) => result.InVerity(http, clock, r => r);

    /// <summary>As above, where Verity shows it differently.</summary>
    public static Result<VerityAnswer<TShown>> InVerity<T, TShown>(
        this Result<T> result,
        HttpContext http,
        TimeProvider clock,
        Func<T, TShown> show
    )
    {
        ArgumentNullException.ThrowIfNull(show);
        return result.Problem is { } refused ? refused : http.InVerity(show(result.Value!), clock);
    }

    /// <summary>A page of a list in Verity's envelope.</summary>
    /// <param name="result">The page, or why there is none.</param>
    /// <param name="http">The request.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="limit">The page size that was asked for, which the operation has found right.</param>
    /// <param name="show">An item as Verity shows it.</param>
    public static Result<VerityPage<TShown>> InVerity<T, TShown>(
        this Result<Page<T>> result,
        HttpContext http,
        TimeProvider clock,
        string? limit,
        Func<T, TShown> show
    )
    {
        ArgumentNullException.ThrowIfNull(show);
        if (result.Problem is { } refused)
            return refused;
        var (page, meta) = (result.Value!, http.Meta(clock));
        return new VerityPage<TShown>(
            true,
            [.. page.Data.Select(show)],
            new(
                meta.RequestId,
                meta.Timestamp,
                new(page.NextCursor, page.HasMore, new Fields().PageSize(limit))
            )
        );
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

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>The native REST door: body in, <see cref="Result{T}"/> out as status and JSON.</summary>
public static class Doors
{
    /// <summary>Reads the body, runs the operation and answers; a repetition gets the same.</summary>
    public static async Task<IResult> Take<TRequest, TAnswer>(
        this HttpContext http,
        int status,
        Func<TRequest, Task<Result<TAnswer>>> run
    )
        where TRequest : class
    {
        var body = await http.ReadJson<TRequest>();
        if (body.Problem is { } refused)
            return new Refusal(refused);
        return await http.Once(status, () => run(body.Value!));
    }

    /// <summary>As above, where the answer says which status it has: that something was done, or had been before.</summary>
    public static async Task<IResult> Take<TRequest, TAnswer>(
        this HttpContext http,
        Func<TAnswer, int> status,
        Func<TRequest, Task<Result<TAnswer>>> run
    )
        where TRequest : class
    {
        ArgumentNullException.ThrowIfNull(status);
        var body = await http.ReadJson<TRequest>();
        return body.Problem is { } refused
            ? new Refusal(refused)
            : await http.Once(answer => Write(status(answer), answer), () => run(body.Value!));
    }

    /// <summary>As above, for a body that may be left out.</summary>
    public static async Task<IResult> TakeOptional<TRequest, TAnswer>(
        this HttpContext http,
        int status,
        Func<TRequest, Task<Result<TAnswer>>> run
    )
        where TRequest : class, new()
    {
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } refused)
            return new Refusal(refused);
        return bytes.Value!.Length == 0
            ? await http.Once(status, () => run(new TRequest()))
            : await http.Take(status, run);
    }

    /// <summary>Runs the operation and answers its value as JSON; a repetition gets the same.</summary>
    public static Task<IResult> Once<TAnswer>(
        this HttpContext http,
        int status,
        Func<Task<Result<TAnswer>>> run
    ) => http.Once(value => Write(status, value), run);

    /// <summary>
    /// Runs the operation and answers its value as <paramref name="write"/> says; a repetition gets the same. The value is
    /// the one that the operation's change commits.
    /// </summary>
    public static async Task<IResult> Once<TAnswer>(
        this HttpContext http,
        Func<TAnswer, Written> write,
        Func<Task<Result<TAnswer>>> run
    )
    {
        var repeat = http.RequestServices.GetRequiredService<Repeat>();
        repeat.Writes(write);
        var result = await run();
        // A twin on another node may have been quicker: what it did is why this one is refused, and its answer is this one's.
        if (result.Problem is not null && await repeat.Again(http.RequestAborted) is { } first)
            return first.Replay is { } replay ? new Repeated(replay) : new Refusal(first.Problem!);
        return Answer(result, write);
    }

    /// <summary>Answers a result with this status, or its refusal.</summary>
    public static IResult Answer<T>(this Result<T> result, int status = 200) =>
        Answer(result, value => Write(status, value));

    private static IResult Answer<T>(Result<T> result, Func<T, Written> write) =>
        result switch
        {
            { Problem: { } problem } => new Refusal(problem),
            { Replay: { } replay } => new Repeated(replay),
            _ => write(result.Value!),
        };

    private static Written Write<T>(int status, T value) =>
        status == 204 ? Written.Nothing : Written.Json(status, value);
}

/// <summary>A refusal as an answer, in the error body of the surface.</summary>
public sealed class Refusal(Problem problem) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => httpContext.Refuse(problem);
}

/// <summary>The first answer once more, marked as repeated.</summary>
public sealed class Repeated(Replay replay) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["Idempotency-Replayed"] = "true";
        return replay.Answer.ExecuteAsync(httpContext);
    }
}

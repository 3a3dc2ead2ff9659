using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Http;

/// <summary>The native REST door: body in, <see cref="Result{T}"/> out as status and JSON.</summary>
public static class Doors
{
    /// <summary>Reads the body, honours a repeated idempotency key, runs the operation and answers.</summary>
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

    /// <summary>As <see cref="Take"/>, for a body that may be left out.</summary>
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

    /// <summary>Honours a repeated idempotency key, runs the operation and answers.</summary>
    public static async Task<IResult> Once<TAnswer>(
        this HttpContext http,
        int status,
        Func<Task<Result<TAnswer>>> run
    )
    {
        var repeat = http.RequestServices.GetRequiredService<Repeat>();
        if (await repeat.Begin(http, status, Json) is { } early)
            return early.Problem is { } problem
                ? new Refusal(problem)
                : new Repeated(early.Replay!);
        return Answer(await run(), status);
    }

    /// <summary>Answers a result with this status, or its refusal.</summary>
    public static IResult Answer<T>(this Result<T> result, int status = 200)
    {
        if (result.Problem is { } problem)
            return new Refusal(problem);
        if (result.Replay is { } replay)
            return new Repeated(replay);
        return status == 204 ? new Empty() : new JsonAnswer<T>(result.Value!, status);
    }

    private static byte[] Json(object value) =>
        JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), VidimusJson.Native);

    private sealed class JsonAnswer<T>(T value, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(value, VidimusJson.Native);
            await httpContext.WriteJson(status, bytes);
        }
    }

    private sealed class Empty : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = 204;
            return Task.CompletedTask;
        }
    }

    /// <summary>Writes JSON bytes.</summary>
    public static async Task WriteJson(
        this HttpContext http,
        int status,
        ReadOnlyMemory<byte> bytes
    )
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }
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
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["Idempotency-Replayed"] = "true";
        if (replay.Status == 204)
            httpContext.Response.StatusCode = 204;
        else
            await httpContext.WriteJson(replay.Status, replay.Body);
    }
}

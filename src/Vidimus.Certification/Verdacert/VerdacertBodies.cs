using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Verdacert;

/// <summary>
/// What the routes of the surface share. Members that we do not know are ignored: not all that its published clients may
/// send is documented, and what is quoted and ordered stands in the answer.
/// </summary>
internal static class VerdacertBodies
{
    public const string Tag = "Verdacert";

    /// <summary>Reads the body, runs the operation and answers; a repetition gets the same.</summary>
    public static async Task<IResult> TakeOpen<TRequest, TAnswer>(
        this HttpContext http,
        int status,
        Func<TRequest, Task<Result<TAnswer>>> run
    )
        where TRequest : class
    {
        var body = await http.ReadJson<TRequest>(VidimusJson.Tolerant);
        return body.Problem is { } refused
            ? new Refusal(refused)
            : await http.Once(status, () => run(body.Value!));
    }

    /// <summary>The body, or a request without members where there is none.</summary>
    public static async Task<Result<TRequest>> ReadOpenOrNone<TRequest>(this HttpContext http)
        where TRequest : class, new()
    {
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } refused)
            return refused;
        return bytes.Value!.Length == 0
            ? new TRequest()
            : await http.ReadJson<TRequest>(VidimusJson.Tolerant);
    }

    /// <summary>A value in the surface's own words, or its refusal.</summary>
    public static IResult In<T, TAnswer>(this Result<T> result, Func<T, TAnswer> words) =>
        result.Problem is { } refused
            ? new Refusal(refused)
            : Written.Json(200, words(result.Value!));
}

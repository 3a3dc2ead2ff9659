using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Verdacert;

/// <summary>What the routes of the surface share.</summary>
internal static class VerdacertBodies
{
    public const string Tag = "Verdacert";

    /// <summary>
    /// Reads the body, runs the operation and answers. Members that we do not know are ignored: not all that its published
    /// clients may send is documented, and what is quoted and ordered stands in the answer.
    /// </summary>
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
}

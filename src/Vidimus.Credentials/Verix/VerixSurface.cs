using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verix;

/// <summary>Errors of the Verix surface: a code and a message, as its delete answers them; and the ten statuses it knows.</summary>
internal sealed class VerixSurface(VerixJson json) : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } = ["/verix"];

    public override async Task Write(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = Status(problem.Type.Status);
        await http.Response.WriteAsJsonAsync(
            new VerixError(problem.Type.Code, problem.Message),
            json.Output,
            "application/json; charset=utf-8",
            http.RequestAborted
        );
    }

    // Verix clients know 200, 201, 400, 401, 403, 404, 409, 429, 500 and 503; everything else becomes its neighbour.
    private static int Status(int status) =>
        status switch
        {
            402 => 403,
            405 or 410 => 404,
            413 or 415 or 422 => 400,
            508 => 503,
            _ => status,
        };
}

/// <summary>A Verix refusal.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What happened.</param>
public sealed record VerixError(string Code, string Message);

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>Errors of the Open Badges API (Open Badges 3.0, section B.3: Imsx_StatusInfo).</summary>
internal sealed class OpenBadgesSurface : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } = [OpenBadgesRoutes.Base];

    public override Task Write(HttpContext http, Problem problem) =>
        http.Response.WriteAsJsonAsync(
            new StatusInfo(
                "failure",
                "error",
                $"{problem.Message} {problem.Hint} ({problem.Type.Code}, {http.RequestId()})",
                new([new("vidimus", CodeMinor(http, problem.Type.Status))])
            ),
            VidimusJson.Native,
            "application/json; charset=utf-8",
            http.RequestAborted
        );

    private static string CodeMinor(HttpContext http, int status) =>
        status switch
        {
            400 when HttpMethods.IsGet(http.Request.Method) => "invalid_query_parameter",
            400 or 409 or 413 or 415 => "invalid_data",
            401 => "unauthorizedrequest",
            403 => "forbidden",
            405 => "not_allowed",
            429 or 503 => "server_busy",
            500 => "internal_server_error",
            _ => "unknown",
        };
}

/// <summary>A refusal of the Open Badges API.</summary>
/// <param name="CodeMajor">Always <c>failure</c>.</param>
/// <param name="Severity">Always <c>error</c>.</param>
/// <param name="Description">What happened and what to do.</param>
/// <param name="CodeMinor">Its kind.</param>
public sealed record StatusInfo(
    [property: JsonPropertyName("imsx_codeMajor")] string CodeMajor,
    [property: JsonPropertyName("imsx_severity")] string Severity,
    [property: JsonPropertyName("imsx_description")] string Description,
    [property: JsonPropertyName("imsx_codeMinor")] StatusCodeMinor CodeMinor
);

/// <summary>Kinds of a refusal.</summary>
/// <param name="Fields">One or more.</param>
public sealed record StatusCodeMinor(
    [property: JsonPropertyName("imsx_codeMinorField")] IReadOnlyList<StatusCodeMinorField> Fields
);

/// <summary>A kind of refusal.</summary>
/// <param name="Name">Which system says so.</param>
/// <param name="Value">The kind, by the vocabulary of the standard.</param>
public sealed record StatusCodeMinorField(
    [property: JsonPropertyName("imsx_codeMinorFieldName")] string Name,
    [property: JsonPropertyName("imsx_codeMinorFieldValue")] string Value
);

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Desk;

/// <summary>
/// What a reviewer does with an order. A step that is refused, because the order was changed or is somebody else's by now,
/// shows the workbench again with all that was typed.
/// </summary>
internal static class StepPages
{
    private const int LargestFile = 25 * 1024 * 1024;

    private delegate Task Step(
        DeskCalls desk,
        string id,
        int version,
        Typed typed,
        HttpContext http
    );

    private static readonly Dictionary<string, (Step Do, string Done)> Steps = new(
        StringComparer.Ordinal
    )
    {
        ["claim"] = ((d, id, v, _, h) => d.Claim(id, v, h.RequestAborted), "claimed"),
        ["release"] = ((d, id, v, _, h) => d.Release(id, v, h.RequestAborted), "released"),
        ["submit"] = ((d, id, v, _, h) => d.Submit(id, v, h.RequestAborted), "submitted"),
        ["draft"] = ((d, id, v, _, h) => d.Draft(id, v, h.RequestAborted), "drafting"),
        ["send-back"] = (
            (d, id, v, t, h) => d.SendBack(id, v, t["sendBackReason"] ?? "", h.RequestAborted),
            "sentback"
        ),
        ["fail"] = (
            (d, id, v, t, h) => d.Fail(id, v, t["failReason"] ?? "", h.RequestAborted),
            "failed"
        ),
        ["text"] = (
            (d, id, v, t, h) => d.Write(id, v, Lines(t["text"]), h.RequestAborted),
            "saved"
        ),
        ["comments"] = (
            (d, id, _, t, h) =>
                d.Comment(id, Lines(t["comment"]), h.Request.Form.Once(), h.RequestAborted),
            "commented"
        ),
        ["result"] = (Upload, "uploaded"),
    };

    public static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var (name, step) in Steps)
            pages.MapPost(
                $"/{{id}}/{name}",
                (HttpContext http, PortalCalls calls, string id) => Take(http, calls, id, step)
            );
    }

    private static async Task<IResult> Take(
        HttpContext http,
        PortalCalls calls,
        string id,
        (Step Do, string Done) step
    )
    {
        var typed = new Typed(http.Request.Form);
        try
        {
            await step.Do(calls.Api.Desk, id, typed.Number("version") ?? 0, typed, http);
            return http.GoTo($"/portal/desk/{id}?done={step.Done}");
        }
        catch (VidimusPermanentException e)
            when (e.Status is 400 or 403 or 409 or 413 or 415 or 422)
        {
            return await DeskPages.Bench(http, calls, id, typed, e.Said());
        }
        catch (FileMissing e)
        {
            return await DeskPages.Bench(http, calls, id, typed, e.Message);
        }
    }

    private static async Task Upload(
        DeskCalls desk,
        string id,
        int version,
        Typed typed,
        HttpContext http
    )
    {
        var form = http.Request.Form;
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
            throw new FileMissing("Choose a PDF file.");
        if (file.Length > LargestFile)
            throw new FileMissing("The file is larger than 25 MB.");
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, http.RequestAborted);
        // Older browsers send whole paths.
        var name = file.FileName[(file.FileName.LastIndexOfAny(['/', '\\']) + 1)..];
        await desk.Upload(id, version, bytes.ToArray(), name, form.Once(), http.RequestAborted);
    }

    // As it was typed, with the line ends that forms change made plain again.
    private static string Lines(string? text) =>
        (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);

    private sealed class FileMissing(string why) : Exception(why);
}

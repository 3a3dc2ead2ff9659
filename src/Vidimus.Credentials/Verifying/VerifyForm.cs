using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verifying;

/// <summary>The page where a stranger has any credential checked: pasted, as a file, or by its link.</summary>
internal static class VerifyForm
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/verify",
                (HttpContext http, AccessOptions options) =>
                    VerifyPage.Ask(http, null, options.BaseUrl)
            )
            .Public("anyone may verify")
            .Produces<string>(200, "text/html")
            .WithTags("Verifying")
            .WithSummary("The page to have a credential checked")
            .WithName("getVerifyForm");
        routes
            .MapPost("/verify", Answer)
            .Public("anyone may verify")
            .Repeatable(VerifyCredential.NothingWritten)
            .AcceptsFiles(VerifyCredential.LargestBody)
            .Accepts<string>("multipart/form-data", "application/x-www-form-urlencoded")
            .Produces<string>(200, "text/html")
            .WithTags("Verifying")
            .WithSummary("Check a credential and show the outcome as a page")
            .WithName("postVerifyForm");
    }

    private static async Task<IResult> Answer(
        HttpContext http,
        VerifyCredential verify,
        VerdictWriter verdicts,
        AccessOptions options
    )
    {
        var upload = await Upload.Read(http);
        if (upload.Problem is { } unreadable)
            return Again(unreadable);
        var given = await verify.Certified(
            upload.Value!.Text,
            upload.Value.File,
            upload.Value.Given,
            http.RequestAborted
        );
        if (given.Problem is { } refused)
            return Again(refused);
        if (given.Value is Given.Certified(var path))
            return http.GoTo(path);
        var verification = await verify.Run(http, given.Value!);
        if (verification.Problem is { } problem)
            return Again(problem);
        var digest = Checked.DigestOf(given.Value!, upload.Value, verdicts.Own?.Row);
        var isPdf = upload.Value.File is { } file && PdfAttachment.IsPdf(file);
        return VerifyPage.Show(http, verification.Value, new(digest, options.BaseUrl, isPdf));

        IResult Again(Problem what) => VerifyPage.Ask(http, what, options.BaseUrl);
    }
}

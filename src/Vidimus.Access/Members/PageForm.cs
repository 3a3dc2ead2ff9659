using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidimus.Pages;

namespace Vidimus.Access.Members;

/// <summary>Reads the forms of this module's pages: each must have been shown by us in this very browser.</summary>
internal static class PageForm
{
    /// <summary>The form; null when it is none, or was not sent from our page.</summary>
    public static async Task<IFormCollection?> Read(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
            return null;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return FormGuard.Accepts(http, form) ? form : null;
    }

    /// <summary>A field's text, trimmed; empty when it is missing or longer than a field of ours can be.</summary>
    public static string Text(this IFormCollection form, string name, int longest = 320)
    {
        var text = form[name].ToString().Trim();
        return text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal) ? text : "";
    }

    /// <summary>What is answered after too many tries from one address.</summary>
    public static IResult Later(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return http.Page<MessagePage>(
            new
            {
                Title = "Too many tries",
                Problem = $"There were too many tries from your network. Wait {seconds} seconds and try again.",
            },
            StatusCodes.Status429TooManyRequests
        );
    }

    /// <summary>What is answered to a form that was not sent from our page.</summary>
    public static IResult Foreign(HttpContext http) =>
        http.Page<MessagePage>(
            new
            {
                Title = "That did not work",
                Problem = "This form was not sent from our page, or is too old. Go back, load the page again and repeat what you did.",
            },
            StatusCodes.Status403Forbidden
        );
}

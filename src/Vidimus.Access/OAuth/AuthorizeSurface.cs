using Microsoft.AspNetCore.Http;
using Vidimus.Access.Members;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>The address that browsers are sent to: who looks there is a person, so a refusal before the page is a page too.</summary>
internal sealed class AuthorizeSurface : Surface
{
    public override IReadOnlyList<PathString> Bases { get; } = [Authorize.Path];

    public override Task Write(HttpContext http, Problem problem) =>
        http.Page<MessagePage>(
                new
                {
                    Title = "That did not work",
                    Problem = problem.Message,
                    Text = problem.RetryAfterSeconds is { } seconds
                        ? $"Wait {seconds} seconds, and load the page again."
                        : problem.Hint + ".",
                },
                problem.Type.Status
            )
            .ExecuteAsync(http);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Mail;

namespace Vidimus.Credentials.Recipients;

/// <summary>
/// Whoever lost a link asks for others by their address. The answer is the same whether there is anything to send, and it
/// does not wait for finding that out.
/// </summary>
internal sealed class LostLinkForm(LostLinks links, LimitOptions limits, TimeProvider clock)
{
    private const int PerMinute = 5;
    private readonly AddressCounts _asked = new(clock);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/c",
                (HttpContext http) =>
                    ClaimWords.Show<LostLinkPage>(
                        http,
                        new { Words = (object)ClaimWords.Begin(http) }
                    )
            )
            .Public("anybody may have lost a link")
            .ExcludeFromDescription()
            .WithName("lostLinkPage");
        routes
            .MapPost("/c", (HttpContext http, LostLinkForm form) => form.Take(http))
            .Public("anybody may have lost a link, and only the mailbox asked for gets one")
            .Repeatable("a mailbox that has just got links gets no others")
            .Weighs(10)
            .DisableAntiforgery()
            .ExcludeFromDescription()
            .WithName("askForLinks");
    }

    private async Task<IResult> Take(HttpContext http)
    {
        var words = ClaimWords.Begin(http);
        if (
            !http.Request.HasFormContentType
            || await http.Request.ReadFormAsync(http.RequestAborted) is not { } form
            || !FormGuard.Accepts(http, form)
        )
            return Message(http, "ClaimFormOld", "ClaimFormOldText", 403);
        var address = form["email"].ToString().Trim();
        if (!MailAddresses.IsOne(address))
            return ClaimWords.Show<LostLinkPage>(
                http,
                new { Words = (object)words, Problem = "LostWrong" },
                400
            );
        if (
            limits.PublicRequestsPerMinute > 0
            && !_asked.Take(CallerAddress.Of(http), PerMinute, 1).Allowed
        )
            return Message(http, "ClaimWait", "ClaimWaitText", 429);
        links.Ask(address, words.Language);
        return Message(http, "LostSent", "LostSentText", 200);
    }

    private static IResult Message(HttpContext http, string heading, string text, int status) =>
        ClaimWords.Show<ClaimMessagePage>(
            http,
            new
            {
                Words = (object)ClaimWords.Begin(http),
                Heading = heading,
                Text = text,
            },
            status
        );
}

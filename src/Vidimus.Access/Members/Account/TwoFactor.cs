using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using QRCoder;
using Vidimus.Access.Members.SigningIn;
using Vidimus.Pages;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Members.Account;

/// <summary>
/// Turns the second step on and off. The authenticator's secret stands in the answer to one form, and so do the recovery codes:
/// no page shows them again.
/// </summary>
internal sealed class TwoFactor(
    MemberCheck check,
    SecondFactor factor,
    MemberChanges changes,
    Commits commits,
    UserManager<MemberRow> users
)
{
    private const string Wrong =
        "This code is not right. See that the clock of your authenticator is right, wait for the next code and try again.";

    public static void Map(IEndpointRouteBuilder account)
    {
        account.MapGet(
            "/two-factor",
            async (HttpContext http, TwoFactor two) => http.AskAgain() ?? await two.Page(http, null)
        );
        Post("/two-factor/begin", (two, http) => two.Begin(http));
        Post("/two-factor/on", (two, http) => two.On(http));
        Post("/two-factor/off", (two, http) => two.Off(http));
        Post("/two-factor/codes", (two, http) => two.Codes(http));

        void Post(string path, Func<TwoFactor, HttpContext, Task<IResult>> take) =>
            account.MapPost(
                path,
                async (HttpContext http, TwoFactor two) => http.AskAgain() ?? await take(two, http)
            );
    }

    private async Task<IResult> Begin(HttpContext http)
    {
        var session = http.Session();
        string? secret = null;
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                var member = await unit.Db.Members.SingleAsync(m => m.Id == session.MemberId);
                secret = null;
                if (member.TwoFactor)
                    return;
                // 160 bits in base32 (RFC 4226, section 4, R6).
                secret = users.GenerateNewAuthenticatorKey();
                factor.Begin(member, secret);
                member.Version++;
            },
            http.RequestAborted
        );
        if (secret is null)
            return await Page(http, "The second step is on already.");
        var uri = Totp.Uri("Vidimus", session.Email, secret);
        using var code = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var drawing = new SvgQRCode(code);
        return http.Page<EnrolPage>(
            new
            {
                Secret = string.Join(' ', secret.Chunk(4).Select(c => new string(c))),
                Drawing = drawing.GetGraphic(
                    4,
                    "#000",
                    "#fff",
                    sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute
                ),
            }
        );
    }

    private async Task<IResult> On(HttpContext http)
    {
        var code = http.Form().Text("code", 20);
        var codes = RecoveryCodes.Make();
        // Guessing wins nothing here: the secret was shown to this browser.
        var refused = await changes.Make(
            http,
            http.Session(),
            "The second step of signing in was turned on.",
            (_, member) =>
            {
                if (member.TwoFactor || !factor.TakeTotp(member, code))
                    return Task.FromResult<Problem?>(Bad);
                member.TwoFactor = true;
                member.RecoveryCodes = RecoveryCodes.Store(codes);
                return Task.FromResult<Problem?>(null);
            }
        );
        return refused is null ? Shown(http, codes) : await Page(http, Wrong, pending: true);
    }

    private async Task<IResult> Off(HttpContext http)
    {
        var refused = await changes.Make(
            http,
            http.Session(),
            "The second step of signing in was turned off.",
            (_, member) =>
            {
                if (!member.TwoFactor)
                    return Task.FromResult<Problem?>(Bad);
                (member.TwoFactor, member.TotpSecret, member.RecoveryCodes) = (false, null, null);
                return Task.FromResult<Problem?>(null);
            }
        );
        return refused is null
            ? http.GoTo("/account?done=two-factor-off")
            : await Page(http, "The second step is off already.");
    }

    private async Task<IResult> Codes(HttpContext http)
    {
        var codes = RecoveryCodes.Make();
        var refused = await changes.Make(
            http,
            http.Session(),
            "New recovery codes were made; the old ones work no more.",
            (unit, member) =>
            {
                if (!member.TwoFactor)
                    return Task.FromResult<Problem?>(Bad);
                member.RecoveryCodes = RecoveryCodes.Store(codes);
                unit.State(new SimpleFact("member.recovery-codes-made", member.Id));
                return Task.FromResult<Problem?>(null);
            }
        );
        return refused is null
            ? Shown(http, codes)
            : await Page(http, "Turn the second step on first.");
    }

    private static Problem Bad => new(AccessProblems.LinkOver);

    private static IResult Shown(HttpContext http, IReadOnlyList<string> codes) =>
        http.Page<RecoveryCodesPage>(new { Codes = codes });

    private async Task<IResult> Page(HttpContext http, string? problem, bool pending = false)
    {
        var member = (await check.Member(http.Session().MemberId))!;
        return http.Page<TwoFactorPage>(
            new
            {
                IsOn = member.TwoFactor,
                IsPending = pending && !member.TwoFactor,
                CodesLeft = RecoveryCodes.Left(member).Length,
                Problem = problem,
            },
            problem is null ? 200 : StatusCodes.Status422UnprocessableEntity
        );
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidimus.Access;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.VcApi;

/// <summary>What verifying came to, as the VC API answers it: status 200 when all is right, else 400.</summary>
/// <param name="Verified">Whether it can be relied on.</param>
/// <param name="Verdict"><c>valid</c>, <c>valid_test</c>, <c>invalid</c> or <c>unverifiable</c>.</param>
/// <param name="Summary">One sentence for people.</param>
/// <param name="ProblemDetails">Everything that speaks against it (RFC 9457).</param>
/// <param name="Checks">Every check; of a presentation, its own.</param>
/// <param name="CredentialResults">Of a presentation: each credential in it.</param>
public sealed record VcVerification(
    bool Verified,
    string Verdict,
    string Summary,
    IReadOnlyList<VcProblemDetail> ProblemDetails,
    IReadOnlyList<VerificationCheck> Checks,
    IReadOnlyList<VcVerification>? CredentialResults = null
)
{
    internal static VcVerification Of(Verification verification, bool testIsEnough) =>
        new(
            IsEnough(verification.Verdict, testIsEnough),
            verification.Verdict,
            verification.Summary,
            Problems(verification.Checks, verification.Verdict, testIsEnough),
            verification.Checks
        );

    internal static VcVerification Of(PresentationVerification verification, bool testIsEnough) =>
        new(
            IsEnough(verification.Verdict, testIsEnough),
            verification.Verdict,
            verification.Summary,
            [
                .. Problems(verification.Checks, "", testIsEnough),
                .. verification.Credentials.SelectMany(c =>
                    Problems(c.Checks, c.Verdict, testIsEnough)
                ),
            ],
            verification.Checks,
            [.. verification.Credentials.Select(c => Of(c, testIsEnough))]
        );

    /// <summary>
    /// A test credential attests nothing, so a stranger's verifier, which looks at the status alone, is told no. Who asks with a
    /// test key is trying out and means just that.
    /// </summary>
    internal static bool TestIsEnough(CurrentCaller caller) =>
        caller.IsKnown && caller.Value.Mode == "test";

    private static bool IsEnough(string verdict, bool testIsEnough) =>
        verdict == "valid" || (testIsEnough && verdict == "valid_test");

    private static List<VcProblemDetail> Problems(
        IReadOnlyList<VerificationCheck> checks,
        string verdict,
        bool testIsEnough
    )
    {
        List<VcProblemDetail> problems =
        [
            // Of what is right, an open check is an aside that does not speak against it.
            .. checks
                .Where(c =>
                    c.Outcome == "fail"
                    || (c.Outcome == "unknown" && verdict is not ("valid" or "valid_test"))
                )
                .Select(c => new VcProblemDetail(
                    VcProblemTypes.Of(c.Name, c.Outcome),
                    $"The check '{c.Name}' {(c.Outcome == "fail" ? "failed" : "could not be made")}.",
                    c.Reason
                )),
        ];
        if (verdict == "valid_test" && !testIsEnough)
            problems.Add(
                new(
                    "about:blank",
                    "It is a test credential.",
                    "It was issued for trying out and attests nothing; verify it with a test key."
                )
            );
        return problems;
    }
}

/// <summary>One thing that speaks against a credential or presentation.</summary>
/// <param name="Type">Kind of problem, as a URL.</param>
/// <param name="Title">What kind it is, in words.</param>
/// <param name="Detail">What was found.</param>
public sealed record VcProblemDetail(string Type, string Title, string Detail);

/// <summary>Writes a verification with its status.</summary>
internal sealed class VcVerificationAnswer(VcVerification verification) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        Written.Json(verification.Verified ? 200 : 400, verification).ExecuteAsync(httpContext);
}

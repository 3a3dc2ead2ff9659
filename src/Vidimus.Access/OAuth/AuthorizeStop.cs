using Vidimus.Access.Members;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>Why a request is not put to anybody.</summary>
/// <param name="Problem">What is wrong; for the person and for who made the client.</param>
/// <param name="Error">What the client is told, where there is a way back (RFC 6749, section 4.1.2.1).</param>
/// <param name="Back">The way back; null where the browser must not be led anywhere.</param>
internal sealed record AuthorizeStop(Problem Problem, string Error, WayBack? Back)
{
    public static AuthorizeStop TooLong(AuthorizeRequest request) =>
        new(
            OAuthProblems.InvalidRequest.With("The request is too long."),
            "invalid_request",
            request.Back
        );

    public static AuthorizeStop Nowhere(AuthorizeRequest request) =>
        new(
            AccessProblems.NotAMember.With(
                request.Back.Client.OrganizationId is null
                    ? "You belong to no organization here, so there is nothing that could be allowed."
                    : "This client is for members of one organization, and you do not belong to it.",
                hint: "Ask an owner of the organization for an invitation"
            ),
            "access_denied",
            request.Back
        );

    public static AuthorizeStop Nothing(AuthorizeRequest request, MembershipFacts membership) =>
        new(
            AccessProblems.ScopeInsufficient.With(
                $"As {membership.Role} of {membership.OrganizationName} you cannot allow anything of what is asked for.",
                hint: "Ask an owner of the organization"
            ),
            "access_denied",
            request.Back
        );
}

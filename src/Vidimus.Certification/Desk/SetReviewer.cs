using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Desk;

/// <summary>
/// Sets the name and credentials that a member signs under, or removes them. Whoever administers members does so, in live mode: who
/// signs is not who says what qualifies them. What was signed stays as it was signed.
/// </summary>
internal sealed class SetReviewer(Writes writes, CurrentCaller caller, TimeProvider clock)
{
    private const int LongestName = 200;
    private const int LongestCredentials = 500;
    private const int MostLanguages = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPut(
                "/v1/reviewers/{memberId}",
                (HttpContext http, SetReviewer set, string memberId) =>
                    http.Take<SetReviewerRequest, Reviewer>(
                        200,
                        r => set.Run(memberId, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.MembersAdmin)
            .Accepts<SetReviewerRequest>("application/json")
            .Produces<Reviewer>()
            .WithTags("Desk")
            .WithSummary("Set the name and credentials that a member signs under")
            .WithName("setReviewer");
        routes
            .MapDelete(
                "/v1/reviewers/{memberId}",
                (HttpContext http, SetReviewer set, string memberId) =>
                    http.Once(204, () => set.Remove(memberId, http.RequestAborted))
            )
            .Needs(Scopes.MembersAdmin)
            .Produces(204)
            .WithTags("Desk")
            .WithSummary("Remove a reviewer's profile")
            .WithName("removeReviewer");
    }

    public async Task<Result<Reviewer>> Run(
        string memberId,
        SetReviewerRequest request,
        CancellationToken cancellation
    )
    {
        if (Refuse() is { } refused)
            return refused;
        if (Check(request).Problem is { } wrong)
            return wrong;
        return await writes.Commit<Reviewer>(
            async unit =>
            {
                var members = await unit.Db.MemberNames(
                    unit.Author.OrganizationId,
                    [memberId],
                    CancellationToken.None
                );
                if (members.Count == 0)
                    return DeskProblems.ReviewerNotFound;
                var row = await unit
                    .Db.Set<ReviewerRow>()
                    .SingleOrDefaultAsync(r => r.MemberId == memberId);
                if (request.Version is { } seen && seen != (row?.Version ?? 0))
                    return PlatformProblems.Conflict;
                if (row is null)
                    unit.Db.Add(row = New(unit, memberId));
                Apply(row, request);
                unit.State(
                    new SimpleFact(
                        "reviewer.set",
                        memberId,
                        ("active", row.Active ? "true" : "false")
                    )
                );
                return Reviewer.Of(row);
            },
            cancellation
        );
    }

    public async Task<Result<bool>> Remove(string memberId, CancellationToken cancellation)
    {
        if (Refuse() is { } refused)
            return refused;
        return await writes.Commit<bool>(
            async unit =>
            {
                var row = await unit
                    .Db.Set<ReviewerRow>()
                    .SingleOrDefaultAsync(r => r.MemberId == memberId);
                if (row is null)
                    return DeskProblems.ReviewerNotFound;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("reviewer.removed", memberId));
                return true;
            },
            cancellation
        );
    }

    // An assistant would say what its own user is.
    private Problem? Refuse() =>
        caller.Value is { Mode: "live", ForAssistant: false, ClientId: null, GrantId: null }
            ? null
            : DeskProblems.PersonRequired.With(
                "Profiles are set by an administrator in live mode, not by an assistant and not with a test key.",
                hint: "Set the profile in the portal in live mode, or with a live key that may administer members."
            );

    private static Fields Check(SetReviewerRequest request)
    {
        var fields = new Fields()
            .Text("name", request.Name, LongestName, required: true)
            .Text(
                "credentials",
                request.Credentials,
                LongestCredentials,
                required: true,
                multiline: true
            )
            .Number("version", request.Version, 0, int.MaxValue)
            .Check(
                (request.Languages?.Count ?? 0) <= MostLanguages,
                "languages",
                $"must have at most {MostLanguages} members"
            );
        foreach (var (i, language) in (request.Languages ?? []).Index())
            fields.Check(
                language is { Length: > 0 and <= 32 }
                    && language.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'),
                $"languages.{i}",
                "must be a language as orders name it, such as ar"
            );
        return fields;
    }

    private ReviewerRow New(Unit unit, string memberId)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = unit.Author.OrganizationId,
            MemberId = memberId,
            Name = "",
            Credentials = "",
            Languages = "",
            Active = true,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 0,
        };
    }

    private void Apply(ReviewerRow row, SetReviewerRequest request)
    {
        row.Name = request.Name!.Trim();
        row.Credentials = request.Credentials!.Trim();
        row.Languages = string.Join(
            ' ',
            (request.Languages ?? []).Distinct(StringComparer.Ordinal)
        );
        row.Active = request.Active ?? true;
        row.UpdatedAt = clock.GetUtcNow();
        row.Version++;
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Groups;

/// <summary>A group to be created.</summary>
/// <param name="Name">Its name; 1 to 200 characters.</param>
/// <param name="Description">What it is about; at most 5,000 characters.</param>
/// <param name="Achievement">What its credentials attest.</param>
/// <param name="SubjectSchema">JSON Schema (2020-12) that the subject of every credential must satisfy.</param>
/// <param name="DefaultValidity">ISO 8601 duration such as <c>P2Y</c>; left out for credentials that do not expire.</param>
/// <param name="ExtraParams">Members of your own, at most 16 KiB.</param>
/// <param name="StatusPurposes">Status lists that its credentials name: <c>revocation</c> (alone by default, since Open Badges allows one), and <c>suspension</c> and <c>message</c> for VC verifiers that tell them apart.</param>
/// <param name="VerifiedEventsPercent">Of a hundred verifications of its credentials, how many are to be told as <c>credential.verified</c>; 0 (none) to 100.</param>
/// <param name="TemplateId">What its credentials look like on paper, <c>tpl_…</c>.</param>
public sealed record CreateGroupRequest(
    string? Name = null,
    string? Description = null,
    Achievement? Achievement = null,
    JsonElement? SubjectSchema = null,
    string? DefaultValidity = null,
    JsonElement? ExtraParams = null,
    IReadOnlyList<string?>? StatusPurposes = null,
    int? VerifiedEventsPercent = null,
    string? TemplateId = null
);

/// <summary>Creates a group in the mode of the caller's key.</summary>
internal sealed class CreateGroup(
    Writes writes,
    CurrentCaller caller,
    Endorsements endorsements,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/groups",
                (HttpContext http, CreateGroup create) =>
                    http.Take<CreateGroupRequest, Group>(
                        201,
                        r => create.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .Accepts<CreateGroupRequest>("application/json")
            .Produces<Group>(201)
            .WithTags("Groups")
            .WithSummary("Create a group")
            .WithName("createGroup");

    public async Task<Result<Group>> Run(CreateGroupRequest request, CancellationToken cancellation)
    {
        var fields = new Fields()
            .Text("name", request.Name, 200, required: true)
            .Text("description", request.Description, 5000, multiline: true)
            .Achievement("achievement", request.Achievement)
            .SubjectSchema("subjectSchema", request.SubjectSchema)
            .Validity("defaultValidity", request.DefaultValidity)
            .ExtraParams("extraParams", request.ExtraParams)
            .StatusPurposes("statusPurposes", request.StatusPurposes)
            .Percent("verifiedEventsPercent", request.VerifiedEventsPercent);
        if (fields.Problem is { } wrong)
            return wrong;
        if (
            await endorsements.Refusal("achievement", request.Achievement, null, cancellation) is
            { } refused
        )
            return refused;
        return await writes.Commit<Group>(
            async unit =>
            {
                if (
                    await GroupRules.TemplateRefusal(unit.Db, request.TemplateId, cancellation) is
                    { } none
                )
                    return none;
                var now = clock.GetUtcNow();
                // All groups of the organization count: a number names one group whatever the mode.
                var last = await unit.Db.NumberOfLastGroup(caller.Value.OrganizationId);
                var row = new GroupRow
                {
                    OrganizationId = caller.Value.OrganizationId,
                    Id = NewId.Create("grp", clock),
                    Mode = caller.Value.Mode,
                    Number = last + 1,
                    Name = request.Name!,
                    SearchName = request.Name!.ToLowerInvariant(),
                    Description = request.Description,
                    Achievement = JsonSerializer.Serialize(
                        request.Achievement ?? new(),
                        VidimusJson.Native
                    ),
                    SubjectSchema = GroupRules.Text(request.SubjectSchema),
                    DefaultValidity = request.DefaultValidity,
                    ExtraParams = GroupRules.Text(request.ExtraParams),
                    StatusPurposes = StatusEntries.Write(request.StatusPurposes),
                    VerifiedEventsPercent = request.VerifiedEventsPercent,
                    TemplateId = request.TemplateId,
                    CreatedAt = now,
                    UpdatedAt = now,
                    Version = 1,
                };
                unit.Db.Add(row);
                unit.State(new SimpleFact("group.created", row.Id));
                return Group.Of(row, default);
            },
            cancellation
        );
    }
}

internal static class GroupNumbers
{
    /// <summary>The highest number of any group of the organization, in both modes.</summary>
    public static async Task<int> NumberOfLastGroup(this VidimusDb db, string organizationId) =>
        await db.Across<GroupRow>()
            .Where(g => g.OrganizationId == organizationId)
            .MaxAsync(g => (int?)g.Number)
        ?? 0;

    /// <summary>The highest number of any batch of the organization, in both modes.</summary>
    public static async Task<int> NumberOfLastBatch(this VidimusDb db, string organizationId) =>
        await db.Across<BatchRow>()
            .Where(b => b.OrganizationId == organizationId)
            .MaxAsync(b => (int?)b.Number)
        ?? 0;
}

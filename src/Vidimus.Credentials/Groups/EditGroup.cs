using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Credentials.Status;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Groups;

/// <summary>Changes to a group; members left out stay as they are, null clears one. Issued credentials keep what they say.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Achievement">What its credentials attest; replaces the whole achievement.</param>
/// <param name="SubjectSchema">JSON Schema for the subjects from now on.</param>
/// <param name="DefaultValidity">ISO 8601 duration.</param>
/// <param name="ExtraParams">Members of your own.</param>
/// <param name="StatusPurposes">Status lists that its credentials name from now on; null for the default.</param>
/// <param name="VerifiedEventsPercent">Of a hundred verifications from now on, how many are told.</param>
/// <param name="TemplateId">What its credentials look like on paper, those issued before too.</param>
public sealed record EditGroupRequest(
    Optional<string> Name,
    Optional<string> Description,
    Optional<Achievement> Achievement,
    Optional<JsonElement?> SubjectSchema,
    Optional<string> DefaultValidity,
    Optional<JsonElement?> ExtraParams,
    Optional<IReadOnlyList<string?>> StatusPurposes,
    Optional<int?> VerifiedEventsPercent,
    Optional<string> TemplateId
);

/// <summary>Edits a group.</summary>
internal sealed class EditGroup(
    VidimusDb db,
    Writes writes,
    Endorsements endorsements,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPatch(
                "/v1/groups/{id}",
                (HttpContext http, EditGroup edit, string id) =>
                    http.Take<EditGroupRequest, Group>(
                        200,
                        r => edit.Run(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .Accepts<EditGroupRequest>("application/json")
            .Produces<Group>()
            .WithTags("Groups")
            .WithSummary("Edit a group")
            .WithName("editGroup");

    public async Task<Result<Group>> Run(
        string id,
        EditGroupRequest request,
        CancellationToken cancellation
    )
    {
        var fields = new Fields();
        if (request.Name.IsGiven)
            fields.Text("name", request.Name.Value, 200, required: true);
        fields
            .Text("description", request.Description.Value, 5000, multiline: true)
            .Achievement("achievement", request.Achievement.Value)
            .SubjectSchema("subjectSchema", request.SubjectSchema.Value)
            .Validity("defaultValidity", request.DefaultValidity.Value)
            .ExtraParams("extraParams", request.ExtraParams.Value)
            .StatusPurposes("statusPurposes", request.StatusPurposes.Value)
            .Percent("verifiedEventsPercent", request.VerifiedEventsPercent.Value);
        if (fields.Problem is { } wrong)
            return wrong;
        if (await GroupRules.Find(db, id, cancellation) is not { } found)
            return CredentialProblems.GroupNotFound;
        var achievement = request.Achievement.Value;
        if (
            await endorsements.Refusal("achievement", achievement, found.Id, cancellation) is
            { } refused
        )
            return refused;
        return await writes.Commit<Group>(
            async unit =>
            {
                if (await GroupRules.Find(unit.Db, id, cancellation) is not { } row)
                    return CredentialProblems.GroupNotFound;
                if (
                    await GroupRules.TemplateRefusal(
                        unit.Db,
                        request.TemplateId.Value,
                        cancellation
                    ) is
                    { } none
                )
                    return none;
                row.Name = request.Name.Or(row.Name)!;
                row.SearchName = row.Name.ToLowerInvariant();
                row.Description = request.Description.Or(row.Description);
                if (request.Achievement.IsGiven)
                    row.Achievement = JsonSerializer.Serialize(
                        request.Achievement.Value ?? new(),
                        VidimusJson.Native
                    );
                if (request.SubjectSchema.IsGiven)
                    row.SubjectSchema = GroupRules.Text(request.SubjectSchema.Value);
                row.DefaultValidity = request.DefaultValidity.Or(row.DefaultValidity);
                if (request.ExtraParams.IsGiven)
                    row.ExtraParams = GroupRules.Text(request.ExtraParams.Value);
                if (request.StatusPurposes.IsGiven)
                    row.StatusPurposes = StatusEntries.Write(request.StatusPurposes.Value);
                if (request.VerifiedEventsPercent.IsGiven)
                    row.VerifiedEventsPercent = request.VerifiedEventsPercent.Value;
                row.TemplateId = request.TemplateId.Or(row.TemplateId);
                row.UpdatedAt = clock.GetUtcNow();
                row.Version++;
                unit.State(new SimpleFact("group.edited", row.Id));
                return Group.Of(row, await GroupRules.CountsOf(unit.Db, row.Id, cancellation));
            },
            cancellation
        );
    }
}

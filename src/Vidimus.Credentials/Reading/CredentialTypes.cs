using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Reading;

/// <summary>
/// A group as the type of its SD-JWT credentials: the document at their <c>vct</c>, by which wallets show them
/// (draft-ietf-oauth-sd-jwt-vc, section "SD-JWT VC Type Metadata").
/// </summary>
internal static class CredentialTypes
{
    public static string Url(string baseUrl, string groupId) =>
        $"{baseUrl}/credential-types/{groupId}";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/credential-types/{groupId}", Get)
            .Public("who is shown a credential must learn what its type is called")
            .RequireCors("public")
            .Produces<JsonObject>()
            .WithTags("Discovery")
            .WithSummary("Type metadata of a group's SD-JWT credentials")
            .WithName("getCredentialType");

    private static async Task<IResult> Get(
        HttpContext http,
        VidimusDb db,
        AccessOptions options,
        string groupId
    )
    {
        var group = await db.Across<GroupRow>()
            .SingleOrDefaultAsync(g => g.Id == groupId, http.RequestAborted);
        if (group is null)
            return new Refusal(new(PlatformProblems.NotFound));
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Text(
            Metadata(group, options.BaseUrl).ToJsonString(),
            "application/json; charset=utf-8"
        );
    }

    private static JsonObject Metadata(GroupRow group, string baseUrl)
    {
        var achievement = JsonSerializer.Deserialize<Achievement>(
            group.Achievement,
            VidimusJson.Native
        )!;
        var display = new JsonObject { ["locale"] = "en", ["name"] = group.Name };
        var metadata = new JsonObject
        {
            ["vct"] = Url(baseUrl, group.Id),
            ["name"] = group.Name,
            ["display"] = new JsonArray(display),
            ["claims"] = new JsonArray(
                Claim("Name", "never", SdJwtClaimSet.Title),
                Claim("Description", "always", "description"),
                Claim("Recipient", "always", "recipient_name"),
                Claim("Achievement", "always", "achievement")
            ),
        };
        if ((achievement.Description ?? group.Description) is { } description)
        {
            metadata["description"] = description;
            display["description"] = description;
        }
        return metadata;
    }

    private static JsonObject Claim(string label, string disclosed, string name) =>
        new()
        {
            ["path"] = new JsonArray(name),
            ["display"] = new JsonArray(new JsonObject { ["locale"] = "en", ["label"] = label }),
            ["sd"] = disclosed,
        };
}

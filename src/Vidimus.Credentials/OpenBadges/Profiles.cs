using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Signing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>
/// The organization as an Open Badges profile: its identity and name, and what it says of itself, which stands in the
/// issuer of credentials issued from then on.
/// </summary>
internal sealed class Profiles(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    AccessOptions options,
    TimeProvider clock
)
{
    private const int LargestBytes = 65_536;
    private static readonly string[] Kept = ["url", "description", "email", "phone", "image"];

    public async Task<IResult> Get(HttpContext http)
    {
        var row = await db.Profiles.AsNoTracking().SingleOrDefaultAsync(http.RequestAborted);
        return await Answer(http, row?.Members);
    }

    public async Task<IResult> Put(HttpContext http)
    {
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } tooLarge)
            return new Refusal(tooLarge);
        // By the rules of signed documents: what is kept will be signed.
        if (!CredentialJson.TryParse(bytes.Value!, LargestBytes, out var strict, out var reason))
            return new Refusal(PlatformProblems.MalformedJson.With(reason));
        var name = (await db.IssuerFacts(caller.Value.OrganizationId, http.RequestAborted)).Name;
        var read = Read(JsonObject.Create(strict)!, name);
        if (read.Problem is { } wrong)
            return new Refusal(wrong);
        var members = read.Value!;
        var saved = await writes.Commit<bool>(
            async unit =>
            {
                var now = clock.GetUtcNow();
                if (await unit.Db.Profiles.SingleOrDefaultAsync() is { } row)
                {
                    row.Members = members;
                    row.UpdatedAt = now;
                    row.Version++;
                }
                else
                    unit.Db.Add(
                        new ProfileRow
                        {
                            OrganizationId = unit.Author.OrganizationId,
                            Mode = unit.Author.Mode,
                            Members = members,
                            UpdatedAt = now,
                            Version = 1,
                        }
                    );
                unit.State(
                    new SimpleFact("organization.profile-changed", unit.Author.OrganizationId)
                );
                return true;
            },
            http.RequestAborted
        );
        return saved.Problem is { } refused ? new Refusal(refused) : await Answer(http, members);
    }

    /// <summary>What the organization of this context says of itself, for a credential's issuer; null for nothing.</summary>
    public static async Task<string?> MembersOf(VidimusDb db, CancellationToken cancellation) =>
        await db.Profiles.AsNoTracking().Select(p => p.Members).SingleOrDefaultAsync(cancellation);

    private string Did =>
        Identities.Did(options.BaseUrl, caller.Value.OrganizationId, caller.Value.Mode);

    private async Task<IResult> Answer(HttpContext http, string? members)
    {
        var facts = await db.IssuerFacts(caller.Value.OrganizationId, http.RequestAborted);
        var profile = new JsonObject
        {
            ["@context"] = new JsonArray(
                CredentialDocument.V2Context,
                CredentialDocument.BadgesContext
            ),
            ["id"] = Did,
            ["type"] = new JsonArray("Profile"),
            ["name"] = facts.Name,
        };
        if (members is not null)
            AddTo(profile, members);
        return Results.Text(
            profile.ToJsonString(VidimusJson.Native),
            "application/json; charset=utf-8"
        );
    }

    public static void AddTo(JsonObject profile, string members)
    {
        foreach (var (member, value) in JsonNode.Parse(members)!.AsObject())
            profile[member] = value?.DeepClone();
    }

    /// <summary>The members kept, as JSON. The standard lets a server refuse what it cannot take.</summary>
    private Result<string> Read(JsonObject given, string name)
    {
        var fields = new Fields();
        foreach (var (member, _) in given)
            fields.Check(
                member is "@context" or "id" or "type" or "name" || Kept.Contains(member),
                member,
                "is not kept in profiles here; leave it out"
            );
        fields
            .Check(
                given["id"] is null || Text(given["id"]) == Did,
                "id",
                $"must be {Did}, the organization's identity"
            )
            .Check(IsProfile(given["type"]), "type", "must be Profile")
            .Check(
                given["name"] is null || Text(given["name"]) == name,
                "name",
                "is the organization's name; change it with PATCH /v1/organization"
            );
        foreach (var member in Kept.Where(m => m != "image" && given[m] is not null))
            fields.Check(Text(given[member]) is not null, member, "must be text");
        var image = ImageOf(fields, given["image"]);
        fields
            .Url("url", Text(given["url"]))
            .Text("description", Text(given["description"]), 5000, multiline: true)
            .Email("email", Text(given["email"]))
            .Text("phone", Text(given["phone"]), 50)
            .Image("image", image);
        if (fields.Problem is { } wrong)
            return wrong;
        return new JsonObject()
            .With("url", Text(given["url"]))
            .With("description", Text(given["description"]))
            .With("email", Text(given["email"]))
            .With("phone", Text(given["phone"]))
            .With("image", AchievementDocument.Image(image))
            .ToJsonString(VidimusJson.Native);
    }

    private static AchievementImage? ImageOf(Fields fields, JsonNode? given)
    {
        if (given is null)
            return null;
        if (given is JsonObject members && members.All(m => m.Key is "id" or "type" or "caption"))
            return new(Text(members["id"]), Text(members["caption"]));
        fields.Wrong("image", "must be an object with id, type and caption");
        return null;
    }

    private static bool IsProfile(JsonNode? type) =>
        type is JsonArray many ? many.Any(t => Text(t) == "Profile") : Text(type) == "Profile";

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;
}

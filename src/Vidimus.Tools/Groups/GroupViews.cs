using System.Text.Json.Nodes;
using Vidimus.Client;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Groups;

/// <summary>How tools show a group.</summary>
internal static class GroupViews
{
    /// <summary>Largest item of a list, in bytes.</summary>
    public const int LargestItem = 6 * 1024;

    public static (string Name, Shape Shape)[] Members =>
        [
            ("id", Shape.Said("Its id, grp_…").Needed()),
            ("state", Shape.Word("Whether it still issues.", "active", "archived").Needed()),
            (
                "mode",
                Shape
                    .Word("Whether its credentials are real ones or tests.", "live", "test")
                    .Needed()
            ),
            (
                "defaultValidity",
                Shape.Said(
                    "How long its credentials are valid unless said otherwise: an ISO 8601 duration such as P2Y."
                )
            ),
            ("number", Shape.Count("Its number within the organization (detailed).")),
            ("issuedCount", Shape.Count("Credentials issued.")),
            ("draftCount", Shape.Count("Drafts waiting (detailed).")),
            ("templateId", Shape.Said("What its credentials look like on paper (detailed).")),
            ("createdAt", Shape.Time("When it was made (detailed).")),
            ("updatedAt", Shape.Time("When it last changed (detailed).")),
            Untrusted.Shape(
                ("name", Shape.Said("Its name.")),
                ("description", Shape.Said("What it is about.")),
                (
                    "claimsSchema",
                    Shape.Given(
                        "JSON Schema that the claims of its credentials must satisfy; left out where any will do. In lists only detailed."
                    )
                ),
                ("achievement", Shape.Given("What its credentials attest (detailed)."))
            ),
            Untrusted.Omitted,
        ];

    /// <summary>The group, within <paramref name="most"/> bytes.</summary>
    public static JsonObject Of(Group group, bool detailed, bool withSchema, int most)
    {
        var json = Said.Object(
            ("id", group.Id),
            ("state", Said.Word<GroupState>(group.State)),
            ("mode", Said.Word<Mode>(group.Mode)),
            ("defaultValidity", group.DefaultValidity),
            ("issuedCount", group.IssuedCount)
        );
        if (detailed)
        {
            json["number"] = group.Number;
            json["draftCount"] = group.DraftCount;
            if (group.TemplateId is { } template)
                json["templateId"] = template;
            json["createdAt"] = Said.Time(group.CreatedAt);
            json["updatedAt"] = Said.Time(group.UpdatedAt);
        }
        json[Untrusted.Name] = Said.Object(
            ("name", Said.Text(group.Name)),
            ("description", Said.Text(group.Description)),
            ("claimsSchema", withSchema ? Said.Whole(group.SubjectSchema) : null),
            ("achievement", detailed ? Achievement(group.Achievement) : null)
        );
        return Written.Fitting(json, most);
    }

    // Signed endorsements are long, and of use to programs only.
    private static JsonNode? Achievement(Achievement achievement) =>
        Said.Whole(achievement with { Endorsements = null, EndorsementJwts = null });
}

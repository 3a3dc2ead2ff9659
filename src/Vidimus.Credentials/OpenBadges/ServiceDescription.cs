using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Json;

namespace Vidimus.Credentials.OpenBadges;

/// <summary>
/// The service description (Open Badges 3.0, section 6.3): an OpenAPI 3.0 document of what this server does, which is
/// less than the standard has: no authorization code grant yet, so that scheme is not named.
/// </summary>
internal sealed class ServiceDescription(AccessOptions access, OpenBadgesOptions options)
{
    private const string Scope = "https://purl.imsglobal.org/spec/ob/v3p0/scope/";

    public IResult Answer() =>
        Results.Text(Write().ToJsonString(VidimusJson.Native), "application/json; charset=utf-8");

    private JsonObject Write()
    {
        var info = new JsonObject { ["title"] = "Vidimus", ["version"] = "3.0" };
        info.With("termsOfService", Address(options.TermsOfServiceUrl));
        info.With("x-imssf-privacyPolicyUrl", Address(options.PrivacyPolicyUrl));
        return new JsonObject
        {
            ["openapi"] = "3.0.1",
            ["info"] = info,
            ["servers"] = new JsonArray(
                new JsonObject { ["url"] = access.BaseUrl + OpenBadgesRoutes.Base }
            ),
            ["paths"] = Paths(),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] =
                            "An API key of the organization, or the access token that POST /v1/auth/token gives for a client token. "
                            + "The OAuth 2.0 authorization code grant is not offered yet; each operation names the scope of the key it needs and the Open Badges scope it stands for.",
                    },
                },
                ["schemas"] = new JsonObject
                {
                    ["AchievementCredential"] = Described(
                        "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
                    ),
                    ["Profile"] = Described(
                        "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_profile_schema.json"
                    ),
                    ["Imsx_StatusInfo"] = Described(
                        "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_imsx_statusinfo_schema.json"
                    ),
                },
            },
        };
    }

    private static JsonObject Paths() =>
        new()
        {
            ["/credentials"] = new JsonObject
            {
                ["get"] = Operation(
                        "getCredentials",
                        "credential.readonly",
                        Scopes.CredentialsRead,
                        (200, "Credentials issued by the organization and handed to it.")
                    )
                    .With(
                        "parameters",
                        new JsonArray(
                            Query("limit", "integer"),
                            Query("offset", "integer"),
                            Query("since", "string")
                        )
                    ),
                ["post"] = Operation(
                        "upsertCredential",
                        "credential.upsert",
                        Scopes.CredentialsIssue,
                        (200, "It is here already, or replaced an older version."),
                        (201, "It was taken.")
                    )
                    .With("requestBody", Body("AchievementCredential", "text/plain")),
            },
            ["/profile"] = new JsonObject
            {
                ["get"] = Operation(
                    "getProfile",
                    "profile.readonly",
                    Scopes.CredentialsRead,
                    (200, "The organization's profile.")
                ),
                ["put"] = Operation(
                        "putProfile",
                        "profile.update",
                        Scopes.Admin,
                        (200, "The profile as it is kept.")
                    )
                    .With("requestBody", Body("Profile")),
            },
        };

    private static JsonObject Operation(
        string id,
        string badgeScope,
        string scope,
        params (int Status, string Text)[] answers
    )
    {
        var responses = new JsonObject();
        foreach (var (status, text) in answers)
            responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] =
                new JsonObject { ["description"] = text };
        responses["default"] = new JsonObject
        {
            ["description"] = "A refusal.",
            ["content"] = Content("Imsx_StatusInfo"),
        };
        return new JsonObject
        {
            ["operationId"] = id,
            ["description"] = $"Needs the scope {scope}, which stands for {Scope}{badgeScope}.",
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["responses"] = responses,
        };
    }

    private static JsonObject Query(string name, string type) =>
        new()
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = type },
        };

    private static JsonObject Body(string schema, string? text = null)
    {
        var content = Content(schema);
        if (text is not null)
            content[text] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        return new JsonObject { ["required"] = true, ["content"] = content };
    }

    private static JsonObject Content(string schema) =>
        new()
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" },
            },
        };

    private static JsonObject Described(string url) =>
        new()
        {
            ["type"] = "object",
            ["externalDocs"] = new JsonObject { ["url"] = url },
        };

    private static string? Address(string setting) => setting.Length == 0 ? null : setting;
}

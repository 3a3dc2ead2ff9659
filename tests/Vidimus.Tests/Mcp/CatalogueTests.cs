using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Vidimus.Access;
using Vidimus.Tests.Mcp.Tools;
using Vidimus.Tools;
using Vidimus.Tools.Schemas;
using Xunit;

namespace Vidimus.Tests.Mcp;

/// <summary>The catalogue of tools: a contract with every assistant that ever listed them.</summary>
public sealed class CatalogueTests
{
    private static readonly ToolCatalogue Catalogue = ToolCatalogue.Standard();
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void Names_and_schemas_are_the_golden_file_which_only_grows()
    {
        var now = new JsonArray([.. Catalogue.Tools.Select(Written)]);
        var golden = Path.Combine(AppContext.BaseDirectory, "golden", "tools.json");
        if (File.Exists(golden))
            GrowsOnly
                .Narrowed(JsonNode.Parse(File.ReadAllText(golden))!.AsArray(), now)
                .ShouldBeEmpty("a caller of before would be refused, or miss what it reads");
        Golden.Match("tools.json", now.ToJsonString(Readable));
    }

    [Theory]
    [InlineData("remove tool")]
    [InlineData("rename tool")]
    [InlineData("remove argument")]
    [InlineData("need argument")]
    [InlineData("shorten argument")]
    [InlineData("retype argument")]
    [InlineData("drop word")]
    [InlineData("remove answer")]
    [InlineData("optional answer")]
    [InlineData("another scope")]
    [InlineData("tighter pattern")]
    [InlineData("leave toolset")]
    public void What_narrows_the_contract_is_found(string change)
    {
        var before = new JsonArray([.. Catalogue.Tools.Select(Written)]);
        var after = before.DeepClone().AsArray();
        var list = after.Single(t => (string)t!["name"]! == "listCredentials")!;
        var input = list["input"]!["properties"]!;
        switch (change)
        {
            case "remove tool":
                after.RemoveAt(0);
                break;
            case "rename tool":
                list["name"] = "searchCredentials";
                break;
            case "remove argument":
                input.AsObject().Remove("query");
                break;
            case "need argument":
                list["input"]!["required"] = new JsonArray("groupId");
                break;
            case "shorten argument":
                input["query"]!["maxLength"] = 100;
                break;
            case "retype argument":
                input["pageSize"]!["type"] = "string";
                break;
            case "drop word":
                input["state"]!["enum"] = new JsonArray("draft");
                break;
            case "remove answer":
                list["output"]!["properties"]!.AsObject().Remove("nextCursor");
                break;
            case "optional answer":
                list["output"]!.AsObject().Remove("required");
                break;
            case "another scope":
                list["scope"] = "admin";
                break;
            case "tighter pattern":
                input["groupId"]!["pattern"] = "^grp_0$";
                break;
            case "leave toolset":
                list["toolsets"] = new JsonArray();
                break;
        }
        GrowsOnly.Narrowed(before, after).ShouldNotBeEmpty();
        GrowsOnly.Narrowed(before, before).ShouldBeEmpty();
    }

    [Fact]
    public void More_tools_arguments_words_and_members_of_answers_are_no_narrowing()
    {
        var before = new JsonArray([.. Catalogue.Tools.Select(Written)]);
        var after = before.DeepClone().AsArray();
        var list = after.Single(t => (string)t!["name"]! == "listCredentials")!;
        list["input"]!["properties"]!["more"] = JsonNode.Parse("""{"type":"string"}""");
        list["input"]!["properties"]!["query"]!["maxLength"] = 500;
        list["input"]!["properties"]!["state"]!["enum"]!.AsArray().Add("lost");
        list["output"]!["properties"]!["more"] = JsonNode.Parse("""{"type":"string"}""");
        list["toolsets"]!.AsArray().Add("all");
        var added = list.DeepClone();
        added["name"] = "another";
        after.Add(added);
        GrowsOnly.Narrowed(before, after).ShouldBeEmpty();
    }

    [Fact]
    public void Every_tool_says_what_it_is_with_schemas_that_are_checked_whole()
    {
        foreach (var tool in Catalogue.Tools)
        {
            tool.Title.ShouldNotBeNullOrWhiteSpace();
            tool.Description.Length.ShouldBeInRange(80, 1024, tool.Name);
            Scopes.All.ShouldContain(tool.Scope);
            tool.Toolsets.ShouldHaveSingleItem(tool.Name);
            Schema.Of(tool.InputSchema).ShouldNotBeNull();
            Schema.Of(tool.OutputSchema).ShouldNotBeNull();
            var input = tool.InputSchema;
            input.GetProperty("type").GetString().ShouldBe("object");
            input.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
            input.TryGetProperty("oneOf", out _).ShouldBeFalse(tool.Name);
            var names = Members(input);
            // Verdacert's tools answer what its API answers; Verity's name formats and pages as it does.
            names
                .Contains("response_format")
                .ShouldBe(tool.Toolsets.Contains(ToolCatalogue.Policies), tool.Name);
            names
                .Contains("responseFormat")
                .ShouldBe(tool.Toolsets.Contains(ToolCatalogue.Credentials), tool.Name);
            tool.ExactlyOne.ShouldBeSubsetOf(names);
            if (names.Contains("cursor"))
                (names.Contains("pageSize") || names.Contains("limit")).ShouldBeTrue(tool.Name);
            var isWrite = tool.Effect is not ToolEffect.Read;
            names.Contains("idempotencyKey").ShouldBe(isWrite, tool.Name);
            names.Contains("approvalId").ShouldBe(isWrite, tool.Name);
            Bounded(input, tool.Name);
            if (tool.Reading is { } reading && reading != tool)
                IsPartOf(reading, tool);
        }
    }

    [Fact]
    public void Annotations_are_honest()
    {
        string[] Named(Func<Tool, bool> which) =>
            [.. Catalogue.Tools.Where(which).Select(t => t.Name)];
        Named(t => t.Effect is ToolEffect.Adds)
            .ShouldBe([
                "issueCredential",
                "quote",
                "verity_prior_auth_research",
                "verity_compliance_review",
            ]);
        Named(t => t.Effect is ToolEffect.Ends)
            .ShouldBe(["revokeCredential", "submit", "refund", "verity_webhook_management"]);
        Named(t => !t.Idempotent)
            .ShouldBe([
                "issueCredential",
                "quote",
                "verity_prior_auth_research",
                "verity_webhook_management",
            ]);
        Named(t => t.OpenWorld)
            .ShouldBe([
                "verifyCredential",
                "issueCredential",
                "submit",
                "verity_prior_auth_research",
                "verity_webhook_management",
            ]);
    }

    [Fact]
    public void Y16_the_eight_tools_of_Verity_are_there_and_what_reads_of_them_at_the_reading_address()
    {
        string[] eight =
        [
            "verity_coverage_lookup",
            "verity_policy_research",
            "verity_claim_validation",
            "verity_prior_auth_research",
            "verity_drug_formulary_research",
            "verity_compliance_review",
            "verity_webhook_management",
            "verity_system_health",
        ];
        Names(Catalogue.In("policies")).ShouldBe(eight);
        var reading = Catalogue.In("policies", readOnly: true);
        Names(reading).ShouldBe(eight);
        reading.ShouldAllBe(t => t.Effect == ToolEffect.Read);
        Actions(reading, "verity_compliance_review").ShouldBe(["stats", "list_unreviewed"]);
        Actions(reading, "verity_webhook_management").ShouldBe(["list"]);
        Actions(Catalogue.In("policies"), "verity_compliance_review")
            .ShouldBe(["stats", "list_unreviewed", "acknowledge", "bulk_acknowledge"]);
        Actions(Catalogue.In("policies"), "verity_webhook_management")
            .ShouldBe(["list", "create", "update", "delete", "test"]);

        // Who may read alone sees the reading parts, and who may not read policies nothing of them.
        Names(Catalogue.In("policies", holds: s => Scopes.Satisfies(["policies:read"], s)))
            .ShouldBe(eight.Except(["verity_webhook_management"]));
        Actions(
                Catalogue.In("policies", holds: s => Scopes.Satisfies(["read"], s)),
                "verity_compliance_review"
            )
            .ShouldBe(["stats", "list_unreviewed"]);
        Catalogue.In("policies", holds: s => Scopes.Satisfies(["groups:read"], s)).ShouldBeEmpty();

        // What was written to be read by people's hosts says what is asked for.
        Catalogue
            .In("policies")
            .ShouldAllBe(t => t.Description.Contains("response_format", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("verity_compliance_review", "stats", "policies:read")]
    [InlineData("verity_compliance_review", "list_unreviewed", "policies:read")]
    [InlineData("verity_compliance_review", "acknowledge", "compliance:ack")]
    [InlineData("verity_compliance_review", "bulk_acknowledge", "compliance:ack")]
    [InlineData("verity_webhook_management", "list", "webhooks:read")]
    [InlineData("verity_webhook_management", "create", "webhooks:write")]
    [InlineData("verity_webhook_management", "update", "webhooks:write")]
    [InlineData("verity_webhook_management", "delete", "webhooks:write")]
    [InlineData("verity_webhook_management", "test", "webhooks:write")]
    [InlineData("verity_policy_research", "search", "policies:read")]
    public void An_action_is_judged_by_the_part_it_belongs_to(
        string tool,
        string action,
        string scope
    )
    {
        var part = Catalogue
            .Find("policies", tool)!
            .For(JsonSerializer.SerializeToElement(new { action }));
        part.Scope.ShouldBe(scope);
        (part.Effect is ToolEffect.Read).ShouldBe(
            scope.EndsWith(":read", StringComparison.Ordinal)
        );
        part.Name.ShouldBe(tool);
    }

    private static string[] Actions(IReadOnlyList<Tool> tools, string name) =>
        [
            .. tools
                .Single(t => t.Name == name)
                .InputSchema.GetProperty("properties")
                .GetProperty("action")
                .GetProperty("enum")
                .EnumerateArray()
                .Select(a => a.GetString()!),
        ];

    /// <summary>What reads of a tool is called as the tool is, takes no more than it, and has no key of its own.</summary>
    private static void IsPartOf(Tool part, Tool tool)
    {
        part.Name.ShouldBe(tool.Name);
        part.Effect.ShouldBe(ToolEffect.Read);
        part.Description.Length.ShouldBeInRange(80, 1024, tool.Name);
        Scopes.All.ShouldContain(part.Scope);
        Members(part.InputSchema).ShouldBeSubsetOf(Members(tool.InputSchema));
        Members(part.InputSchema).ShouldNotContain("idempotencyKey");
        Members(part.InputSchema).ShouldNotContain("approvalId");
        Bounded(part.InputSchema, tool.Name);
    }

    [Fact]
    public void Toolsets_list_in_one_order_by_effect_and_scope_and_a_name_is_there_once()
    {
        string[] all =
        [
            "verifyCredential",
            "issueCredential",
            "listCredentials",
            "getCredential",
            "listGroups",
            "getGroup",
            "revokeCredential",
            "getUsage",
        ];
        Names(Catalogue.In("credentials")).ShouldBe(all);
        Names(Catalogue.In("credentials", readOnly: true))
            .ShouldBe(all.Except(["issueCredential", "revokeCredential"]));
        Names(Catalogue.In("credentials", holds: s => s == "credentials:verify"))
            .ShouldBe(["verifyCredential"]);
        Names(
                Catalogue.In(
                    "credentials",
                    holds: s => Scopes.Satisfies(["credentials:read", "groups:read"], s)
                )
            )
            .ShouldBe(["listCredentials", "getCredential", "listGroups", "getGroup"]);
        string[] orders =
        [
            "get_capabilities",
            "quote",
            "submit",
            "get_status",
            "get_result",
            "refund",
            "verify_certificate",
        ];
        Names(Catalogue.In("orders")).ShouldBe(orders);
        Names(Catalogue.In("orders", readOnly: true))
            .ShouldBe(orders.Except(["quote", "submit", "refund"]));
        Catalogue.Has("orders").ShouldBeTrue();
        Catalogue.Has("policies").ShouldBeTrue();
        Catalogue.Has("others").ShouldBeFalse();
        Catalogue.In("others").ShouldBeEmpty();
        Catalogue.Find("credentials", "issueCredential").ShouldNotBeNull();
        Catalogue.Find("credentials", "issueCredential", readOnly: true).ShouldBeNull();
        Catalogue.Find("credentials", "IssueCredential").ShouldBeNull();

        var growing = ToolCatalogue.Standard().AddToolset("others", "Others", "Others.");
        Should.Throw<ArgumentException>(() => growing.Add(Catalogue.Tools[0]));
    }

    private static IEnumerable<string> Names(IEnumerable<Tool> tools) => tools.Select(t => t.Name);

    private static List<string> Members(JsonElement schema) =>
        [.. schema.GetProperty("properties").EnumerateObject().Select(p => p.Name)];

    /// <summary>Every argument says what it is and has bounds.</summary>
    private static void Bounded(JsonElement schema, string at)
    {
        if (schema.TryGetProperty("properties", out var members))
        {
            foreach (var member in members.EnumerateObject())
            {
                var path = $"{at}.{member.Name}";
                member.Value.GetProperty("description").GetString().ShouldNotBeNullOrEmpty(path);
                Bounded(member.Value, path);
            }
        }
        if (schema.TryGetProperty("oneOf", out var kinds))
        {
            foreach (var kind in kinds.EnumerateArray())
                Bounded(kind, at);
            return;
        }
        bool Has(string keyword) => schema.TryGetProperty(keyword, out _);
        var isBounded = schema.GetProperty("type").GetString() switch
        {
            "string" => Has("maxLength") || Has("enum") || Has("format"),
            "integer" => Has("minimum") && Has("maximum"),
            "array" => Has("maxItems"),
            "object" => Has("properties") || Has("maxProperties"),
            _ => true,
        };
        isBounded.ShouldBeTrue(at);
    }

    private static JsonNode Written(Tool tool) =>
        new JsonObject
        {
            ["name"] = tool.Name,
            ["title"] = tool.Title,
            ["scope"] = tool.Scope,
            ["effect"] = tool.Effect.ToString(),
            ["toolsets"] = new JsonArray([.. tool.Toolsets.Select(t => (JsonNode)t)]),
            ["exactlyOne"] = new JsonArray([.. tool.ExactlyOne.Select(t => (JsonNode)t)]),
            ["input"] = JsonNode.Parse(tool.InputSchema.GetRawText()),
            ["output"] = JsonNode.Parse(tool.OutputSchema.GetRawText()),
        };
}

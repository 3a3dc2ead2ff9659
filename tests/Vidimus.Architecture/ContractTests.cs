using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Vidimus.Access.Gate;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>What the server promises outwards: routes, refusals, settings, documents.</summary>
public sealed class ContractTests(OnSqlite shared, ITestOutputHelper output)
    : IClassFixture<OnSqlite>
{
    private readonly VidimusApp _app = shared.App;

    [Fact]
    public void Every_route_declares_a_scope_the_operator_or_why_it_is_public()
    {
        var routes = _app.Inside.Routes;
        routes.Count.ShouldBeGreaterThan(10);
        foreach (var route in routes)
        {
            var declared = new object?[]
            {
                route.Metadata.GetMetadata<NeedsScope>(),
                route.Metadata.GetMetadata<NeedsOperator>(),
                route.Metadata.GetMetadata<PublicRoute>(),
            };
            declared
                .Count(d => d is not null)
                .ShouldBe(
                    1,
                    $"{route.DisplayName} must declare exactly one of Needs, NeedsOperator and Public"
                );
            if (declared[0] is NeedsScope needs && needs.Scope != "*")
                Access.Scopes.All.ShouldContain(needs.Scope, route.DisplayName);
        }
    }

    /// <summary>Operations that look at much for one request, beside those that take lists or export.</summary>
    private static readonly string[] Expensive = ["verifyAudit", "listAudit", "getUsage"];

    [Fact]
    public void Every_route_that_takes_lists_exports_or_verifies_the_record_is_heavy_and_weighs()
    {
        var expensive = _app
            .Inside.Routes.Where(r =>
                r.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } name
                && (
                    r.Metadata.GetMetadata<TakesLists>() is not null
                    || name.Contains("export", StringComparison.OrdinalIgnoreCase)
                    || Expensive.Contains(name)
                )
            )
            .ToArray();
        expensive.Length.ShouldBeGreaterThanOrEqualTo(Expensive.Length + 7);
        foreach (var route in expensive)
        {
            route.Metadata.GetMetadata<HeavyRoute>().ShouldNotBeNull(route.DisplayName);
            (route.Metadata.GetMetadata<RequestWeight>()?.Weight ?? 1).ShouldBeGreaterThanOrEqualTo(
                5,
                route.DisplayName
            );
        }
    }

    [Fact]
    public void Every_problem_has_a_code_of_its_own_and_says_what_to_do()
    {
        var types = _app.Inside.Catalogues.SelectMany(c => c.Types).ToArray();
        types
            .GroupBy(t => t.Code)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ShouldBeEmpty("codes used twice");
        // 202 says that a person has to decide first: nothing was done, and it is no mistake of the caller's.
        types.ShouldAllBe(t =>
            (
                (t.Status >= 400 && t.Status < 600)
                || (t.Status == 202 && t.Code == "APPROVAL_REQUIRED")
            )
            && t.Message.Length > 0
            && t.Hint.Length > 0
        );
        types.Where(t => t.Code != t.Code.ToUpperInvariant()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_catalogue_of_problems_is_registered()
    {
        var registered = _app.Inside.Catalogues.SelectMany(c => c.Types).ToHashSet();
        var declared =
            from project in Project.All
            where
                MapLine.All.Single(l => l.Name == project.Name).Kind
                    is "platform"
                        or "module"
                        or "host"
            from type in project.Assembly.GetTypes()
            from field in type.GetFields(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
            )
            where field.FieldType == typeof(Platform.Problems.ProblemType)
            select (
                Field: $"{type.Name}.{field.Name}",
                Type: (Platform.Problems.ProblemType)field.GetValue(null)!
            );
        declared.Where(d => !registered.Contains(d.Type)).Select(d => d.Field).ShouldBeEmpty();
    }

    [Fact]
    public void No_answer_kept_for_repetitions_holds_a_secret()
    {
        var showing =
            from route in _app.Inside.Routes
            let methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            where
                methods.Any(m => m is not ("GET" or "HEAD"))
                && route.Metadata.GetMetadata<RepeatsByItself>() is null
            from produced in route.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            where produced.Type is { } type && Secrets.In(type).Any()
            select (Route: route.DisplayName, Type: produced.Type!);
        foreach (var (route, type) in showing.ToArray())
        {
            var why =
                $"{route} answers {type.Name}, whose {string.Join(", ", Secrets.In(type))} must not be kept";
            type.IsAssignableTo(typeof(IHoldsSecret))
                .ShouldBeTrue($"{why}: implement IHoldsSecret");
            var left = ((IHoldsSecret)Secrets.Filled(type)).WithoutSecret();
            left.GetType().ShouldBe(type);
            JsonSerializer
                .Serialize(left, type, VidimusJson.Native)
                .ShouldNotContain(Secrets.Planted, customMessage: why);
            ((IHoldsSecret)left).SecretOmitted.ShouldBe(true, why);
            ((IHoldsSecret)left).SecretHint.ShouldNotBeNullOrWhiteSpace(why);
        }
        showing.Count().ShouldBeGreaterThanOrEqualTo(2, "minting a key shows one");
    }

    [Fact]
    public void The_page_of_problems_is_the_generated_one() =>
        Project
            .Text("docs/problems.md")
            .Trim()
            .ShouldBe(_app.Inside.ProblemPageText.Trim(), "run ./dev problems");

    [Fact]
    public async Task The_OpenAPI_document_in_the_repository_is_the_one_served()
    {
        var served = (await _app.Get("/openapi.json")).Should(200);
        JsonNode
            .DeepEquals(
                JsonNode.Parse(Project.Text("docs/openapi.json")),
                JsonNode.Parse(served.Text)
            )
            .ShouldBeTrue("run ./dev openapi");
    }

    [Fact]
    public async Task Every_described_operation_has_a_name_of_its_own_a_summary_a_tag_and_an_answer()
    {
        var document = (await _app.Get("/openapi.json")).Should(200).Json;
        document.GetProperty("openapi").GetString().ShouldNotBeNull().ShouldStartWith("3.1");
        var names = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var where = $"{operation.Name} {path.Name}";
                operation.Value.TryGetProperty("operationId", out var id).ShouldBeTrue(where);
                names.Add(id.GetString()!).ShouldBeTrue($"{where}: {id} is used twice");
                operation.Value.TryGetProperty("summary", out _).ShouldBeTrue(where);
                if (operation.Value.TryGetProperty("parameters", out var parameters))
                    foreach (var parameter in parameters.EnumerateArray())
                        parameter
                            .TryGetProperty("description", out _)
                            .ShouldBeTrue($"{where}: what is {parameter.GetProperty("name")}?");
                operation.Value.GetProperty("tags").GetArrayLength().ShouldBe(1, where);
                operation
                    .Value.GetProperty("responses")
                    .EnumerateObject()
                    .ShouldContain(r => r.Name.StartsWith('2'), where);
            }
        }
        names.Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Rows_kept_without_a_fact_are_few_named_and_used()
    {
        var sources = Project
            .All.SelectMany(p => Directory.GetFiles(p.Folder, "*.cs", SearchOption.AllDirectories))
            .Where(f => Path.GetFileName(f) != "Unit.cs")
            .Select(File.ReadAllText)
            .ToArray();
        foreach (var (kind, reason) in KeptRows.All.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{kind}: {reason}");
            reason.ShouldNotBeNullOrWhiteSpace();
        }
        // Two for a module at the most, and the platform's own.
        KeptRows.All.Count.ShouldBeLessThanOrEqualTo(14, "Keep is the exception");
        KeptRows
            .All.Keys.Where(kind =>
                !sources.Any(s => s.Contains($"\"{kind}\"", StringComparison.Ordinal))
            )
            .ShouldBeEmpty("kinds nobody keeps");
    }

    [Fact]
    public void The_shipped_settings_are_the_defaults()
    {
        var (shipped, none) = (
            Composed.Options(shippedFile: true),
            Composed.Options(shippedFile: false)
        );
        shipped.Keys.ShouldBe(none.Keys, ignoreOrder: true);
        shipped.Count.ShouldBeGreaterThan(2);
        foreach (var (type, json) in shipped)
            json.ShouldBe(none[type], type);
    }

    [Fact]
    public void Every_shipped_setting_is_read_by_the_name_it_is_shipped_under()
    {
        var read = Composed.SettingsRead();
        var shipped = Leaves(
                JsonNode.Parse(Project.Text("src/Vidimus.Server/appsettings.json"))!,
                ""
            )
            .ToArray();
        shipped.Length.ShouldBeGreaterThan(10);
        // The master key is asked for when the server starts, log levels by the framework.
        shipped
            .Where(n =>
                !n.StartsWith("MasterKey", StringComparison.Ordinal)
                && !n.StartsWith("Logging", StringComparison.Ordinal)
            )
            .Where(n => !read.Contains(n))
            .ShouldBeEmpty("settings nobody reads");
    }

    [Fact]
    public void Every_shipped_setting_stands_in_the_page_of_settings_with_its_default_and_no_other_does()
    {
        var shipped = Values(
                JsonNode.Parse(Project.Text("src/Vidimus.Server/appsettings.json"))!,
                ""
            )
            .ToDictionary(s => s.Path, s => s.Value);
        var documented = new Dictionary<string, string>();
        foreach (var line in Project.Text("docs/settings.md").Split('\n'))
        {
            if (!line.StartsWith("| `", StringComparison.Ordinal))
                continue;
            var cells = line.Trim('|', ' ').Split(" | ", 3);
            cells.Length.ShouldBe(3, line);
            cells[2].Length.ShouldBeGreaterThan(10, line);
            documented.Add(cells[0].Trim('`'), cells[1].Trim('`'));
        }
        shipped.Keys.Except(documented.Keys).ShouldBeEmpty("not in docs/settings.md");
        documented.Keys.Except(shipped.Keys).ShouldBeEmpty("settings that there are not");
        shipped
            .Where(s => documented[s.Key] != s.Value)
            .Select(s => $"{s.Key} is {s.Value}")
            .ShouldBeEmpty("other defaults in docs/settings.md");
    }

    private static IEnumerable<(string Path, string Value)> Values(JsonNode node, string path) =>
        node is JsonObject { Count: > 0 } members
            ? members.SelectMany(m =>
                Values(m.Value!, path.Length == 0 ? m.Key : $"{path}:{m.Key}")
            )
            : [(path, node.ToString() is "" or "[]" or "{}" ? "empty" : node.ToString())];

    [Fact]
    public void Everything_public_says_what_it_means()
    {
        var missing = new List<string>();
        foreach (
            var project in Project.All.Where(p =>
                MapLine.All.Single(l => l.Name == p.Name).Kind != "host"
            )
        )
        {
            var file = Path.Combine(AppContext.BaseDirectory, project.AssemblyName + ".xml");
            if (!File.Exists(file) || project.Assembly.GetExportedTypes().Length == 0)
                continue;
            var documented = XDocument
                .Load(file)
                .Descendants("member")
                .ToLookup(m => m.Attribute("name")!.Value.Split('(')[0].Split("``")[0]);
            foreach (
                var type in project
                    .Assembly.GetExportedTypes()
                    .Where(t =>
                        !t.Name.StartsWith('<')
                        && !t.IsDefined(typeof(CompilerGeneratedAttribute))
                        && !Project.IsComponent(t)
                    )
            )
                missing.AddRange(Undocumented(type, documented));
        }
        missing.ShouldBeEmpty();
    }

    private static IEnumerable<string> Undocumented(Type type, ILookup<string, XElement> documented)
    {
        var name = type.FullName!.Replace('+', '.');
        var own = documented[$"T:{name}"].FirstOrDefault();
        if (own is null)
        {
            yield return name;
            yield break;
        }
        if (type.IsAssignableTo(typeof(Delegate)))
            yield break; // its methods are the compiler's
        var parameters = own.Elements("param").Select(p => p.Attribute("name")!.Value).ToHashSet();
        const BindingFlags declared =
            BindingFlags.Public
            | BindingFlags.Instance
            | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        foreach (
            var property in type.GetProperties(declared)
                .Where(p =>
                    p.Name != "EqualityContract"
                    && !parameters.Contains(p.Name)
                    && !documented.Contains($"P:{name}.{p.Name}")
                )
        )
            yield return $"{name}.{property.Name}";
        foreach (
            var method in type.GetMethods(declared)
                .Where(m =>
                    !m.IsSpecialName
                    && !m.IsDefined(typeof(CompilerGeneratedAttribute))
                    && !documented.Contains($"M:{name}.{m.Name}")
                )
        )
        {
            if (
                method.GetBaseDefinition() == method
                && method.Name != "Deconstruct"
                && !method.Name.StartsWith('<')
            )
                yield return $"{name}.{method.Name}()";
        }
        foreach (
            var field in type.GetFields(declared)
                .Where(f => !f.IsSpecialName && !documented.Contains($"F:{name}.{f.Name}"))
        )
            yield return $"{name}.{field.Name}";
    }

    private static IEnumerable<string> Leaves(JsonNode node, string path) =>
        node is JsonObject members
            ? members.SelectMany(m =>
                Leaves(m.Value!, path.Length == 0 ? m.Key : $"{path}:{m.Key}")
            )
            : [path];
}

using System.Reflection;
using System.Runtime.CompilerServices;
using Shouldly;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>Borders between projects. The lists are computed, so that a new project is covered from its first day.</summary>
public sealed class BorderTests
{
    [Fact]
    public void The_map_names_every_project_with_the_references_it_has()
    {
        MapLine
            .All.Select(l => l.Name)
            .ShouldBe(Project.All.Select(p => p.Name), ignoreOrder: true);
        foreach (var project in Project.All)
            MapLine
                .All.Single(l => l.Name == project.Name)
                .References.ShouldBe(project.References, $"references of {project.Name}");
    }

    [Fact]
    public void A_project_whose_folders_the_map_explains_has_no_folder_that_it_does_not()
    {
        var parts = Project.Text("docs/map.md").Split("\n## Inside ")[1..];
        parts.Length.ShouldBeGreaterThan(4);
        foreach (var part in parts)
        {
            var name = part.Split('\n')[0].Trim();
            // The first cells of the table; some rows are about several folders.
            var explained = part.Split('\n')
                .Where(l => l.StartsWith("| ", StringComparison.Ordinal))
                .SelectMany(l => l.Split('|')[1].Split(','))
                .Select(f => f.Trim());
            Directory
                .GetDirectories(Project.All.Single(p => p.Name == $"Vidimus.{name}").Folder)
                .Select(f => Path.GetFileName(f))
                .Where(f => f is not ("bin" or "obj" or "assets"))
                .Except(explained)
                .ShouldBeEmpty($"folders of {name} that docs/map.md does not explain");
        }
    }

    [Fact]
    public void Nobody_references_a_host_and_references_make_no_circle()
    {
        var kinds = MapLine.All.ToDictionary(l => l.Name, l => l.Kind);
        kinds.Values.ShouldBeSubsetOf(["platform", "library", "module", "host"]);
        foreach (var project in Project.All)
        {
            project.References.ShouldAllBe(r => kinds[r] != "host");
            if (kinds[project.Name] is "platform")
                project.References.ShouldBeEmpty($"{project.Name} stands alone");
            if (kinds[project.Name] is "library")
                project.References.ShouldAllBe(r => kinds[r] == "library");
        }
    }

    [Fact]
    public void What_a_module_shows_is_its_module_class_records_interfaces_problems_options_and_the_contracts_on_the_map()
    {
        foreach (var line in MapLine.All.Where(l => l.Kind is "module" or "host"))
        {
            var project = Project.All.Single(p => p.Name == line.Name);
            var beyond = project
                .Assembly.GetExportedTypes()
                .Where(t => !IsUsual(project, t))
                .Select(t => t.Name.Split('`')[0]);
            beyond
                .Distinct()
                .ShouldBe(
                    line.Contracts,
                    ignoreOrder: true,
                    $"public types of {project.Name} beyond the usual kinds"
                );
        }
    }

    [Fact]
    public void Every_module_has_one_module_class()
    {
        foreach (var line in MapLine.All.Where(l => l.Kind is "module" or "platform"))
        {
            var project = Project.All.Single(p => p.Name == line.Name);
            if (SourceFiles(project).Count > 0)
                project
                    .Assembly.GetExportedTypes()
                    .Count(t => IsModuleClass(project, t))
                    .ShouldBe(1, project.Name);
        }
    }

    [Fact]
    public void Nothing_is_named_after_nothing()
    {
        string[] empty =
        [
            "Core",
            "Common",
            "Shared",
            "Utils",
            "Utilities",
            "Services",
            "Helpers",
            "Managers",
            "Misc",
        ];
        foreach (var project in Project.All)
        {
            var folders = SourceFiles(project)
                .SelectMany(f =>
                    Path.GetRelativePath(project.Folder, f).Split(Path.DirectorySeparatorChar)[..^1]
                );
            folders
                .Concat(project.Name.Split('.'))
                .Distinct()
                .Intersect(empty)
                .ShouldBeEmpty(project.Name);
        }
    }

    private static bool IsUsual(Project project, Type type) =>
        type.IsNested
        || type.IsInterface
        || type.IsEnum
        || Project.IsComponent(type)
        || IsRecord(type)
        || IsModuleClass(project, type)
        || (IsStatic(type) && type.Name.EndsWith("Problems", StringComparison.Ordinal))
        || (type.IsSealed && type.Name.EndsWith("Options", StringComparison.Ordinal))
        || type == project.Assembly.EntryPoint?.DeclaringType
        || IsGenerated(type);

    private static bool IsModuleClass(Project project, Type type) =>
        IsStatic(type)
        && type.FullName == $"{project.Name}.{project.Name["Vidimus.".Length..]}Module";

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static bool IsRecord(Type type) =>
        type.GetMethod(
            "<Clone>$",
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        )
            is not null;

    private static bool IsGenerated(Type type) =>
        type.Name.StartsWith('<')
        || type.IsDefined(typeof(CompilerGeneratedAttribute))
        || type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute));

    private static IReadOnlyList<string> SourceFiles(Project project) =>
        [
            .. Directory
                .GetFiles(project.Folder, "*.cs", SearchOption.AllDirectories)
                .Where(f =>
                    !f.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                ),
        ];
}

using System.Reflection;
using System.Xml.Linq;

namespace Vidimus.Architecture;

/// <summary>One project under <c>src</c>, as its file says.</summary>
internal sealed record Project(
    string Name,
    string Folder,
    IReadOnlyList<string> References,
    string AssemblyName
)
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every project, found by looking.</summary>
    public static IReadOnlyList<Project> All { get; } =
    [
        .. Directory
            .GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    public Assembly Assembly => Assembly.Load(AssemblyName);

    /// <summary>What its tables begin with.</summary>
    public string TablePrefix => Name["Vidimus.".Length..].ToLowerInvariant() + "_";

    /// <summary>A page or a part of one: Razor makes them public, and what they mean stands at the top of their file.</summary>
    public static bool IsComponent(Type type) =>
        type.IsAssignableTo(typeof(Microsoft.AspNetCore.Components.IComponent))
        || type.Name == "_Imports";

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static Project Read(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var xml = XDocument.Load(file);
        var references = xml.Descendants("ProjectReference")
            .Select(r =>
                Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))
            );
        return new(
            name,
            Path.GetDirectoryName(file)!,
            [.. references.Order(StringComparer.Ordinal)],
            xml.Descendants("AssemblyName").FirstOrDefault()?.Value ?? name
        );
    }

    private static string FindRoot()
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(Path.Combine(folder.FullName, "Vidimus.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root was not found above the tests.");
    }
}

/// <summary>One line of the table in <c>docs/map.md</c>.</summary>
internal sealed record MapLine(
    string Name,
    string Kind,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Contracts
)
{
    public static IReadOnlyList<MapLine> All { get; } =
    [
        .. Project
            .Text("docs/map.md")
            .Split('\n')
            .Where(l => l.StartsWith("| Vidimus.", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Select(c => new MapLine(c[1], c[2], List(c[3]), List(c[4]))),
    ];

    private static string[] List(string cell) =>
        cell == "–"
            ? []
            : [.. cell.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)];
}

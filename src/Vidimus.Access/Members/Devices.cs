namespace Vidimus.Access.Members;

/// <summary>A browser and its system in a few words of ours: what a client calls itself is never shown as it is.</summary>
internal static class Devices
{
    // The first that matches counts: most browsers also name the ones that they descend from.
    private static readonly (string Part, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("FxiOS/", "Firefox"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Part, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    public static string Name(string userAgent) =>
        $"{Of(Browsers, userAgent) ?? "Another browser"} on {Of(Systems, userAgent) ?? "another system"}";

    private static string? Of((string Part, string Name)[] known, string text) =>
        Array.Find(known, k => text.Contains(k.Part, StringComparison.Ordinal)).Name;
}

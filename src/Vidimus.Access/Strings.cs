using System.Resources;

namespace Vidimus.Access;

/// <summary>The words of this module's pages, from <c>Strings.resx</c>.</summary>
internal static class Strings
{
    private static readonly ResourceManager Resources = new(
        "Vidimus.Access.Strings",
        typeof(Strings).Assembly
    );

    public static string SetupTitle => Get(nameof(SetupTitle));
    public static string SetupExplained => Get(nameof(SetupExplained));
    public static string SetupDone => Get(nameof(SetupDone));
    public static string SetupKeyOnce => Get(nameof(SetupKeyOnce));
    public static string OrganizationName => Get(nameof(OrganizationName));
    public static string Save => Get(nameof(Save));

    private static string Get(string name) =>
        Resources.GetString(name) ?? throw new MissingManifestResourceException(name);
}

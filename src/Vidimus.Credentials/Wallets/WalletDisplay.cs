using System.Globalization;
using System.Text.Json.Nodes;
using Vidimus.Access;
using Vidimus.Credentials.Groups;

namespace Vidimus.Credentials.Wallets;

/// <summary>How wallets show an issuer and its credentials (OpenID4VCI 1.0, section 12.2.4: <c>display</c>).</summary>
internal static class WalletDisplay
{
    private const string Color = "#1f3a5f";

    public static JsonObject Of(WalletIssuer issuer, Branding looks)
    {
        var display = new JsonObject
        {
            ["name"] = Named(looks.Name, issuer.Mode),
            ["locale"] = "en",
        };
        if (looks.LogoPath is { } logo)
            display["logo"] = Logo(issuer.BaseUrl + logo, looks.Name);
        return display;
    }

    public static JsonObject Of(GroupRow group, WalletIssuer issuer, Branding looks)
    {
        var achievement = Achievements.Of(group);
        var background = looks.Color ?? Color;
        var display = new JsonObject
        {
            ["name"] = Named(group.Name, group.Mode),
            ["locale"] = achievement.InLanguage ?? "en",
            ["background_color"] = background,
            ["text_color"] = IsLight(background) ? "#000000" : "#ffffff",
        };
        if ((achievement.Description ?? group.Description) is { } description)
            display["description"] = description;
        if (achievement.Image?.Id is { } image)
            display["logo"] = Logo(image, achievement.Image.Caption);
        else if (looks.LogoPath is { } logo)
            display["logo"] = Logo(issuer.BaseUrl + logo, looks.Name);
        return display;
    }

    /// <summary>A name as wallets show it: nothing else of a credential in test mode says that it is a test.</summary>
    private static string Named(string name, string mode) =>
        mode == "test" ? $"Test: {name}" : name;

    private static JsonObject Logo(string address, string? words)
    {
        var logo = new JsonObject { ["uri"] = address };
        if (words is not null)
            logo["alt_text"] = words;
        return logo;
    }

    // Relative luminance at which black and white stand out alike (WCAG 2.2: contrast ratio).
    private static bool IsLight(string color)
    {
        double Part(int at)
        {
            var value = int.Parse(
                color.AsSpan(at, 2),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture
            );
            var share = value / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5) > 0.179;
    }
}

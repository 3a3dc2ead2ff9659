using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Vidimus.Credentials.Verifying;

/// <summary>The badge as an SVG picture of fixed size, light and dark, for an <c>img</c> element on any site.</summary>
internal static class BadgePicture
{
    public const int Width = 340;
    public const int Height = 96;

    private const string Style =
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#17202c}"
        + ".card{fill:#fff;stroke:#d5dae1}.soft{fill:#566171}"
        + ".ok{color:#12653a}.bad{color:#a81e26}.doubt{color:#7d4e00}.test{color:#5b3a9e}.state,.edge{fill:currentColor}"
        + "@media(prefers-color-scheme:dark){text{fill:#e8edf3}.card{fill:#171c23;stroke:#39424e}.soft{fill:#a3aebc}"
        + ".ok{color:#6fd19b}.bad{color:#ff9a98}.doubt{color:#f2c063}.test{color:#c5acf7}.state{fill:currentColor}}";

    /// <summary>
    /// Nothing but its one style sheet, known by its hash (Content Security Policy Level 3, section 6.7.3.2): opened by itself, a
    /// picture in SVG is a document.
    /// </summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Draw(BadgeFacts facts, VerifyPageWords words)
    {
        var (name, issuer) = (facts.Name ?? words["Badge_unnamed"], facts.Issuer);
        var state = facts.Says(words);
        var label = string.Join(", ", new[] { name, issuer, state }.OfType<string>());
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" class=\"{facts.Tone}\" role=\"img\" aria-label=\"{Encoder.Encode(label)}\"><title>{Encoder.Encode(label)}</title><style>{Style}</style>"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<clipPath id=\"c\"><rect width=\"{Width}\" height=\"{Height}\" rx=\"12\"/></clipPath><g clip-path=\"url(#c)\"><rect class=\"card\" x=\".5\" y=\".5\" width=\"{Width - 1}\" height=\"{Height - 1}\" rx=\"11.5\"/><rect class=\"edge\" width=\"6\" height=\"{Height}\"/></g>"
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<g transform=\"translate(18 28) scale(1.66)\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{facts.Icon.Svg}</g>"
        );
        // A viewport of its own: what is wider than was reckoned is cut off and runs into nothing.
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg x=\"72\" width=\"{Width - 84}\" height=\"{Height}\">"
        );
        Line(svg, 34, 15, 700, "", name);
        Line(svg, 54, 12.5, 400, "soft", issuer ?? "");
        Line(svg, 77, 12.5, 700, "state", state);
        svg.Append("</svg>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"soft\" x=\"{Width - 14}\" y=\"77\" font-size=\"11\" text-anchor=\"end\">{Encoder.Encode(words.Day(facts.At))}</text></svg>"
        );
        return svg.ToString();
    }

    private static void Line(
        StringBuilder svg,
        int y,
        double size,
        int weight,
        string kind,
        string text
    ) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"{kind}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"{weight}\">{Encoder.Encode(text)}</text>"
        );
}

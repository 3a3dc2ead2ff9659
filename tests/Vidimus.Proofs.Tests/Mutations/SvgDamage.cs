using System.Text;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Damage to SVG files: their bytes, their markup, or the credential in them.</summary>
internal static class SvgDamage
{
    internal static readonly byte[] Image =
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A &amp; B</title><g id="a"><path d="M0 0h9"/></g></svg>"""u8.ToArray();

    private static readonly string[] Markup =
    [
        "<!DOCTYPE svg [<!ENTITY x 'y'>]>",
        "&x;",
        "&#0;",
        "&#x10FFFF;",
        "&lt;",
        "<!-- x -->",
        "<?x y?>",
        "<![CDATA[{}]]>",
        "]]>",
        "<![CDATA[",
        "<openbadges:credential>{}</openbadges:credential>",
        "<openbadges:credential verify=\"a.b.c\"/>",
        "<openbadges:credential>",
        "</openbadges:credential>",
        "<svg>",
        "</svg>",
        " verify=\"a.b.c\"",
        " xmlns:openbadges=\"urn:x\"",
        " xmlns=\"urn:x\"",
        "<script>1</script>",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
        "<g>",
        "</g>",
        "\ufeff",
        "\0",
        "\ufffe",
        "<a:b xmlns:a=\"https://purl.imsglobal.org/ob/v3p0\"/>",
    ];

    internal static Func<Random, byte[]> Of(byte[] original, JsonDamage json)
    {
        var text = Encoding.UTF8.GetString(original);
        var start = text.IndexOf("<![CDATA[", StringComparison.Ordinal) + 9;
        var end = text.IndexOf("]]>", StringComparison.Ordinal);
        return random =>
            random.Next(4) switch
            {
                0 => ByteDamage.Of(original, random),
                1 or 2 => Encoding.UTF8.GetBytes(WithMarkup(text, random)),
                _ => Encoding.UTF8.GetBytes(
                    text[..start] + Encoding.UTF8.GetString(json.Of(random)) + text[end..]
                ),
            };
    }

    private static string WithMarkup(string text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            // Between tags more often than anywhere.
            var at = random.Next(text.Length + 1);
            var tag = text.IndexOf(random.Next(2) == 0 ? '<' : '>', at);
            at = tag >= 0 && random.Next(3) > 0 ? tag + (text[tag] == '>' ? 1 : 0) : at;
            text = text.Insert(at, Markup[random.Next(Markup.Length)]);
        }
        return random.Next(60) == 0
            ? text.Insert(
                text.Length - 6,
                string.Concat(Enumerable.Repeat("<g>", 2000))
                    + string.Concat(Enumerable.Repeat("</g>", 2000))
            )
            : text;
    }
}

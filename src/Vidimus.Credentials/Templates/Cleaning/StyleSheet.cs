using System.Text.RegularExpressions;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// The style sheets of a template, as far as drawing programs write them: rules for an element, a class, an id, or an element with
/// a class. What they say is written onto the elements, so that no style sheet is left in what is kept.
/// </summary>
internal sealed partial class StyleSheet
{
    private const int MostRules = 2_000;

    private readonly List<Rule> _rules = [];

    public IReadOnlyList<Rule> Rules => _rules;

    /// <summary>Reads a sheet; what is left out is told to <paramref name="warn"/>.</summary>
    public void Add(string css, Action<string> warn)
    {
        css = Comment().Replace(css, " ");
        var at = 0;
        while (at < css.Length)
        {
            var open = css.IndexOf('{', at);
            var end = css.IndexOf(';', at);
            var head = css[at..(open < 0 ? css.Length : open)].Trim();
            if (head.StartsWith('@') && end >= 0 && (open < 0 || end < open))
            {
                warn($"{AtRule(css[at..end])} was left out");
                at = end + 1;
                continue;
            }
            if (open < 0)
                return;
            var close = Close(css, open);
            if (head.StartsWith('@'))
                warn($"{AtRule(head)} was left out");
            else if (_rules.Count < MostRules)
                Take(head, css[(open + 1)..close], warn);
            at = close + 1;
        }
    }

    /// <summary>Declarations for an element, the strongest last.</summary>
    public IEnumerable<(string Name, string Value)> For(string element, string? id, string? classes)
    {
        if (_rules.Count == 0)
            return [];
        var own = classes?.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return _rules
            .Where(r =>
                (r.Element is null || r.Element == element)
                && (r.Id is null || r.Id == id)
                && (r.Class is null || own?.Contains(r.Class) == true)
            )
            .OrderBy(r => r.Strength)
            .SelectMany(r => r.Declarations);
    }

    /// <summary>The declarations of a block or of a style attribute.</summary>
    public static IEnumerable<(string Name, string Value)> Declarations(string block)
    {
        foreach (var part in block.Split(';'))
        {
            var colon = part.IndexOf(':');
            if (colon > 0)
                yield return (part[..colon].Trim().ToLowerInvariant(), part[(colon + 1)..].Trim());
        }
    }

    private void Take(string head, string block, Action<string> warn)
    {
        (string, string)[] declarations = [.. Declarations(block)];
        foreach (var selector in head.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Selector().Match(selector) is not { Success: true } match)
            {
                warn(
                    $"the style rule \"{Short(selector)}\" was left out: rules for an element, a .class or an #id are read"
                );
                continue;
            }
            string? Part(int group) =>
                match.Groups[group] is { Success: true, Value: not "*" } found ? found.Value : null;
            _rules.Add(new(Part(1), Part(2), Part(3), declarations));
        }
    }

    private static int Close(string css, int open)
    {
        var depth = 0;
        for (var i = open; i < css.Length; i++)
        {
            if (css[i] == '{')
                depth++;
            else if (css[i] == '}' && --depth == 0)
                return i;
        }
        return css.Length;
    }

    private static string AtRule(string text) => Short(text.Split([' ', '\n', '(', '{'], 2)[0]);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(
        @"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|/\*.*$|<!--|-->",
        RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^(\*|[A-Za-z][A-Za-z0-9]*)?(?:#([\w\-]+))?(?:\.([\w\-]+))?$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Selector();

    internal sealed record Rule(
        string? Element,
        string? Id,
        string? Class,
        IReadOnlyList<(string Name, string Value)> Declarations
    )
    {
        // CSS Selectors 4, section 17: ids before classes before elements; later before earlier by a stable sort.
        public int Strength =>
            (Id is null ? 0 : 100) + (Class is null ? 0 : 10) + (Element is null ? 0 : 1);
    }
}

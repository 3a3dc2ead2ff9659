using System.Text;
using Vidimus.Proofs.JsonLd;

namespace Vidimus.Proofs.Rdf;

/// <summary>Reads N-Quads (RDF 1.1 N-Quads) into a dataset, for vectors and for documents that are already RDF.</summary>
internal sealed class NQuadsParser
{
    private readonly RdfDataset dataset;
    private readonly Dictionary<string, int> blanks = new(StringComparer.Ordinal);
    private readonly string text;
    private int at;

    private NQuadsParser(string text, RdfDataset dataset)
    {
        this.text = text;
        this.dataset = dataset;
    }

    /// <summary>Adds the quads to the dataset and gives the labels of its blank nodes.</summary>
    public static IReadOnlyDictionary<string, int> Parse(string text, RdfDataset dataset)
    {
        var parser = new NQuadsParser(text, dataset);
        while (parser.ParseLine()) { }
        return parser.blanks;
    }

    private bool ParseLine()
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '#'))
        {
            at =
                text[at] == '#'
                    ? (text.IndexOf('\n', at) is var end && end < 0 ? text.Length : end)
                    : at + 1;
        }

        if (at >= text.Length)
        {
            return false;
        }

        var subject = Resource();
        var predicate = Resource();
        var value = Skip() == '"' ? Literal() : Resource();
        var graph = Skip() == '.' ? default : Resource();
        if (Skip() != '.')
        {
            throw Malformed();
        }

        at++;
        dataset.Add(subject, predicate, value, graph);
        return true;
    }

    private char Skip()
    {
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at < text.Length ? text[at] : throw Malformed();
    }

    private RdfTerm Resource()
    {
        if (Skip() == '<')
        {
            var iri = Unescape(Until('>'));
            return dataset.Iri(iri);
        }

        if (!text.AsSpan(at).StartsWith("_:"))
        {
            throw Malformed();
        }

        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '<')
        {
            at++;
        }

        // A label may hold dots but not end with one: that one ends the line.
        while (text[at - 1] == '.')
        {
            at--;
        }

        var label = text[start..at];
        if (!blanks.TryGetValue(label, out var number))
        {
            number = dataset.NewBlank().Start;
            blanks[label] = number;
        }

        return RdfTerm.Blank(number);
    }

    private RdfTerm Literal()
    {
        var value = Unescape(Until('"'));
        if (at < text.Length && text[at] == '@')
        {
            var start = ++at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-'))
            {
                at++;
            }

            return dataset.Literal(value, null, text[start..at]);
        }

        if (!text.AsSpan(at).StartsWith("^^<"))
        {
            return dataset.Literal(value, null, null);
        }

        at += 2;
        var datatype = Unescape(Until('>'));
        return dataset.Literal(value, datatype, null);
    }

    /// <summary>The text between the mark at the present place and the closing one, escapes still in it.</summary>
    private string Until(char close)
    {
        var start = ++at;
        while (at < text.Length && text[at] != close)
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return at < text.Length ? text[start..at++] : throw Malformed();
    }

    private string Unescape(string value)
    {
        if (!value.Contains('\\'))
        {
            return value;
        }

        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                result.Append(value[i]);
                continue;
            }

            var digits = value[++i] switch
            {
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            if (digits == 0)
            {
                result.Append(Escaped(value[i]));
                continue;
            }

            result.Append(new Rune(Convert.ToInt32(value.Substring(i + 1, digits), 16)).ToString());
            i += digits;
        }

        return result.ToString();
    }

    private char Escaped(char letter) =>
        letter switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\'' => '\'',
            '\\' => '\\',
            _ => throw Malformed(),
        };

    private JsonLdException Malformed() => new("invalid N-Quads", $"at character {at}");
}

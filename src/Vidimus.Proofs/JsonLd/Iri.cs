using System.Buffers;

namespace Vidimus.Proofs.JsonLd;

/// <summary>IRIs: the form of RFC 3987 and reference resolution of RFC 3986, section 5.2.</summary>
internal static class Iri
{
    // RFC 3987 leaves these out of every part of an IRI; N-Quads forbids the same set inside angle brackets.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
            + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f <>\"{}|^`\\"
    );

    public static bool IsBlank(string value) => value.StartsWith("_:", StringComparison.Ordinal);

    /// <summary>Starts with a scheme, so that it does not depend on a base.</summary>
    public static bool IsAbsolute(string value) => SchemeLength(value) > 0;

    /// <summary>May stand in an RDF dataset: absolute, one fragment at most, and without the characters that no IRI holds.</summary>
    public static bool IsWellFormed(string value) =>
        IsAbsolute(value)
        && value.AsSpan().IndexOfAny(Forbidden) < 0
        && value.AsSpan().Count('#') <= 1;

    public static string Resolve(string? baseIri, string reference)
    {
        if (baseIri is null || IsAbsolute(reference))
        {
            // RFC 3986, 5.2.2: a reference with a scheme of its own has only its dot segments removed.
            return reference;
        }

        var b = IriParts.Split(baseIri);
        var r = IriParts.Split(reference);
        if (b.Scheme is null)
        {
            return reference;
        }

        if (r.Authority is not null)
        {
            return (r with { Scheme = b.Scheme, Path = IriParts.RemoveDots(r.Path) }).ToString();
        }

        if (r.Path.Length == 0)
        {
            return (b with { Query = r.Query ?? b.Query, Fragment = r.Fragment }).ToString();
        }

        var path = r.Path[0] == '/' ? r.Path : IriParts.Merge(b, r.Path);
        return (
            b with
            {
                Path = IriParts.RemoveDots(path),
                Query = r.Query,
                Fragment = r.Fragment,
            }
        ).ToString();
    }

    private static int SchemeLength(string value)
    {
        var colon = value.AsSpan().IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(value[0]))
        {
            return 0;
        }

        foreach (var c in value.AsSpan(1, colon - 1))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return 0;
            }
        }

        return colon;
    }

    /// <summary>The five components of RFC 3986, section 3; an absent one is null.</summary>
    private readonly record struct IriParts(
        string? Scheme,
        string? Authority,
        string Path,
        string? Query,
        string? Fragment
    )
    {
        public static IriParts Split(string value)
        {
            var rest = value.AsSpan();
            var scheme = SchemeLength(value);
            rest = scheme > 0 ? rest[(scheme + 1)..] : rest;
            string? fragment = Cut(ref rest, '#');
            string? query = Cut(ref rest, '?');
            string? authority = null;
            if (rest.StartsWith("//"))
            {
                var end = rest[2..].IndexOf('/');
                authority = (end < 0 ? rest[2..] : rest.Slice(2, end)).ToString();
                rest = end < 0 ? [] : rest[(end + 2)..];
            }

            return new(
                scheme > 0 ? value[..scheme] : null,
                authority,
                rest.ToString(),
                query,
                fragment
            );
        }

        public static string Merge(IriParts b, string path) =>
            b.Authority is not null && b.Path.Length == 0
                ? "/" + path
                : b.Path[..(b.Path.LastIndexOf('/') + 1)] + path;

        public static string RemoveDots(string path)
        {
            var segments = path.Split('/');
            var kept = new List<string>(segments.Length);
            for (var i = 0; i < segments.Length; i++)
            {
                var last = i == segments.Length - 1;
                if (segments[i] == ".." && kept.Count > (path[0] == '/' ? 1 : 0))
                {
                    kept.RemoveAt(kept.Count - 1);
                }

                if (segments[i] is not ("." or ".."))
                {
                    kept.Add(segments[i]);
                }
                else if (last)
                {
                    kept.Add("");
                }
            }

            return string.Join('/', kept);
        }

        public override string ToString() =>
            (Scheme is null ? "" : Scheme + ":")
            + (Authority is null ? "" : "//" + Authority)
            + Path
            + (Query is null ? "" : "?" + Query)
            + (Fragment is null ? "" : "#" + Fragment);

        private static string? Cut(ref ReadOnlySpan<char> rest, char mark)
        {
            var at = rest.IndexOf(mark);
            if (at < 0)
            {
                return null;
            }

            var cut = rest[(at + 1)..].ToString();
            rest = rest[..at];
            return cut;
        }
    }
}

using System.Text;
using static Vidimus.Proofs.Tests.Mutations.JsonMap;

namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>Damage that knows JSON, and what readers of it trip over.</summary>
internal sealed class JsonDamage(byte[] original)
{
    private sealed record Edit(int Start, int End, byte[] Text);

    private readonly JsonMap map = JsonMap.Of(original);

    internal byte[] Of(Random random)
    {
        if (random.Next(3) == 0)
        {
            return ByteDamage.Of(original, random);
        }
        var edits = new List<Edit>();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            edits.AddRange(Once(random));
        }
        var damaged = Apply(edits);
        return random.Next(12) == 0 ? ByteDamage.Of(damaged, random) : damaged;
    }

    private IEnumerable<Edit> Once(Random random) =>
        map.Members.Count > 0 ? Anything(random)
        : random.Next(3) == 0 ? [Space(Pick(map.Values, random), random)]
        : [Replace(Pick(map.Values, random), OddJson.Value(random))];

    private IEnumerable<Edit> Anything(Random random) =>
        random.Next(17) switch
        {
            0 => [Replace(Pick(map.Values, random), OddJson.Value(random))],
            1 =>
            [
                Replace(
                    Pick(map.Strings, random),
                    OddJson.Variant(Taken(Pick(map.Strings, random)), random)
                ),
            ],
            2 => [Varied(Pick(map.Strings, random), random)],
            3 => [Duplicate(Pick(map.Members, random), random)],
            4 => Delete(Pick(map.Members, random)),
            5 => SwapMembers(random),
            6 => SwapValues(random),
            7 => [Rename(Pick(map.Members, random), random)],
            8 => [Insert(Pick(map.Objects, random), OddJson.Member(random))],
            9 or 10 => [Wrap(Pick(map.Values, random), random)],
            11 => [Escape(Pick(map.Strings, random), random)],
            12 => [Space(Pick(map.Values, random), random)],
            13 when random.Next(10) == 0 =>
            [
                Replace(Pick(map.Values, random), OddJson.Deep(random)),
            ],
            14 when random.Next(20) == 0 =>
            [
                Replace(Pick(map.Values, random), OddJson.Long(random)),
            ],
            15 => Move(random),
            _ => Alias(random),
        };

    private static T Pick<T>(List<T> from, Random random) => from[random.Next(from.Count)];

    private string Taken(Span span) =>
        Encoding.UTF8.GetString(original.AsSpan(span.Start, span.End - span.Start));

    private string Whole(Member member) => Taken(new Span(member.NameAt.Start, member.Value.End));

    private static Edit Replace(Span span, string text) =>
        new(span.Start, span.End, Encoding.UTF8.GetBytes(text));

    private Edit Varied(Span text, Random random) =>
        Replace(text, OddJson.Variant(Taken(text), random));

    private Edit Duplicate(Member member, Random random)
    {
        var name = random.Next(3) == 0 ? OddJson.Escaped(member.Name, random) : member.Name;
        var value = random.Next(2) == 0 ? Taken(member.Value) : OddJson.Value(random);
        var twin = $"\"{name}\":{value}";
        return random.Next(2) == 0
            ? Replace(new Span(member.Value.End, member.Value.End), "," + twin)
            : Replace(new Span(member.NameAt.Start, member.NameAt.Start), twin + ",");
    }

    /// <summary>With the comma behind it, or else the one before it, wherever that is.</summary>
    private Edit[] Delete(Member member)
    {
        var end = member.Value.End;
        while (end < original.Length && original[end] is (byte)' ' or (byte)'\n')
        {
            end++;
        }
        if (original[end] == (byte)',')
        {
            return [new Edit(member.NameAt.Start, end + 1, [])];
        }
        var start = member.NameAt.Start;
        while (original[start - 1] is (byte)' ' or (byte)'\n')
        {
            start--;
        }
        return
        [
            new Edit(original[start - 1] == (byte)',' ? start - 1 : start, member.Value.End, []),
        ];
    }

    private IEnumerable<Edit> SwapMembers(Random random)
    {
        var one = Pick(map.Members, random);
        var siblings = map.Members.Where(m => m.Parent == one.Parent && m != one).ToList();
        if (siblings.Count == 0)
        {
            return [];
        }
        var other = Pick(siblings, random);
        return
        [
            Replace(new Span(one.NameAt.Start, one.Value.End), Whole(other)),
            Replace(new Span(other.NameAt.Start, other.Value.End), Whole(one)),
        ];
    }

    private IEnumerable<Edit> SwapValues(Random random)
    {
        var (one, other) = (Pick(map.Values, random), Pick(map.Values, random));
        return [Replace(one, Taken(other)), Replace(other, Taken(one))];
    }

    private Edit Rename(Member member, Random random) =>
        Replace(
            member.NameAt,
            $"\"{(random.Next(2) == 0 ? Pick(map.Members, random).Name : OddJson.Name(member.Name, random))}\""
        );

    private static Edit Insert((int At, bool Any) into, string member) =>
        Replace(new Span(into.At, into.At), into.Any ? member + "," : member);

    private Edit Wrap(Span value, Random random) =>
        Replace(value, OddJson.Wrapped(Taken(value), random));

    /// <summary>The same string with one letter written as an escape, if it has one that may be.</summary>
    private Edit Escape(Span text, Random random)
    {
        var inner = Taken(text)[1..^1];
        return inner.Contains('\\', StringComparison.Ordinal)
            ? Replace(text, Taken(text))
            : Replace(text, $"\"{OddJson.Escaped(inner, random)}\"");
    }

    private static Edit Space(Span value, Random random)
    {
        var at = random.Next(2) == 0 ? value.Start : value.End;
        return Replace(new Span(at, at), OddJson.Space(random));
    }

    private IEnumerable<Edit> Move(Random random)
    {
        var member = Pick(map.Members, random);
        return [.. Delete(member), Insert(Pick(map.Objects, random), Whole(member))];
    }

    /// <summary>One member under another name, with a context in the document that says it is the same.</summary>
    private IEnumerable<Edit> Alias(Random random)
    {
        var context = map.Members.FirstOrDefault(m => m.Name == "@context");
        var known = map.Members.Where(m => OddJson.Iris.ContainsKey(m.Name)).ToList();
        if (context is null || known.Count == 0)
        {
            return [];
        }
        var member = Pick(known, random);
        var iri = OddJson.Iris[member.Name];
        var contexts = Taken(context.Value);
        var definition =
            random.Next(2) == 0 ? $"\"{iri}\"" : $$"""{"@id":"{{iri}}","@type":"@id"}""";
        return
        [
            Replace(context.Value, contexts.TrimEnd(']') + $$""",{"zz":{{definition}}}]"""),
            Replace(member.NameAt, random.Next(2) == 0 ? "\"zz\"" : $"\"{iri}\""),
        ];
    }

    /// <summary>Edits from the end to the beginning; one that touches another is left out.</summary>
    private byte[] Apply(List<Edit> edits)
    {
        var damaged = new List<byte>(original);
        var last = int.MaxValue;
        foreach (var edit in edits.OrderByDescending(e => e.Start).ThenByDescending(e => e.End))
        {
            if (edit.End > last)
            {
                continue;
            }
            damaged.RemoveRange(edit.Start, edit.End - edit.Start);
            damaged.InsertRange(edit.Start, edit.Text);
            last = edit.Start;
        }
        return [.. damaged];
    }
}

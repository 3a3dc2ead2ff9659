using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Vidimus.Proofs.Rdf;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Names and strings in the compiled path, taken from the bytes of the document.</summary>
internal sealed partial class CompiledReader
{
    private static readonly SearchValues<byte> NotInIris = SearchValues.Create([
        .. Enumerable.Range(0, 0x21).Select(i => (byte)i),
        .. "<>\"{}|^`\\"u8,
    ]);

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."u8
    );

    private static readonly SearchValues<byte> SchemeBytes = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8
    );

    /// <summary>A value that is an IRI; false for all that is relative, compact, blank or no IRI at all.</summary>
    private bool TryIri(ReadOnlySpan<byte> value, CompiledContext context, out RdfTerm iri)
    {
        iri = default;
        var colon = value.IndexOf((byte)':');
        if (
            colon <= 0
            || !char.IsAsciiLetter((char)value[0])
            || value[..colon].ContainsAnyExcept(SchemeBytes)
        )
        {
            return false;
        }

        var compact =
            context.Find(value) is not null
            || (
                !value[(colon + 1)..].StartsWith("//"u8) && context.Find(value[..colon]) is not null
            );
        var sharp = value.IndexOf((byte)'#');
        if (
            compact
            || value.ContainsAny(NotInIris)
            || (sharp >= 0 && value[(sharp + 1)..].Contains((byte)'#'))
            || !Utf8.IsValid(value)
        )
        {
            return false;
        }

        iri = WriteIri(value, default);
        return true;
    }

    /// <summary>A value read as a term, else as an IRI, else under the vocabulary.</summary>
    private bool TryVocab(ReadOnlySpan<byte> value, CompiledContext context, out RdfTerm iri)
    {
        if (context.Find(value) is { } term)
        {
            iri = term.Iri;
            return !iri.IsNone;
        }

        if (value.Contains((byte)':'))
        {
            iri = default;
            return !byName && TryIri(value, context, out iri);
        }

        iri = default;
        if (context.Vocab is null || value.Length == 0 || value.ContainsAnyExcept(NameBytes))
        {
            return false;
        }

        iri = WriteIri(context.Vocab, value);
        return true;
    }

    private bool IsNamed(int index, ReadOnlySpan<byte> name) =>
        JsonMarshal.GetRawUtf8PropertyName(entries[index]).SequenceEqual(name);

    private RdfTerm WriteIri(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var size = first.Length + second.Length + 2;
        var room = dataset.Reserve(size);
        room[0] = (byte)'<';
        first.CopyTo(room[1..]);
        second.CopyTo(room[(first.Length + 1)..]);
        room[size - 1] = (byte)'>';
        return dataset.Commit(size);
    }

    private bool TryText(CompiledTerm term, JsonElement value, out RdfTerm literal)
    {
        literal = default;
        var raw = Raw(value);
        if (!Utf8.IsValid(raw))
        {
            return false;
        }

        if (raw.ContainsAny(NQuadsText.MustEscape))
        {
            literal = WriteEscaped(raw, term.Tail);
            return true;
        }

        var size = raw.Length + 1 + term.Tail.Length;
        var room = dataset.Reserve(size);
        room[0] = (byte)'"';
        raw.CopyTo(room[1..]);
        term.Tail.CopyTo(room[(raw.Length + 1)..]);
        literal = dataset.Commit(size);
        return true;
    }

    /// <summary>Text in a language, written out as an object of just <c>@value</c> and <c>@language</c>.</summary>
    private bool TryLanguageText(JsonElement value, out RdfTerm literal)
    {
        literal = default;
        if (
            value.GetPropertyCount() != 2
            || !value.TryGetProperty("@value"u8, out var text)
            || !value.TryGetProperty("@language"u8, out var language)
            || text.ValueKind != JsonValueKind.String
            || language.ValueKind != JsonValueKind.String
            || language.GetString() is not { } tag
            || !LanguageTag.IsWellFormed(tag)
        )
        {
            return false;
        }

        literal = dataset.Literal(text.GetString()!, null, tag.ToLowerInvariant());
        return true;
    }

    private RdfTerm WriteEscaped(ReadOnlySpan<byte> text, byte[] tail)
    {
        var room = dataset.Reserve(NQuadsText.MaxEscaped(text.Length) + 1 + tail.Length);
        room[0] = (byte)'"';
        var end = 1 + NQuadsText.Escape(text, room[1..]);
        tail.CopyTo(room[end..]);
        return dataset.Commit(end + tail.Length);
    }
}

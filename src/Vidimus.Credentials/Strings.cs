using System.Collections;
using System.Globalization;
using System.Resources;

namespace Vidimus.Credentials;

/// <summary>
/// The words of this module's pages in one language: <c>Strings.resx</c> in English, and a translation beside it for
/// each further language. What a translation lacks is said in English.
/// </summary>
internal sealed class Strings
{
    private static readonly ResourceManager Resources = new(
        "Vidimus.Credentials.Strings",
        typeof(Strings).Assembly
    );

    private readonly Dictionary<string, string> _words;

    private Strings(string language, Dictionary<string, string> words) =>
        (Language, _words) = (language, words);

    /// <summary>The words all others are translated from.</summary>
    public static Strings English { get; } = new("en", Read(CultureInfo.InvariantCulture));

    /// <summary>Every language that can be spoken, English first.</summary>
    public static IReadOnlyList<Strings> All { get; } = [English, .. Translation("de")];

    /// <summary>Language tag of these words (BCP 47), for <c>lang</c>.</summary>
    public string Language { get; }

    /// <summary>Names of all words.</summary>
    public IEnumerable<string> Names => _words.Keys;

    /// <summary>The words of this name.</summary>
    /// <exception cref="MissingManifestResourceException">No resource has this name.</exception>
    public string this[string name] =>
        Find(name) ?? throw new MissingManifestResourceException(name);

    /// <summary>The words of this name, or null when there are none.</summary>
    public string? Find(string name) =>
        _words.GetValueOrDefault(name) ?? English._words.GetValueOrDefault(name);

    private static IEnumerable<Strings> Translation(string language)
    {
        Dictionary<string, string> words;
        try
        {
            words = Read(new CultureInfo(language));
        }
        catch (CultureNotFoundException)
        {
            // A host with invariant globalization makes no culture unless it sets PredefinedCulturesOnly to false.
            yield break;
        }
        if (words.Count > 0)
            yield return new(language, words);
    }

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        Resources
            .GetResourceSet(culture, createIfNotExists: true, tryParents: false)
            ?.Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string)e.Value!, StringComparer.Ordinal)
        ?? [];
}

using System.Buffers;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Codes;

/// <summary>
/// How codes are written: the form in which they are kept (capitals, no blanks, no dot; drug codes in eleven digits), the
/// form in which they are shown, and which table a code is from where nobody says so.
/// </summary>
internal static class CodeText
{
    /// <summary>Longest code that is kept.</summary>
    public const int MostLetters = 20;

    private static readonly SearchValues<char> Kept = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    );

    /// <summary>The code in the form in which it is kept; null where it can be no code.</summary>
    /// <param name="text">As somebody wrote it.</param>
    /// <param name="system">Which table it is from, where that is known.</param>
    public static string? Normal(string? text, string? system = null)
    {
        if (text is null || text.Length > 3 * MostLetters)
            return null;
        Span<char> kept = stackalloc char[3 * MostLetters];
        var length = 0;
        var dotted = false;
        foreach (var letter in text)
        {
            if (char.IsWhiteSpace(letter))
                continue;
            // One dot, behind the category of a diagnosis.
            if (letter == '.' && !dotted && length == 3)
            {
                dotted = true;
                continue;
            }
            kept[length++] = char.ToUpperInvariant(letter);
        }
        var code = kept[..length];
        if (length is 0 or > MostLetters || code.ContainsAnyExcept(Kept))
            return null;
        if (dotted && !IsDiagnosis(code))
            return null;
        return system is null or CodeSystems.Ndc ? Drug(code) ?? code.ToString() : code.ToString();
    }

    /// <summary>
    /// Which table the code is from: the one that is named, or the one that its shape says. CPT is the first level of HCPCS,
    /// and who names one of the two means the one that the code is in. Null where the name is none of a table.
    /// </summary>
    /// <param name="system">As somebody named it; null or empty where nobody did.</param>
    /// <param name="text">The code, as it was written or in normal form.</param>
    public static string? System(string? system, string text)
    {
        if (string.IsNullOrWhiteSpace(system))
            return Guess(text);
        return Named(system) switch
        {
            CodeSystems.Hcpcs or CodeSystems.Cpt when Guess(text) is var shape => shape
                is CodeSystems.Cpt
                    or CodeSystems.Hcpcs
                ? shape
                : Named(system),
            var named => named,
        };
    }

    /// <summary>A table by its name, in whatever letters, and with or without hyphens; null for a name of none.</summary>
    public static string? Named(string system) =>
        system.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant() switch
        {
            "CPT" or "CPT4" => CodeSystems.Cpt,
            "HCPCS" or "HCPC" => CodeSystems.Hcpcs,
            "ICD10CM" or "ICD10" => CodeSystems.Icd10Cm,
            "ICD10PCS" => CodeSystems.Icd10Pcs,
            "NDC" => CodeSystems.Ndc,
            "UNKNOWN" => CodeSystems.Unknown,
            _ => null,
        };

    /// <summary>
    /// The table that the shape of a code says: CPT has five digits, or four and a letter; HCPCS a letter and four digits (a
    /// diagnosis of that shape is one if it has its dot); procedures of ICD-10-PCS have seven letters and digits, without I
    /// and O; drugs have ten or eleven digits, or three groups of them with hyphens.
    /// </summary>
    public static string Guess(string? text)
    {
        if (Normal(text) is not { } code)
            return CodeSystems.Unknown;
        if (text!.Contains('.', StringComparison.Ordinal))
            return CodeSystems.Icd10Cm;
        if (code.Length == 5 && Digits(code.AsSpan(0, 4)))
            return CodeSystems.Cpt;
        if (code.Length == 5 && char.IsAsciiLetter(code[0]) && Digits(code.AsSpan(1)))
            return CodeSystems.Hcpcs;
        if (code.Length is 10 or 11 && Digits(code))
            return CodeSystems.Ndc;
        if (IsProcedure(code))
            return CodeSystems.Icd10Pcs;
        return IsDiagnosis(code) ? CodeSystems.Icd10Cm : CodeSystems.Unknown;
    }

    /// <summary>The code as people write it: diagnoses with their dot, drug codes in their three groups.</summary>
    public static string Shown(string system, string code) =>
        system switch
        {
            CodeSystems.Icd10Cm when code.Length > 3 => $"{code[..3]}.{code[3..]}",
            CodeSystems.Ndc when code.Length == 11 && Digits(code) =>
                $"{code[..5]}-{code[5..9]}-{code[9..]}",
            _ => code,
        };

    // Ten digits in groups of 4-4-2, 5-3-2 or 5-4-1 are the eleven of 5-4-2 without the zero of the short group. Without
    // hyphens nobody can say which group it is.
    private static string? Drug(ReadOnlySpan<char> code)
    {
        Span<Range> groups = stackalloc Range[4];
        if (code.Split(groups, '-') != 3)
            return null;
        var labeler = code[groups[0]];
        var product = code[groups[1]];
        var package = code[groups[2]];
        var digits = Digits(labeler) && Digits(product) && Digits(package);
        var whole = labeler.Length + product.Length + package.Length is 10 or 11;
        return
            digits
            && whole
            && labeler.Length is 4 or 5
            && product.Length is 3 or 4
            && package.Length is 1 or 2
            ? $"{Padded(labeler, 5)}{Padded(product, 4)}{Padded(package, 2)}"
            : null;
    }

    private static string Padded(ReadOnlySpan<char> digits, int width) =>
        digits.ToString().PadLeft(width, '0');

    // A letter, a digit, a letter or digit, and up to four more.
    private static bool IsDiagnosis(ReadOnlySpan<char> code) =>
        code.Length is >= 3 and <= 7
        && char.IsAsciiLetterUpper(code[0])
        && char.IsAsciiDigit(code[1])
        && !code.Contains('-');

    // Sections are named by a digit or one of B, C, D, F, G, H and X. Where the second place is a digit, a diagnosis of seven
    // places looks the same; no diagnosis ends with Z, and nearly all of these procedures do.
    private static bool IsProcedure(string code)
    {
        if (code.Length != 7 || code.AsSpan().IndexOfAny("IO-") >= 0)
            return false;
        if (char.IsAsciiDigit(code[0]))
            return true;
        return "BCDFGHX".Contains(code[0], StringComparison.Ordinal)
            && (char.IsAsciiLetter(code[1]) || code[6] == 'Z');
    }

    private static bool Digits(ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}

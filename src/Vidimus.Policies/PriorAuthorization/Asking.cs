using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>A code that somebody asked about.</summary>
/// <param name="Code">In the form in which codes are kept.</param>
/// <param name="System">The table that its shape says.</param>
/// <param name="Shown">As people write it.</param>
internal sealed record AskedCode(string Code, string System, string Shown);

/// <summary>What is asked: whether, on a day, somewhere, somebody pays for procedures.</summary>
/// <param name="Procedures">The procedures, each once.</param>
/// <param name="Diagnoses">The diagnoses, each once.</param>
/// <param name="State">Two capitals; null where nobody said.</param>
/// <param name="Payer">Who pays, as somebody wrote it; null where nobody said.</param>
/// <param name="ByMedicare">Whether Medicare's own policies bind: it pays, or a plan pays in its stead.</param>
/// <param name="On">The day.</param>
/// <param name="IsPast">Whether the day is over, so that what was retired since may have held.</param>
/// <param name="PlanType">One of <see cref="PlanTypes"/>; null where nobody said.</param>
internal sealed record CoverageQuestion(
    IReadOnlyList<AskedCode> Procedures,
    IReadOnlyList<AskedCode> Diagnoses,
    string? State,
    string? Payer,
    bool ByMedicare,
    DateOnly On,
    bool IsPast = false,
    string? PlanType = null
)
{
    /// <summary>The day as policies write it.</summary>
    public string Day =>
        On.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The moment in which the day is over.</summary>
    public DateTimeOffset EndOfDay =>
        On == DateOnly.MaxValue
            ? DateTimeOffset.MaxValue
            : new(On.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}

/// <summary>What kind of plan pays; the words are Verity's.</summary>
internal static class PlanTypes
{
    public const string Commercial = "commercial";
    public const string MedicareAdvantage = "medicare_advantage";
    public const string Medicaid = "medicaid";
    public const string TraditionalMedicare = "traditional_medicare";
    public const string Exchange = "exchange";

    public static readonly string[] All =
    [
        Commercial,
        MedicareAdvantage,
        Medicaid,
        TraditionalMedicare,
        Exchange,
    ];

    /// <summary>True for plans that Medicare's own policies do not bind.</summary>
    public static bool IsApartFromMedicare(string? planType) =>
        planType is Commercial or Medicaid or Exchange;
}

/// <summary>Reads what prior authorization, claims and research are asked with, by the same rules.</summary>
internal static class Asking
{
    public const int MostProcedures = 10;
    public const int MostDiagnoses = 20;
    private const int MostTexts = 20;
    private const int LongestText = 2000;

    /// <summary>The codes of what is to be done.</summary>
    public static IReadOnlyList<AskedCode> Procedures(
        Fields fields,
        IReadOnlyList<string?>? codes
    ) => Codes(fields, "procedureCodes", codes, MostProcedures, required: true);

    /// <summary>The codes of the diagnoses; none where they are left out.</summary>
    public static IReadOnlyList<AskedCode> Diagnoses(
        Fields fields,
        IReadOnlyList<string?>? codes
    ) =>
        Codes(fields, "diagnosisCodes", codes, MostDiagnoses, required: false, CodeSystems.Icd10Cm);

    /// <summary>The codes of a list, each once, in their order; notes what is none.</summary>
    private static IReadOnlyList<AskedCode> Codes(
        Fields fields,
        string field,
        IReadOnlyList<string?>? codes,
        int most,
        bool required,
        string? system = null
    )
    {
        if (codes is null || codes.Count == 0)
        {
            fields.Check(!required, field, $"is required: 1 to {most} codes");
            return [];
        }
        if (codes.Count > most)
        {
            fields.Wrong(field, $"must have at most {most} codes");
            return [];
        }
        var read = new List<AskedCode>(codes.Count);
        for (var i = 0; i < codes.Count; i++)
        {
            if (
                CodeText.Normal(codes[i], system) is not { } code
                || (system == CodeSystems.Icd10Cm ? !IsDiagnosis(code) : !IsProcedure(code))
            )
            {
                fields.Wrong(
                    $"{field}.{i}",
                    system == CodeSystems.Icd10Cm
                        ? "must be a diagnosis such as M17.11"
                        : "must be a code such as 27447 or J0897"
                );
                continue;
            }
            var of = system ?? CodeText.Guess(codes[i]);
            if (!read.Exists(r => r.Code == code))
                read.Add(new(code, of, CodeText.Shown(of, code)));
        }
        return read;
    }

    /// <summary>
    /// True when one of the texts identifies a patient. It is asked before anything else is said of them, since every answer
    /// repeats who pays and which codes were asked about. What is longer than any member may be is refused for that, unread.
    /// </summary>
    public static bool HoldPatients(params IEnumerable<string?>[] texts) =>
        texts.Any(list =>
            list.Take(MostTexts).Any(t => t is { Length: <= LongestText } && PatientText.Holds(t))
        );

    // Every table's codes have a digit. What is longer than five places and of no table's shape is a name or a number of
    // somebody rather than a code; short ones may be a payer's own.
    private static bool IsProcedure(string code) =>
        code.Any(char.IsAsciiDigit)
        && (code.Length <= 5 || CodeText.Guess(code) != CodeSystems.Unknown);

    private static bool IsDiagnosis(string code) =>
        code.Length is >= 3 and <= 7 && char.IsAsciiLetter(code[0]) && char.IsAsciiDigit(code[1]);

    /// <summary>A state as two capitals; notes what can be none.</summary>
    public static string? State(Fields fields, string? state)
    {
        if (state is null)
            return null;
        var right = state.Length == 2 && state.All(char.IsAsciiLetter);
        fields.Check(right, "state", "must be two letters such as TX");
        return right ? state.ToUpperInvariant() : null;
    }

    /// <summary>A payer's name; blanks alone are none, and so is <c>all</c> in any case, as Verity's clients say it.</summary>
    public static string? Payer(Fields fields, string? payer)
    {
        if (
            string.IsNullOrWhiteSpace(payer)
            || payer.Trim().Equals("all", StringComparison.OrdinalIgnoreCase)
        )
            return null;
        fields.Text("payer", payer, 100);
        return payer.Trim();
    }
}

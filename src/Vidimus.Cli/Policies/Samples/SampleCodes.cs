using System.Globalization;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Made-up codes in the shape of real ones: procedures X0000, W0000 and Y0000, diagnoses U50.0 to U99.9999, procedures of
/// hospitals in a section ZZ that does not exist, drugs of a labeler 99999 that nobody is. None of these is in the real tables.
/// </summary>
internal sealed class SampleCodes(int count)
{
    private const int MostProcedures = 30_000;
    private const string Thirty = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    public int Count => count;

    /// <summary>How many are procedures, which fees are for; they come first.</summary>
    public int Procedures => Math.Min(count * 2 / 5, MostProcedures);

    private int Diagnoses => Math.Min((count - Procedures) * 4 / 5, 500_000);

    public CodeRecord this[int number]
    {
        get
        {
            var words = new SampleWords((ulong)number + 1_000_003);
            var (system, code) = Of(number);
            var (described, briefly, category) = system switch
            {
                "HCPCS" => Procedure(words),
                "ICD10CM" => Diagnosis(words),
                "ICD10PCS" => Procedure(words),
                _ => (
                    $"{words.Kind} tablets for {words.Ailment}, made up, {words.Between(1, 90)} pieces",
                    null,
                    "Made-up drugs"
                ),
            };
            return new(
                code,
                system,
                described,
                briefly,
                category,
                system == "HCPCS"
                    ? $"{"PIDOT"[number % 5]}{number % 9 + 1}{(char)('A' + number % 6)}"
                    : null,
                system == "ICD10CM" ? number % 11 == 0 : null,
                number % 29 != 28
            );
        }
    }

    public (string System, string Code) Of(int number)
    {
        if (number < Procedures)
            return ("HCPCS", $"{"XWY"[number / 10_000]}{Text(number % 10_000, 4)}");
        number -= Procedures;
        if (number < Diagnoses)
            return ("ICD10CM", Diagnosis(number));
        number -= Diagnoses;
        return number % 6 == 5
            ? ("NDC", $"99999-{Text(number / 100 % 10_000, 4)}-{Text(number % 100, 2)}")
            : ("ICD10PCS", "ZZ" + Based(number, 5));
    }

    /// <summary>A line of the made-up fee schedule.</summary>
    public FeeRecord Fee(int number)
    {
        var words = new SampleWords((ulong)number + 7_000_003);
        var work = words.Between(10, 900) / 100m;
        var outside = words.Between(20, 1_200) / 100m;
        var within = Math.Round(outside * 0.45m, 2);
        var risk = words.Between(1, 90) / 100m;
        const decimal Dollars = 32.5m;
        return new(
            Of(number).Code,
            "HCPCS",
            2026,
            "A",
            Money(work),
            Money(outside),
            Money(within),
            Money(risk),
            Money(work + outside + risk),
            Money(work + within + risk),
            "32.5000",
            Money((work + outside + risk) * Dollars),
            Money((work + within + risk) * Dollars),
            words.One(["000", "010", "090", "XXX"])
        );
    }

    private static (string, string?, string) Procedure(SampleWords words)
    {
        var (kind, part, service) = (words.Kind, words.Part, words.Service);
        return (
            $"{kind} {service.ToLowerInvariant()} of the {words.Side} {part.ToLowerInvariant()}, {words.Degree} case, made up",
            $"{kind} {service} {part}",
            $"{service}, made up"
        );
    }

    private static (string, string?, string) Diagnosis(SampleWords words)
    {
        var (degree, ailment, part) = (words.Degree, words.Ailment, words.Part);
        return (
            $"{char.ToUpperInvariant(degree[0])}{degree[1..]} {ailment} of the {words.Side} {part.ToLowerInvariant()}, made up",
            $"{ailment} {part}",
            $"Diseases of the imaginary {part.ToLowerInvariant()}"
        );
    }

    // U50.0 … U99.9, then with another digit, and another: the shorter ones first, as chapters come before their codes.
    private static string Diagnosis(int number)
    {
        for (var (digits, size) = (1, 500); ; digits++, size *= 10)
        {
            if (number < size)
                return $"U{50 + number % 50}.{Text(number / 50, digits)}";
            number -= size;
        }
    }

    private static string Based(int number, int length)
    {
        var letters = new char[length];
        for (var i = length - 1; i >= 0; i--, number /= Thirty.Length)
            letters[i] = Thirty[number % Thirty.Length];
        return new(letters);
    }

    private static string Text(int number, int digits) =>
        number.ToString(new string('0', digits), CultureInfo.InvariantCulture);

    private static string Money(decimal amount) =>
        amount.ToString("0.00", CultureInfo.InvariantCulture);
}

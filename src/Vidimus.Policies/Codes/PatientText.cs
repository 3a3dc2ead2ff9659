using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Vidimus.Policies.Codes;

/// <summary>
/// Whether a free text holds what identifies a patient. What does is refused with
/// <see cref="PoliciesProblems.PatientIdentifiers"/>, which never says what was found, and is kept nowhere. It looks for the
/// identifiers of the Safe Harbor rule (45 CFR 164.514(b)(2)) that people put into such texts: names, numbers of records,
/// of insurance and of social security, dates of birth, telephone numbers, e-mail and street addresses. Codes, dates of
/// service and ages are none of these. All expressions run in time that grows with the text only (.NET's non-backtracking
/// engine), whatever is in it.
/// </summary>
internal static partial class PatientText
{
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private const RegexOptions AnyCase = Options | RegexOptions.IgnoreCase;

    /// <summary>True when the text holds a patient's name, number, date of birth, address, telephone number or e-mail address.</summary>
    public static bool Holds(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return false;
        var plain = Plain(text);
        return Email.IsMatch(plain)
            || Ssn.IsMatch(plain)
            || SaidNumber.IsMatch(plain)
            || Beneficiary.IsMatch(plain)
            || Born.IsMatch(plain)
            || Telephone.IsMatch(plain)
            || SaidTelephone.IsMatch(plain)
            || Street.IsMatch(plain)
            || HoldsName(plain);
    }

    /// <summary>True for the name of a field that may say whose something is: its value is to be looked at together with it.</summary>
    public static bool SaysWhose(string name) =>
        Telling.Any(t => name.Contains(t, StringComparison.OrdinalIgnoreCase));

    /// <summary>A field's name as words: <c>patientName</c>, <c>patient_name</c> and <c>patient.name</c> are "patient name".</summary>
    public static string AsWords(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
                words.Append(' ');
            words.Append(name[i] is '_' or '-' or '.' ? ' ' : name[i]);
        }
        return words.ToString();
    }

    // Of the words that the expressions below look for before a number, a date or a name.
    private static readonly string[] Telling =
    [
        "patient",
        "member",
        "beneficiary",
        "subscriber",
        "enrollee",
        "claimant",
        "policyholder",
        "name",
        "mrn",
        "ssn",
        "mbi",
        "hic",
        "record",
        "chart",
        "social",
        "medica",
        "account",
        "insurance",
        "licen",
        "passport",
        "dob",
        "birth",
        "born",
        "phone",
        "mobile",
        "fax",
    ];

    /// <summary>True when one of the texts does.</summary>
    public static bool Holds(IEnumerable<string?>? texts) => texts?.Any(Holds) == true;

    // Forms of one letter are one text: those of full width and of mathematics, ligatures, blanks that do not break, letters
    // with marks; and what cannot be seen is left out, so that nothing is hidden by how it is written. By hand: the framework's
    // normalization does nothing in a server that runs without ICU, as this one does.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Fold(plain, rune);
        return plain.ToString();
    }

    private static void Fold(StringBuilder plain, Rune rune)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        switch (rune.Value)
        {
            // Halfwidth and Fullwidth Forms: ASCII, 0xFEE0 further on.
            case >= 0xFF01 and <= 0xFF5E:
                plain.Append((char)(rune.Value - 0xFEE0));
                return;
            // Mathematical Alphanumeric Symbols: the alphabet in thirteen styles, the digits in five.
            case >= 0x1D400 and <= 0x1D6A3:
                plain.Append(Letters[(rune.Value - 0x1D400) % Letters.Length]);
                return;
            case >= 0x1D7CE and <= 0x1D7FF:
                plain.Append((char)('0' + (rune.Value - 0x1D7CE) % 10));
                return;
            // Letterlike Symbols: the letters that are missing among those of mathematics.
            case >= 0x2100
            and <= 0x214F
                when Letterlike.IndexOf((char)rune.Value, StringComparison.Ordinal)
                    is >= 0
                        and var at:
                plain.Append(Letterlike[at + 1]);
                return;
            case >= 0xFB00 and <= 0xFB06:
                plain.Append(Ligatures[rune.Value - 0xFB00]);
                return;
            case >= 0x2010 and <= 0x2015 or 0x2212 or 0xFE58 or 0xFE63:
                plain.Append('-');
                return;
        }
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.SpaceSeparator:
                plain.Append(' ');
                return;
            case UnicodeCategory.Format or UnicodeCategory.NonSpacingMark:
                return;
            default:
                plain.Append(rune.ToString());
                return;
        }
    }

    private const string Letterlike =
        "\u2102C\u210Ag\u210BH\u210CH\u210DH\u210Eh\u2110I\u2111I\u2112L\u2113l\u2115N\u2119P\u211AQ"
        + "\u211BR\u211CR\u211DR\u2124Z\u2128Z\u212CB\u212DC\u212Fe\u2130E\u2131F\u2133M\u2134o\u2139i";
    private static readonly string[] Ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

    private static bool HoldsName(string plain)
    {
        foreach (var expression in (Regex[])[NamedSo, AfterPatient, Titled])
        {
            for (var match = expression.Match(plain); match.Success; match = match.NextMatch())
            {
                if (IsName(match.Groups["name"].Value))
                    return true;
            }
        }
        return false;
    }

    // Words with capitals behind "patient" may begin a sentence or be terms of medicine: a name has a word that is neither.
    private static bool IsName(string words)
    {
        var parts = words.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0
            && parts.Any(p => p.Length > 1)
            && !parts.Any(p => NoNames.Contains(p) || Abbreviations.Contains(p));
    }

    // Two or three words with a capital each.
    private const string FullName =
        @"(?<name>\p{Lu}[\p{Ll}\p{Lu}'’-]+(?: \p{Lu}\.?)? \p{Lu}[\p{Ll}\p{Lu}'’-]+|\p{Lu}[\p{Ll}'’-]+, ?\p{Lu}[\p{Ll}'’-]+)";

    // "patient name: …", "name of the patient is …", "patient is called …"; small letters too, since it is said that it is a name.
    private static readonly Regex NamedSo = new(
        @"\b(?:(?:patient|member|beneficiary|subscriber|enrollee|pt)(?:'s|’s)? ?(?:full |last |first |legal )?name|name of (?:the )?(?:patient|member|beneficiary)|patient (?:is )?(?:called|named)|(?:first|last|full) name)\s*(?:is|:|=|-)?\s*(?<name>[\p{L}][\p{L}'’-]+(?:,? [\p{L}][\p{L}'’-]*)?)",
        AnyCase
    );

    // "Patient Ada Example", "patient: Example, Ada", "pt Ada Example", "on behalf of Ada Example".
    private static readonly Regex AfterPatient = new(
        @"\b(?:[Pp]atient|PATIENT|[Pp]t|PT|[Mm]ember|MEMBER|[Bb]eneficiary|BENEFICIARY|[Ss]ubscriber|[Ee]nrollee|[Cc]laimant|[Oo]n behalf of)\b\.?\s*[:,=-]?\s*(?:is\s+)?"
            + FullName,
        Options
    );

    // "Mrs. Example", "Mr Example"; "Dr." is who treats.
    private static readonly Regex Titled = new(
        @"\b(?:Mr|Mrs|Ms|Miss|Mx|MRS)\b\.? (?<name>\p{Lu}[\p{Ll}\p{Lu}'’-]+)",
        Options
    );

    private static readonly Regex Email = new(
        @"[\w.%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}",
        AnyCase
    );

    private static readonly Regex Ssn = new(@"\b\d{3}[- ]\d{2}[- ]\d{4}\b", Options);

    // A number that is said to be a person's: at least four digits or signs with one among them.
    private static readonly Regex SaidNumber = new(
        @"\b(?:mrn|mr#|ssn|ss#|mbi|hicn?|medical record(?: (?:number|no\.?|num|#))?|chart(?: (?:number|no\.?|#))|social security(?: (?:number|no\.?|#))?|medicare (?:beneficiary )?(?:identifier|id|number|no\.?)|medicaid (?:id|number|no\.?)|(?:member|patient|subscriber|beneficiary|account|insurance|policyholder|enrollee)(?:'s|’s)? ?(?:id(?:entifier)?|number|no\.?|num|#)|driver'?s licen[cs]e(?: (?:number|no\.?|#))?|passport(?: (?:number|no\.?|#))?)\s*(?:#|no\.?|number|is|:|=|-)*\s*[a-z]{0,4}-?(?:[a-z0-9-]{0,8}\d){3,}",
        AnyCase
    );

    // Medicare beneficiary identifier: eleven places, of which each has its own kind (CMS, "Understanding the Medicare Beneficiary
    // Identifier format"); with its two hyphens or without.
    private static readonly Regex Beneficiary = new(
        @"\b[1-9][ac-hj-km-np-rt-y][ac-hj-km-np-rt-y0-9]\d-?[ac-hj-km-np-rt-y][ac-hj-km-np-rt-y0-9]\d-?[ac-hj-km-np-rt-y]{2}\d{2}\b",
        AnyCase
    );

    private const string Date =
        @"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4})";

    private static readonly Regex Born = new(
        @"\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|birthday|born)\b[^\d\n]{0,20}?\s*" + Date,
        AnyCase
    );

    // Ten digits with signs between them: a plain run of ten may be a provider's number or a drug's.
    private static readonly Regex Telephone = new(
        @"(?:^|[^\d.-])(?:\+?1[-. ])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])\d{3}[-. ]\d{4}(?:$|[^\d-])",
        Options
    );

    private static readonly Regex SaidTelephone = new(
        @"\b(?:phone|telephone|tel|cell|mobile|fax|call(?: (?:him|her|them|back))?(?: at)?)\b[ .]*(?:number|no\.?|#)?\s*(?:is|:|=|at)?\s*\+?\d[\d ().-]{5,18}\d",
        AnyCase
    );

    // With capitals, or a single word before what can be nothing but a street: "2 visits took place" is no address.
    private static readonly Regex Street = new(
        @"\b\d{1,6}[A-Za-z]?(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.?)?(?: (?:\p{Lu}[\p{L}'.-]*|\d{1,3}(?:st|nd|rd|th))){1,3} (?:Street|STREET|St|ST|Avenue|AVENUE|Ave|AVE|Road|ROAD|Rd|RD|Boulevard|Blvd|BLVD|Lane|LANE|Ln|LN|Drive|DRIVE|Court|Ct|Circle|Terrace|Highway|Hwy|Parkway|Pkwy|Place|Way)\b"
            + @"|\b\d{1,6} [\p{Ll}]+ (?:street|avenue|boulevard|blvd|ave)\b"
            + @"|\b[Pp]\.? ?[Oo]\.? [Bb](?:ox|OX) \d+",
        Options
    );

    // Words that stand behind "patient" with a capital and are no name.
    private static readonly HashSet<string> NoNames = Words(
        """
        Handbook Section Satisfaction Survey Experience Rule Advisory Organization Associates Insurance
        Has Had Is Was Will With Without Meets Met Must Should Shall May Can Cannot Needs Requires Reports Presents
        Presented Failed Fails Underwent Completed Received Denies The This That These And Or Not No Of For In On At
        To From By Who Whose Are Aged Age History Type Stage Grade Class Level Status Safety Care Centered Protection
        Affordable Act Advantage Medicare Medicaid Medical Health Home Hospital Clinic Services Service Records Record
        Portal Education Assessment Evaluation Management Outcome Outcomes Questionnaire Reported Information
        Measurement System Selection Criteria Population Consent Responsibility Assistance Program Plan Part Benefit
        Benefits Eligibility Coverage Prior Authorization Notice Document Documents Documentation Diagnosis Disease
        Syndrome Disorder Diabetes Cancer Failure Heart Chronic Acute Severe Knee Hip Spine Lumbar Cervical Therapy
        Physical Treatment Surgery Imaging Number Identifier Name Names Unknown Redacted Withheld None Given Parkinson
        Alzheimer Crohn Hodgkin Index Score Scale Body Mass Oswestry Glasgow Karnofsky York New Oral Left Right
        Bilateral Total Upper Lower Weight Height Pain Symptoms Functional Conservative Blue Cross Shield United
        Healthcare Appeal Rights Group Policy Visit Encounter Date Required Field Fields Be Included Include Signature
        Physician Provider Address
        """
    );

    private static readonly HashSet<string> Abbreviations = Words(
        "MRI CPT BMI COPD CPAP ICD LCD NCD MAC CMS HIV EKG ECG PET TKA THA"
    );

    private static HashSet<string> Words(string words) =>
        new(
            words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            StringComparer.OrdinalIgnoreCase
        );
}

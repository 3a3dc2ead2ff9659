using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Policies;

/// <summary>Arguments that several of these tools have, by the names that Verity's have.</summary>
internal static class PolicyArguments
{
    public const string NoPatients =
        " Nothing that identifies a patient belongs in it: no names, numbers, dates of birth or addresses.";

    public static readonly string[] PlanTypes =
    [
        "commercial",
        "medicare_advantage",
        "medicaid",
        "traditional_medicare",
        "exchange",
    ];

    public static readonly string[] Sites =
    [
        "office",
        "outpatient_hospital",
        "asc",
        "inpatient",
        "home",
        "telehealth",
    ];

    private static readonly string[] CodeSystems = ["CPT", "HCPCS", "ICD10CM", "ICD10PCS", "NDC"];

    private static readonly string[] PolicyTypes =
    [
        "LCD",
        "NCD",
        "Article",
        "PayerPolicy",
        "Requirement",
        "Medical Policy",
        "Drug Policy",
    ];

    public static readonly string[] ChangeTypes =
    [
        "created",
        "updated",
        "retired",
        "codes_changed",
        "criteria_changed",
        "metadata_changed",
    ];

    public static (string, Shape) Procedures(int most, bool needed)
    {
        var codes = Shape.List(
            "Procedure codes, CPT or HCPCS.",
            Code("A code.").Like("76942"),
            most,
            1
        );
        return ("procedure_codes", needed ? codes.Needed() : codes);
    }

    public static (string, Shape) Diagnoses =>
        (
            "diagnosis_codes",
            Shape.List("Diagnosis codes, ICD-10-CM.", Code("A code.").Like("M54.50"), 20)
        );

    public static (string, Shape) CodeSystem =>
        (
            "code_system",
            Shape.Word(
                "Which table the codes are of; seen from the codes when left out.",
                CodeSystems
            )
        );

    public static (string, Shape) State =>
        (
            "state",
            Shape
                .Text("A state's two letters; it decides which Medicare contractor is asked.", 2, 2)
                .Matching("^[A-Za-z]{2}$")
                .Like("TX")
        );

    public static (string, Shape) Jurisdiction =>
        ("jurisdiction", Place("Only what holds in this jurisdiction."));

    public static (string, Shape) Jurisdictions(string name) =>
        (
            name,
            Shape.List(
                "Jurisdictions to compare; all that have a policy when left out.",
                Place("A jurisdiction."),
                10
            )
        );

    public static (string, Shape) Payer =>
        ("payer", Shape.Text("Who pays, by name or code.", 80).Like("medicare"));

    public static (string, Shape) PlanType =>
        ("plan_type", Shape.Word("What kind of plan pays.", PlanTypes));

    public static (string, Shape) ServiceDate =>
        ("date_of_service", Shape.Day("When it is done; today when left out.").Like("2026-11-26"));

    public static (string, Shape) Site =>
        ("site_of_service", Shape.Word("Where it is done.", Sites));

    public static (string, Shape) PolicyType =>
        ("policy_type", Shape.Word("Only policies of this type.", PolicyTypes));

    public static (string, Shape) PolicyId(string description) =>
        ("policy_id", Shape.Text(description, 100).Matching("^[A-Za-z0-9._:-]+$").Like("L33831"));

    public static (string, Shape) Limit(int usual, int most) =>
        (
            "limit",
            Shape
                .Whole("Items of a page. A page that would be too large has fewer.", 1, most)
                .Default(usual)
        );

    public static (string, Shape) Cursor =>
        (
            "cursor",
            Shape.Text(
                "meta.pagination.cursor of the page before, unchanged; left out for the first page.",
                4096
            )
        );

    public static Shape Code(string description) =>
        Shape.Text(description, 20).Matching("^[A-Za-z0-9][A-Za-z0-9. -]*$");

    public static Shape Place(string description) =>
        Shape.Text(description, 10).Matching("^[A-Za-z0-9 -]+$").Like("JH");

    public static int Most(Given given, int usual) => given.Whole("limit") ?? usual;
}

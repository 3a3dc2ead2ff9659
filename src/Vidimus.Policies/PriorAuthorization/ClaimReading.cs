using System.Globalization;
using System.Text.Json;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Evaluation;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>Reads what a claim says: the question that it asks of policies, and the facts for their logic trees.</summary>
internal static class ClaimReading
{
    private const int MostModifiers = 5;
    private static readonly string[] Sites =
    [
        "office",
        "outpatient_hospital",
        "asc",
        "inpatient",
        "home",
        "telehealth",
    ];

    private static readonly string[] Ages = ["pediatric", "adult", "medicare_age"];
    private static readonly string[] Sexes = ["female", "male", "other", "unknown"];

    /// <summary>True when any text of it, whichever member it is in, identifies a patient.</summary>
    public static bool HoldsPatient(ClaimRequest request) =>
        Asking.HoldPatients(
            [
                request.Payer,
                request.PlanType,
                request.LineOfBusiness,
                request.State,
                request.DateOfService,
                request.SiteOfService,
                request.ProviderSpecialty,
                request.AgeCategory,
                request.SexWhenPolicyRelevant,
            ],
            request.ProcedureCodes ?? [],
            request.DiagnosisCodes ?? [],
            request.Modifiers ?? []
        );

    public static CoverageQuestion Question(ClaimRequest request, Fields fields, DateOnly today)
    {
        var payer = Asking.Payer(fields, request.Payer);
        fields
            .OneOf("planType", request.PlanType, PlanTypes.All)
            .Text("lineOfBusiness", request.LineOfBusiness, 100)
            .OneOf("siteOfService", request.SiteOfService, Sites)
            .Text("providerSpecialty", request.ProviderSpecialty, 100)
            .OneOf("ageCategory", request.AgeCategory, Ages)
            .OneOf("sexWhenPolicyRelevant", request.SexWhenPolicyRelevant, Sexes);
        var on = today;
        if (
            request.DateOfService is { } day
            && !DateOnly.TryParseExact(
                day,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out on
            )
        )
            fields.Wrong("dateOfService", "must be a date such as 2026-11-22");
        return new(
            Asking.Procedures(fields, request.ProcedureCodes),
            Asking.Diagnoses(fields, request.DiagnosisCodes),
            Asking.State(fields, request.State),
            payer,
            Payers.IsMedicare(payer)
                || request.PlanType is PlanTypes.TraditionalMedicare or PlanTypes.MedicareAdvantage,
            on,
            on < today,
            request.PlanType
        );
    }

    public static string[] Modifiers(ClaimRequest request, Fields fields)
    {
        var modifiers = request.Modifiers ?? [];
        fields.Check(
            modifiers.Count <= MostModifiers,
            "modifiers",
            $"must have at most {MostModifiers} modifiers"
        );
        for (var i = 0; i < modifiers.Count && i < MostModifiers; i++)
            fields.Check(
                modifiers[i] is { Length: 2 } modifier && modifier.All(char.IsAsciiLetterOrDigit),
                $"modifiers.{i}",
                "must be two letters or digits such as LT"
            );
        return fields.Problem is null
            ? [.. modifiers.Select(m => m!.ToUpperInvariant()).Distinct()]
            : [];
    }

    /// <summary>What a claim says, as facts; the names are in the documentation of policies.</summary>
    public static Facts Facts(ClaimRequest request, CoverageQuestion question, string[] modifiers)
    {
        var said = JsonSerializer.SerializeToElement(
            new Dictionary<string, object?>
            {
                ["procedure_codes"] = question.Procedures.Select(p => p.Code).ToArray(),
                ["diagnosis_codes"] =
                    question.Diagnoses.Count == 0
                        ? null
                        : question.Diagnoses.Select(d => d.Code).ToArray(),
                ["modifiers"] = modifiers,
                ["state"] = question.State,
                ["payer"] = question.Payer,
                ["plan_type"] = request.PlanType,
                ["line_of_business"] = request.LineOfBusiness,
                ["date_of_service"] = question.Day,
                ["site_of_service"] = request.SiteOfService,
                ["provider_specialty"] = request.ProviderSpecialty,
                ["age_category"] = request.AgeCategory,
                ["sex"] = request.SexWhenPolicyRelevant is "unknown"
                    ? null
                    : request.SexWhenPolicyRelevant,
            }
        );
        return Evaluation.Facts.Read(said, question.On, new Fields())
            ?? throw new InvalidOperationException("What a checked claim says is no facts.");
    }
}

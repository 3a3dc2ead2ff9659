using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>The columns that tables of each kind may have.</summary>
internal static class RowColumns
{
    /// <summary>What a cell holds.</summary>
    public enum Form
    {
        Text,
        Whole,
        Truth,
        List,
        Codes,
        Json,
    }

    public static readonly Dictionary<
        PolicyImportKind,
        (string[] Needed, (string Name, Form Form)[] Members)
    > All = new()
    {
        [PolicyImportKind.Policies] = (
            ["title", "type"],
            [
                ("id", Form.Text),
                ("title", Form.Text),
                ("type", Form.Text),
                ("jurisdictions", Form.List),
                ("payer", Form.Text),
                ("payerCode", Form.Text),
                ("payerType", Form.Text),
                ("status", Form.Text),
                ("effectiveDate", Form.Text),
                ("retireDate", Form.Text),
                ("lastReviewedDate", Form.Text),
                ("version", Form.Text),
                ("sourceUrl", Form.Text),
                ("pdfUrl", Form.Text),
                ("summary", Form.Text),
                ("description", Form.Text),
                ("specialty", Form.List),
                ("keywords", Form.List),
                ("indications", Form.Text),
                ("limitations", Form.Text),
                ("documentation", Form.Text),
                ("checklist", Form.List),
                ("codes", Form.Codes),
                ("criteria", Form.Json),
                ("attachments", Form.Json),
                ("sample", Form.Truth),
            ]
        ),
        [PolicyImportKind.Codes] = (
            ["code", "system"],
            [
                ("code", Form.Text),
                ("system", Form.Text),
                ("description", Form.Text),
                ("shortDescription", Form.Text),
                ("category", Form.Text),
                ("betosCode", Form.Text),
                ("poaExempt", Form.Truth),
                ("active", Form.Truth),
            ]
        ),
        [PolicyImportKind.Fees] = (
            ["code", "system"],
            [
                ("code", Form.Text),
                ("system", Form.Text),
                ("year", Form.Whole),
                ("statusCode", Form.Text),
                ("workRvu", Form.Text),
                ("peRvuNonfacility", Form.Text),
                ("peRvuFacility", Form.Text),
                ("mpRvu", Form.Text),
                ("totalRvuNonfacility", Form.Text),
                ("totalRvuFacility", Form.Text),
                ("conversionFactor", Form.Text),
                ("nonFacilityPrice", Form.Text),
                ("facilityPrice", Form.Text),
                ("globalDays", Form.Text),
            ]
        ),
        [PolicyImportKind.Jurisdictions] = (
            ["code", "contractorName", "states"],
            [
                ("code", Form.Text),
                ("name", Form.Text),
                ("states", Form.List),
                ("contractorName", Form.Text),
                ("contractorCode", Form.Text),
                ("contractorType", Form.Text),
                ("websiteUrl", Form.Text),
            ]
        ),
        [PolicyImportKind.Spending] = (
            ["code", "year", "paidCents"],
            [
                ("code", Form.Text),
                ("year", Form.Whole),
                ("paidCents", Form.Whole),
                ("claims", Form.Whole),
                ("beneficiaries", Form.Whole),
                ("providers", Form.Whole),
            ]
        ),
        [PolicyImportKind.Formulary] = (
            ["source", "payerName", "drugName"],
            [
                ("source", Form.Text),
                ("payerName", Form.Text),
                ("drugName", Form.Text),
                ("pbmName", Form.Text),
                ("formularyName", Form.Text),
                ("planYear", Form.Whole),
                ("effectiveDate", Form.Text),
                ("matchedText", Form.Text),
                ("therapeuticCategory", Form.Text),
                ("drugClass", Form.Text),
                ("tier", Form.Text),
                ("coverageStatus", Form.Text),
                ("requirements", Form.Json),
                ("alternatives", Form.List),
                ("preferredAlternatives", Form.List),
                ("sourceUrl", Form.Text),
                ("sourcePage", Form.Whole),
            ]
        ),
    };
}

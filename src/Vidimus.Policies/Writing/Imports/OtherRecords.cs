using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>Jurisdictions.</summary>
internal sealed class JurisdictionRecords
    : SourcedRecords<JurisdictionRecord, JurisdictionRow, string>
{
    public override int MostRecords => 1_000;

    protected override string? Check(Fields fields, JurisdictionRecord record)
    {
        fields
            .Check(
                record.Code is { Length: >= 1 and <= DocumentRules.LongestJurisdiction } code
                    && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'),
                "code",
                "must have 1 to 10 letters, digits and '-'"
            )
            .Text("name", record.Name, 200)
            .Text("contractorName", record.ContractorName, 200, required: true)
            .Text("contractorCode", record.ContractorCode, 50)
            .Text("contractorType", record.ContractorType, 100)
            .Url("websiteUrl", record.WebsiteUrl)
            .Check(
                record.States is { Count: <= 100 } states
                    && states.All(s => s is { Length: 2 } && s.All(char.IsAsciiLetterUpper)),
                "states",
                "must be a list of at most 100 two-letter codes such as OH"
            );
        return record.Code?.ToUpperInvariant();
    }

    protected override JurisdictionRow Row(
        string key,
        JurisdictionRecord record,
        JurisdictionRow? before,
        PolicyImportRow import
    ) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            Code = key,
            Name = record.Name?.Trim(),
            States = Json(record.States.Distinct().Order(StringComparer.Ordinal)),
            ContractorName = record.ContractorName.Trim(),
            ContractorCode = record.ContractorCode?.Trim(),
            ContractorType = record.ContractorType?.Trim(),
            WebsiteUrl = record.WebsiteUrl,
            Load = import.Number,
        };

    protected override string KeyOf(JurisdictionRow row) => row.Code;

    protected override bool Same(JurisdictionRow first, JurisdictionRow second) =>
        first.Name == second.Name
        && first.States == second.States
        && first.ContractorName == second.ContractorName
        && first.ContractorCode == second.ContractorCode
        && first.ContractorType == second.ContractorType
        && first.WebsiteUrl == second.WebsiteUrl;

    protected override IQueryable<JurisdictionRow> Of(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<string> keys
    ) =>
        db.Across<JurisdictionRow>().Where(j => j.OrganizationId == owner && keys.Contains(j.Code));

    protected override IQueryable<JurisdictionRow> About(
        VidimusDb db,
        string owner,
        string[] ids
    ) => Of(db, owner, [.. ids.Select(id => id.ToUpperInvariant())]);
}

/// <summary>What was paid for codes, by year.</summary>
internal sealed class SpendingRecords
    : SourcedRecords<SpendingRecord, SpendingRow, SpendingRecords.Key>
{
    internal readonly record struct Key(string Code, int Year);

    protected override Key Check(Fields fields, SpendingRecord record)
    {
        const long most = 1L << 53;
        var code = CodeText.Normal(record.Code);
        fields
            .Check(code is not null, "code", "must be a code such as E11.9, 99213 or J0585")
            .Number("year", record.Year, 1900, 2200)
            .Number("paidCents", record.PaidCents, -most, most)
            .Number("claims", record.Claims, 0, most)
            .Number("beneficiaries", record.Beneficiaries, 0, most)
            .Number("providers", record.Providers, 0, most);
        return new(code ?? "", record.Year);
    }

    protected override SpendingRow Row(
        Key key,
        SpendingRecord record,
        SpendingRow? before,
        PolicyImportRow import
    ) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            Code = key.Code,
            Year = key.Year,
            PaidCents = record.PaidCents,
            Claims = record.Claims,
            Beneficiaries = record.Beneficiaries,
            Providers = record.Providers,
            Load = import.Number,
        };

    protected override Key KeyOf(SpendingRow row) => new(row.Code, row.Year);

    protected override bool Same(SpendingRow first, SpendingRow second) =>
        first.PaidCents == second.PaidCents
        && first.Claims == second.Claims
        && first.Beneficiaries == second.Beneficiaries
        && first.Providers == second.Providers;

    protected override IQueryable<SpendingRow> Of(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<Key> keys
    )
    {
        var codes = keys.Select(k => k.Code).Distinct(StringComparer.Ordinal).ToList();
        return db.Across<SpendingRow>()
            .Where(s => s.OrganizationId == owner && codes.Contains(s.Code));
    }

    protected override IQueryable<SpendingRow> About(VidimusDb db, string owner, string[] ids) =>
        Of(db, owner, [.. ids.Select(id => new Key(CodeText.Normal(id) ?? "", 0))]);

    protected override IEnumerable<IQueryable<SpendingRow>> Exactly(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<Key> keys
    ) =>
        keys.GroupBy(k => k.Year)
            .Select(g =>
            {
                var (year, codes) = (g.Key, g.Select(k => k.Code).ToList());
                return db.Across<SpendingRow>()
                    .Where(s =>
                        s.OrganizationId == owner && codes.Contains(s.Code) && s.Year == year
                    );
            });
}

/// <summary>What formularies say of drugs.</summary>
internal sealed class FormularyRecords : SourcedRecords<FormularyRecord, FormularyRow, string>
{
    protected override string? Check(Fields fields, FormularyRecord record)
    {
        fields
            .Text("source", record.Source, 100, required: true)
            .Text("payerName", record.PayerName, 200, required: true)
            .Text("drugName", record.DrugName, 300, required: true)
            .Text("pbmName", record.PbmName, 200)
            .Text("formularyName", record.FormularyName, 200)
            .Number("planYear", record.PlanYear, 1900, 2200)
            .Text("matchedText", record.MatchedText, 2_000, multiline: true)
            .Text("therapeuticCategory", record.TherapeuticCategory, 300)
            .Text("drugClass", record.DrugClass, 300)
            .Text("tier", record.Tier, 100)
            .Text("coverageStatus", record.CoverageStatus, 100)
            .Url("sourceUrl", record.SourceUrl)
            .Number("sourcePage", record.SourcePage, 1, 1_000_000);
        DocumentRules.Date(fields, "effectiveDate", record.EffectiveDate);
        Texts("alternatives", record.Alternatives);
        Texts("preferredAlternatives", record.PreferredAlternatives);
        if (record.Requirements is { } requirements)
        {
            fields.Text("requirements.text", requirements.Text, 1_000, multiline: true);
            Texts("requirements.codes", requirements.Codes);
        }
        return fields.Errors.Count > 0 ? null : Digest(record);

        void Texts(string field, IReadOnlyList<string>? texts)
        {
            fields.Check(
                texts is null or { Count: <= 100 },
                field,
                "must have at most 100 entries"
            );
            for (var i = 0; i < Math.Min(texts?.Count ?? 0, 100); i++)
                fields.Text($"{field}.{i}", texts![i], 300, required: true);
        }
    }

    protected override FormularyRow Row(
        string key,
        FormularyRecord record,
        FormularyRow? before,
        PolicyImportRow import
    ) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            Id = key,
            Source = record.Source,
            PayerName = record.PayerName.Trim(),
            DrugName = record.DrugName.Trim(),
            Search = string.Join(
                    ' ',
                    ((string?[])[record.DrugName, record.DrugClass, record.TherapeuticCategory])
                        .OfType<string>()
                        .Select(t => t.Trim())
                )
                .ToLowerInvariant(),
            Body = Json(record),
            Load = import.Number,
        };

    // What makes it the same line of the same formulary.
    private static string Digest(FormularyRecord record) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    (string?[])
                        [
                            record.Source,
                            record.PayerName.Trim(),
                            record.PbmName?.Trim(),
                            record.FormularyName?.Trim(),
                            record.PlanYear?.ToString(
                                System.Globalization.CultureInfo.InvariantCulture
                            ),
                            record.DrugName.Trim().ToLowerInvariant(),
                        ]
                )
            )
        )[..40];

    protected override string KeyOf(FormularyRow row) => row.Id;

    protected override bool Same(FormularyRow first, FormularyRow second) =>
        first.Body == second.Body;

    protected override IQueryable<FormularyRow> Of(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<string> keys
    ) => db.Across<FormularyRow>().Where(f => f.OrganizationId == owner && keys.Contains(f.Id));

    protected override IQueryable<FormularyRow> About(VidimusDb db, string owner, string[] ids) =>
        db.Across<FormularyRow>().Where(f => f.OrganizationId == owner && ids.Contains(f.DrugName));
}

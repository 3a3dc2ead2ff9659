using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>A code of a table.</summary>
internal readonly record struct CodeKey(string System, string Code);

/// <summary>What the code table and the fee schedule have in common: both are rows of codes.</summary>
internal abstract class RowsOfCodes<TRecord> : TableRecords<TRecord, CodeRow, CodeKey>
    where TRecord : class
{
    protected static CodeKey Key(Fields fields, string? code, string? system)
    {
        if (code is null)
        {
            fields.Wrong("code", "is required");
            return default;
        }
        var named = CodeText.System(system, code);
        if (system is not null && named is null)
            fields.Wrong("system", $"must be one of {string.Join(", ", CodeSystems.All)}");
        var stored = CodeText.Normal(code, named);
        if (stored is null)
            fields.Wrong("code", "must be a code such as E11.9, 99213 or J0585");
        return new(named ?? CodeSystems.Unknown, stored ?? "");
    }

    protected override CodeKey KeyOf(CodeRow row) => new(row.System, row.Code);

    protected override IQueryable<CodeRow> Of(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<CodeKey> keys
    )
    {
        var codes = keys.Select(k => k.Code).Distinct(StringComparer.Ordinal).ToList();
        return db.Across<CodeRow>().Where(c => c.OrganizationId == owner && codes.Contains(c.Code));
    }

    protected override IEnumerable<IQueryable<CodeRow>> Exactly(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<CodeKey> keys
    ) =>
        keys.GroupBy(k => k.System, StringComparer.Ordinal)
            .Select(g =>
            {
                var (system, codes) = (g.Key, g.Select(k => k.Code).ToList());
                return db.Across<CodeRow>()
                    .Where(c =>
                        c.OrganizationId == owner && codes.Contains(c.Code) && c.System == system
                    );
            });

    /// <summary>Rows of these codes, of whatever system.</summary>
    protected IQueryable<CodeRow> About(Unit unit, PolicyImportRow import, string[] ids) =>
        Of(
            unit.Db,
            import.OrganizationId,
            [.. ids.Select(id => new CodeKey("", CodeText.Normal(id) ?? ""))]
        );

    protected override void Written(Unit unit, IReadOnlyList<CodeRow> rows) =>
        CodeIndex.Put(unit, rows);
}

/// <summary>The code table.</summary>
internal sealed class CodeRecords : RowsOfCodes<CodeRecord>
{
    private const int RemovedAtOnce = 5_000;

    protected override CodeKey Check(Fields fields, CodeRecord record)
    {
        fields
            .Text("description", record.Description, 2_000, multiline: true)
            .Text("shortDescription", record.ShortDescription, 500)
            .Text("category", record.Category, 500)
            .Text("betosCode", record.BetosCode, 20)
            .Check(record.System is not null, "system", "is required");
        return Key(fields, record.Code, record.System);
    }

    protected override CodeRow Row(
        CodeKey key,
        CodeRecord record,
        CodeRow? before,
        PolicyImportRow import
    ) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            System = key.System,
            Code = key.Code,
            Description = record.Description?.Trim(),
            ShortDescription = record.ShortDescription?.Trim(),
            Category = record.Category?.Trim(),
            BetosCode = record.BetosCode?.Trim(),
            PoaExempt = record.PoaExempt,
            Active = record.Active,
            Fees = before?.Fees,
            Load = import.Number,
            FeesLoad = before?.FeesLoad,
        };

    // One that had fees alone gets its description: it is another then.
    protected override bool Same(CodeRow first, CodeRow second) =>
        first.Load is not null
        && first.Description == second.Description
        && first.ShortDescription == second.ShortDescription
        && first.Category == second.Category
        && first.BetosCode == second.BetosCode
        && first.PoaExempt == second.PoaExempt
        && first.Active == second.Active;

    protected override async Task Bring(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<CodeKey> keys,
        long load
    )
    {
        foreach (var rows in Exactly(db, owner, keys))
            await rows.ExecuteUpdateAsync(set => set.SetProperty(c => c.Load, load));
    }

    public override Task Refused(Unit unit, PolicyImportRow import, string[] ids)
    {
        var loads = PolicyRecords.Loads(unit.Db, import);
        var number = import.Number;
        return About(unit, import, ids)
            .Where(c => c.Load != null && loads.Contains(c.Load.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Load, number));
    }

    public override async Task<int> RemoveMissing(Unit unit, PolicyImportRow import)
    {
        var loads = PolicyRecords.Loads(unit.Db, import);
        var number = import.Number;
        var missing = await unit
            .Db.Set<CodeRow>()
            .AsNoTracking()
            .Where(c => c.Load != null && c.Load != number && loads.Contains(c.Load.Value))
            .OrderBy(c => c.Code)
            .ThenBy(c => c.System)
            .Take(RemovedAtOnce)
            .ToListAsync();
        if (missing.Count == 0)
            return 0;
        CodeRow[] priced = [.. missing.Where(c => c.FeesLoad is not null || c.Fees is not null)];
        CodeRow[] bare = [.. missing.Except(priced)];
        await Remove(unit.Db, import.OrganizationId, [.. bare.Select(KeyOf)]);
        CodeIndex.Remove(unit, bare);
        await Undescribe(unit, import.OrganizationId, priced);
        return missing.Count;
    }

    // Its fees are another source's: they stay, at a code of which nothing else is known.
    private async Task Undescribe(Unit unit, string owner, CodeRow[] priced)
    {
        foreach (var rows in Exactly(unit.Db, owner, [.. priced.Select(KeyOf)]))
            await rows.ExecuteUpdateAsync(set =>
                set.SetProperty(c => c.Description, (string?)null)
                    .SetProperty(c => c.ShortDescription, (string?)null)
                    .SetProperty(c => c.Category, (string?)null)
                    .SetProperty(c => c.BetosCode, (string?)null)
                    .SetProperty(c => c.PoaExempt, (bool?)null)
                    .SetProperty(c => c.Active, (bool?)null)
                    .SetProperty(c => c.Load, (long?)null)
            );
        CodeRow[] left =
        [
            .. priced.Select(c => new CodeRow
            {
                OrganizationId = c.OrganizationId,
                System = c.System,
                Code = c.Code,
            }),
        ];
        CodeIndex.Put(unit, left);
    }
}

/// <summary>The fee schedule: a line belongs to the row of its code.</summary>
internal sealed class FeeRecords : RowsOfCodes<FeeRecord>
{
    protected override CodeKey Check(Fields fields, FeeRecord record)
    {
        fields
            .Text("globalDays", record.GlobalDays, 10)
            .Text("statusCode", record.StatusCode, 10)
            .Number("year", record.Year, 1900, 2200);
        Amount("workRvu", record.WorkRvu);
        Amount("peRvuNonfacility", record.PeRvuNonfacility);
        Amount("peRvuFacility", record.PeRvuFacility);
        Amount("mpRvu", record.MpRvu);
        Amount("totalRvuNonfacility", record.TotalRvuNonfacility);
        Amount("totalRvuFacility", record.TotalRvuFacility);
        Amount("nonFacilityPrice", record.NonFacilityPrice);
        Amount("facilityPrice", record.FacilityPrice);
        Amount("conversionFactor", record.ConversionFactor);
        return Key(fields, record.Code, record.System);

        void Amount(string field, string? text) =>
            fields.Check(
                text is null
                    || (
                        text.Length is >= 1 and <= 20
                        && text.All(c => char.IsAsciiDigit(c) || c == '.')
                        && text.Count(c => c == '.') <= 1
                        && char.IsAsciiDigit(text[^1])
                        && char.IsAsciiDigit(text[0])
                    ),
                field,
                "must be a decimal number in a text, such as 0.97"
            );
    }

    protected override CodeRow Row(
        CodeKey key,
        FeeRecord record,
        CodeRow? before,
        PolicyImportRow import
    ) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            System = key.System,
            Code = key.Code,
            Description = before?.Description,
            ShortDescription = before?.ShortDescription,
            Category = before?.Category,
            BetosCode = before?.BetosCode,
            PoaExempt = before?.PoaExempt,
            Active = before?.Active,
            Fees = Json(record with { Code = key.Code, System = key.System }),
            Load = before?.Load,
            FeesLoad = import.Number,
        };

    protected override bool Same(CodeRow first, CodeRow second) => first.Fees == second.Fees;

    protected override async Task Bring(
        VidimusDb db,
        string owner,
        IReadOnlyCollection<CodeKey> keys,
        long load
    )
    {
        foreach (var rows in Exactly(db, owner, keys))
            await rows.ExecuteUpdateAsync(set => set.SetProperty(c => c.FeesLoad, load));
    }

    public override Task Refused(Unit unit, PolicyImportRow import, string[] ids)
    {
        var loads = PolicyRecords.Loads(unit.Db, import);
        var number = import.Number;
        return About(unit, import, ids)
            .Where(c => c.FeesLoad != null && loads.Contains(c.FeesLoad.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.FeesLoad, number));
    }

    // Rows that only had fees stay as codes of which nothing is known, since policies may speak of them.
    public override async Task<int> RemoveMissing(Unit unit, PolicyImportRow import)
    {
        var loads = PolicyRecords.Loads(unit.Db, import);
        var number = import.Number;
        return await unit
            .Db.Set<CodeRow>()
            .Where(c =>
                c.FeesLoad != null && c.FeesLoad != number && loads.Contains(c.FeesLoad.Value)
            )
            .ExecuteUpdateAsync(set =>
                set.SetProperty(c => c.Fees, (string?)null)
                    .SetProperty(c => c.FeesLoad, (long?)null)
            );
    }
}

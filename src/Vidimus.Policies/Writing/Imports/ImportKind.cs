using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Writing.Imports;

/// <summary>A record that was read and checked.</summary>
/// <param name="Key">What tells it from others of its batch.</param>
/// <param name="Value">What is written.</param>
/// <param name="Weight">Roughly how many rows it makes: so much goes into one transaction.</param>
internal sealed record ReadyRecord(object Key, object Value, int Weight);

/// <summary>What became of records.</summary>
internal readonly record struct RecordCounts(int Created, int Changed, int Unchanged)
{
    public static RecordCounts operator +(RecordCounts a, RecordCounts b) =>
        new(a.Created + b.Created, a.Changed + b.Changed, a.Unchanged + b.Unchanged);
}

/// <summary>What an import brings: how its records are read, written, and removed or retired when they are missing.</summary>
internal abstract class ImportKind
{
    /// <summary>Most records of a batch.</summary>
    public virtual int MostRecords => 5_000;

    /// <summary>Reads and checks one record; null where it is wrong, which is noted.</summary>
    public abstract ReadyRecord? Read(ReadOnlyMemory<byte> json, RecordFaults faults);

    /// <summary>Writes records, each key once.</summary>
    public abstract Task<RecordCounts> Write(
        Unit unit,
        PolicyImportRow import,
        IReadOnlyList<ReadyRecord> records
    );

    /// <summary>Records about these were refused: what they are about is not missing all the same.</summary>
    public abstract Task Refused(Unit unit, PolicyImportRow import, string[] ids);

    /// <summary>A step of removing what this source brought before and this import did not; 0 when nothing is left.</summary>
    public abstract Task<int> RemoveMissing(Unit unit, PolicyImportRow import);
}

/// <summary>The kinds of imports there are.</summary>
internal sealed class ImportKinds(PolicyWriter writer)
{
    public const string Policies = "policies";

    public static readonly string[] Names =
    [
        Policies,
        "codes",
        "fees",
        "jurisdictions",
        "spending",
        "formulary",
    ];

    private readonly Dictionary<string, ImportKind> _kinds = new(StringComparer.Ordinal)
    {
        [Policies] = new PolicyRecords(writer),
        ["codes"] = new CodeRecords(),
        ["fees"] = new FeeRecords(),
        ["jurisdictions"] = new JurisdictionRecords(),
        ["spending"] = new SpendingRecords(),
        ["formulary"] = new FormularyRecords(),
    };

    public ImportKind Of(PolicyImportRow import) => _kinds[import.Kind];
}

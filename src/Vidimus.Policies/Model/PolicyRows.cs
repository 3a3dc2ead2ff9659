using Vidimus.Platform.Persistence;

namespace Vidimus.Policies.Model;

/// <summary>
/// A policy, as far as it is listed, filtered and found; the whole of it is in <see cref="EditionRow"/>. Policies have no
/// mode: keys of both see the same.
/// </summary>
internal sealed class PolicyRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>Its publisher's id, or one of ours, <c>pol_…</c>; unique in the organization.</summary>
    public required string Id { get; init; }
    public required string Title { get; set; }

    /// <summary>See <see cref="PolicyTypes"/>.</summary>
    public required string Type { get; set; }

    /// <summary>The first of its jurisdictions, which lists show; all are in <see cref="ReachRow"/>. Null: it holds everywhere.</summary>
    public string? Jurisdiction { get; set; }
    public string? PayerName { get; set; }
    public string? PayerCode { get; set; }
    public string? PayerType { get; set; }

    /// <summary>See <see cref="PolicyStatuses"/>.</summary>
    public required string Status { get; set; }

    /// <summary><c>YYYY-MM-DD</c>, as the other dates.</summary>
    public string? EffectiveDate { get; set; }
    public string? RetireDate { get; set; }
    public string? LastReviewedDate { get; set; }

    /// <summary>Its publisher's name for this version.</summary>
    public string? VersionLabel { get; set; }
    public string? SourceUrl { get; set; }
    public string? Summary { get; set; }
    public required int CodeCount { get; set; }
    public required int CriteriaCount { get; set; }

    /// <summary>True for made-up policies.</summary>
    public required bool Sample { get; set; }

    /// <summary>1 for the first; each change adds one. Of two that change it at once, one finds it changed.</summary>
    public required int Edition { get; set; }

    /// <summary>SHA-256, in hex, of the canonical document of this edition.</summary>
    public required string Digest { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Number of the last import that brought it; null where none did.</summary>
    public long? Load { get; set; }

    /// <summary>
    /// True when all its former editions are in <see cref="FormerEditionRow"/>; a first edition has none. Null where an older
    /// version wrote it, until they have been read.
    /// </summary>
    public bool? IsPastKnown { get; set; }
}

/// <summary>One version of a policy: the whole document, as it was. Never changed, never removed.</summary>
internal sealed class EditionRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string PolicyId { get; init; }
    public required int Edition { get; init; }

    /// <summary>The canonical JSON of the <see cref="PolicyDocument"/>, compressed.</summary>
    public required byte[] Content { get; init; }
    public required string Digest { get; init; }
    public string? VersionLabel { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }
}

/// <summary>
/// An edition that another has replaced, as far as questions about a day have to know it before its document is read.
/// </summary>
internal sealed class FormerEditionRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string PolicyId { get; init; }
    public required int Edition { get; init; }

    /// <summary>See <see cref="EditionDays"/>, as the next two.</summary>
    public required string Begins { get; init; }
    public string? Ends { get; init; }
    public required bool IsDated { get; init; }

    /// <summary>See <see cref="PolicyTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Parted by blanks; empty for everywhere.</summary>
    public required string Jurisdictions { get; init; }
    public string? PayerName { get; init; }
    public string? PayerCode { get; init; }
    public string? PayerType { get; init; }
    public required string Digest { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>
/// What editions of a policy said of a procedure up to one of them, and the next did not. Diagnoses are none of these:
/// policies are found by procedures.
/// </summary>
internal sealed class FormerCodeRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>As in <see cref="PolicyCodeRow"/>.</summary>
    public required string Code { get; init; }
    public required string PolicyId { get; init; }
    public required string System { get; init; }

    /// <summary>The last edition that said so.</summary>
    public required int LastEdition { get; init; }
    public required string Disposition { get; init; }
}

/// <summary>A jurisdiction that the current edition of a policy holds in.</summary>
internal sealed class ReachRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string PolicyId { get; init; }
    public required string Jurisdiction { get; init; }
}

/// <summary>A code that the current edition of a policy speaks of.</summary>
internal sealed class PolicyCodeRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string PolicyId { get; init; }

    /// <summary>See <see cref="CodeSystems"/>.</summary>
    public required string System { get; init; }

    /// <summary>In capitals, without the dot of a diagnosis; see <c>CodeText</c>.</summary>
    public required string Code { get; init; }

    /// <summary>See <see cref="Dispositions"/>.</summary>
    public required string Disposition { get; init; }
    public string? Condition { get; init; }
}

/// <summary>A block of criteria of the current edition of a policy.</summary>
internal sealed class CriterionRow : ITenantRow
{
    public required string OrganizationId { get; init; }
    public required string PolicyId { get; init; }

    /// <summary>Its id within the policy.</summary>
    public required string BlockId { get; init; }
    public required int Position { get; init; }

    /// <summary>See <see cref="PolicyParts"/>.</summary>
    public required string Section { get; init; }
    public required string Text { get; init; }

    /// <summary>A JSON list of texts.</summary>
    public required string Tags { get; init; }

    /// <summary>The logic tree as JSON; null where there is none.</summary>
    public string? Logic { get; init; }
    public required bool RequiresManualReview { get; init; }
    public required double Confidence { get; init; }
}

/// <summary>A change of a policy: what is between two editions.</summary>
internal sealed class ChangeRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>Its number, unique in the installation and growing in the order of commits; clients know it as the diff's id.</summary>
    public required long Number { get; init; }
    public required string PolicyId { get; init; }
    public required string PolicyTitle { get; init; }
    public required string PolicyType { get; init; }
    public string? PayerName { get; init; }

    /// <summary>0 for a policy that is new.</summary>
    public required int OldEdition { get; init; }
    public required int NewEdition { get; init; }

    /// <summary>The publisher's names of both versions.</summary>
    public string? OldVersion { get; init; }
    public string? NewVersion { get; init; }

    /// <summary>See <see cref="ChangeTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>What changed, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>JSON: changed members, codes added and removed, criteria added, removed and modified.</summary>
    public required string Details { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Number of the import that made it; null where none did.</summary>
    public long? Load { get; init; }
}

/// <summary>Who acknowledged a change, for an organization.</summary>
internal sealed class AcknowledgementRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>The change's number.</summary>
    public required long Number { get; init; }

    /// <summary>The acknowledgement's own number in the installation.</summary>
    public required long Id { get; init; }
    public required string PolicyId { get; init; }
    public required string ActorKind { get; init; }
    public required string ActorId { get; init; }

    /// <summary>What its author noted, up to 500 characters.</summary>
    public string? Notes { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>A code and what is known of it.</summary>
internal sealed class CodeRow : ITenantRow
{
    public required string OrganizationId { get; init; }

    /// <summary>See <see cref="CodeSystems"/>.</summary>
    public required string System { get; init; }

    /// <summary>In capitals, without the dot of a diagnosis; see <c>CodeText</c>.</summary>
    public required string Code { get; init; }
    public string? Description { get; init; }
    public string? ShortDescription { get; init; }
    public string? Category { get; init; }
    public string? BetosCode { get; init; }
    public bool? PoaExempt { get; init; }
    public bool? Active { get; init; }

    /// <summary>Its line of the fee schedule as JSON; null where none is loaded.</summary>
    public string? Fees { get; init; }

    /// <summary>Number of the last import that brought it; null where none did.</summary>
    public long? Load { get; init; }

    /// <summary>As <see cref="Load"/>, of its fees.</summary>
    public long? FeesLoad { get; init; }
}

/// <summary>A row that an import brought.</summary>
internal interface ILoadedRow
{
    /// <summary>The import; null where it was not one.</summary>
    long? Load { get; }
}

/// <summary>A jurisdiction that was loaded; those that are shipped are no rows.</summary>
internal sealed class JurisdictionRow : ITenantRow, ILoadedRow
{
    public required string OrganizationId { get; init; }
    public required string Code { get; init; }
    public string? Name { get; init; }

    /// <summary>A JSON list of two-letter codes.</summary>
    public required string States { get; init; }

    /// <summary>The contractor that decides there.</summary>
    public required string ContractorName { get; init; }
    public string? ContractorCode { get; init; }

    /// <summary>What the contractor decides about, such as <c>A/B MAC</c>.</summary>
    public string? ContractorType { get; init; }
    public string? WebsiteUrl { get; init; }

    /// <summary>Number of the last import that brought it.</summary>
    public long? Load { get; init; }
}

/// <summary>What was paid for a code in a year.</summary>
internal sealed class SpendingRow : ITenantRow, ILoadedRow
{
    public required string OrganizationId { get; init; }
    public required string Code { get; init; }
    public required int Year { get; init; }
    public required long PaidCents { get; init; }
    public required long Claims { get; init; }
    public required long Beneficiaries { get; init; }
    public required long Providers { get; init; }

    /// <summary>Number of the last import that brought it.</summary>
    public long? Load { get; init; }
}

/// <summary>What a payer's formulary says of a drug.</summary>
internal sealed class FormularyRow : ITenantRow, ILoadedRow
{
    public required string OrganizationId { get; init; }

    /// <summary>A digest of source, payer, plan year and drug, by which a row is loaded once.</summary>
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string PayerName { get; init; }
    public required string DrugName { get; init; }

    /// <summary>Name, class and category in small letters, for finding.</summary>
    public required string Search { get; init; }

    /// <summary>The row as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>Number of the last import that brought it.</summary>
    public long? Load { get; init; }
}

/// <summary>A number of the installation that grows: the last one given.</summary>
internal sealed class PolicyCounterRow
{
    /// <summary><c>changes</c>, <c>acknowledgements</c> or <c>imports</c>.</summary>
    public required string Name { get; init; }
    public required long Value { get; set; }
}

using System.Text.Json;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>The rows by which an edition is kept, listed and found.</summary>
internal static class RowsOfPolicy
{
    public static PolicyRow Head(
        this ReadyPolicy policy,
        string organizationId,
        PolicyRow? before,
        DateTimeOffset now,
        long? load
    )
    {
        var said = policy.Document;
        return new()
        {
            OrganizationId = organizationId,
            Id = said.Id!,
            Title = said.Title,
            Type = said.Type,
            Jurisdiction = said.Jurisdictions?[0],
            PayerName = said.Payer?.Name,
            PayerCode = said.Payer?.Code,
            PayerType = said.Payer?.Type,
            Status = said.Status,
            EffectiveDate = said.EffectiveDate,
            RetireDate = said.RetireDate,
            LastReviewedDate = said.LastReviewedDate,
            VersionLabel = said.Version,
            SourceUrl = said.SourceUrl,
            Summary = said.Summary,
            CodeCount = said.Codes?.Count ?? 0,
            CriteriaCount = said.Criteria?.Count ?? 0,
            Sample = said.Sample,
            Edition = (before?.Edition ?? 0) + 1,
            Digest = policy.Digest,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
            Load = load ?? before?.Load,
            IsPastKnown =
                before is null || before.Edition == 1 || before.IsPastKnown == true ? true : null,
        };
    }

    public static EditionRow Edition(this ReadyPolicy policy, PolicyRow head, Author author) =>
        new()
        {
            OrganizationId = head.OrganizationId,
            PolicyId = head.Id,
            Edition = head.Edition,
            Content = policy.Content,
            Digest = policy.Digest,
            VersionLabel = head.VersionLabel,
            At = head.UpdatedAt,
            ActorKind = author.ActorKind,
            ActorId = author.ActorId,
        };

    public static IEnumerable<ReachRow> Reach(this ReadyPolicy policy, PolicyRow head) =>
        (policy.Document.Jurisdictions ?? []).Select(j => new ReachRow
        {
            OrganizationId = head.OrganizationId,
            PolicyId = head.Id,
            Jurisdiction = j,
        });

    public static IEnumerable<PolicyCodeRow> Codes(this ReadyPolicy policy, PolicyRow head) =>
        (policy.Document.Codes ?? []).Select(c => new PolicyCodeRow
        {
            OrganizationId = head.OrganizationId,
            PolicyId = head.Id,
            System = c.System,
            Code = c.Code,
            Disposition = c.Disposition,
            Condition = c.Condition,
        });

    public static IEnumerable<CriterionRow> Criteria(this ReadyPolicy policy, PolicyRow head) =>
        (policy.Document.Criteria ?? []).Select(
            (c, i) =>
                new CriterionRow
                {
                    OrganizationId = head.OrganizationId,
                    PolicyId = head.Id,
                    BlockId = c.Id!,
                    Position = i,
                    Section = c.Section,
                    Text = c.Text,
                    Tags = JsonSerializer.Serialize(c.Tags ?? [], VidimusJson.Native),
                    Logic = c.Logic?.GetRawText(),
                    RequiresManualReview = c.RequiresManualReview,
                    Confidence = c.Confidence,
                }
        );

    public static ChangeRow Change(
        this PolicyDiff diff,
        PolicyRow head,
        PolicyRow? before,
        long number,
        long? load
    ) =>
        new()
        {
            OrganizationId = head.OrganizationId,
            Number = number,
            PolicyId = head.Id,
            PolicyTitle = head.Title,
            PolicyType = head.Type,
            PayerName = head.PayerName,
            OldEdition = before?.Edition ?? 0,
            NewEdition = head.Edition,
            OldVersion = before?.VersionLabel,
            NewVersion = head.VersionLabel,
            Type = diff.Type,
            Summary = diff.Summary,
            Details = diff.Details.Write(),
            At = head.UpdatedAt,
            Load = load,
        };
}

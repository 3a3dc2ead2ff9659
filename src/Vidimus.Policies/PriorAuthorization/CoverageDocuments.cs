using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Codes;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;
using Vidimus.Policies.Writing;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>
/// Reads what policies in force say of procedures, some documents at a time; of each only what answers need is kept, since a
/// policy may list thousands of diagnoses.
/// </summary>
internal sealed class CoverageDocuments(VidimusDb db, PolicyReader reader)
{
    private const int AtOnce = 50;

    public async Task<IReadOnlyList<PolicyInForce>> Read(
        IReadOnlyList<Candidate> chosen,
        CoverageQuestion question,
        IReadOnlyList<Jurisdiction>? places,
        List<PolicyNotInForce> others,
        CancellationToken cancellation
    )
    {
        var partly =
            places?.Where(p => p.Areas.Any(a => a.State == question.State)).ToArray() ?? [];
        var wanted = question.Procedures.Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
        var inForce = new List<PolicyInForce>(chosen.Count);
        foreach (var some in chosen.Chunk(AtOnce))
        {
            var present = await Present(
                [.. some.Where(c => c.Former is null).Select(c => c.Policy)],
                cancellation
            );
            foreach (var candidate in some)
            {
                var policy = candidate.Policy;
                var document = present.GetValueOrDefault(
                    (policy.OrganizationId, policy.Id, policy.Edition)
                )
                    is { } content
                    ? PolicyText.Unpack(content)
                    : await reader.Document(policy, policy.Edition, cancellation);
                if (document is null)
                    throw new InvalidOperationException(
                        $"Edition {policy.Edition} of {policy.Id} is missing."
                    );
                PolicyCode[] said =
                [
                    .. (document.Codes ?? []).Where(c =>
                        c.System != CodeSystems.Icd10Cm
                        && CodeText.Normal(c.Code, c.System) is { } code
                        && wanted.Contains(code)
                    ),
                ];
                if (said.Length > 0)
                    inForce.Add(
                        PolicyInForce.Of(
                            Headed(policy, document),
                            document,
                            said,
                            Doubts(candidate, question, partly),
                            question
                        )
                    );
                else if (question.IsPast && !candidate.NamesNow)
                    others.Add(PolicyNotInForce.Silent(policy.Id, question));
            }
        }
        return inForce;
    }

    /// <summary>The head that a policy had with a former edition, as far as rows have it.</summary>
    public static PolicyRow Row(PolicyRow head, FormerEditionRow edition) =>
        new()
        {
            OrganizationId = head.OrganizationId,
            Id = head.Id,
            Title = head.Title,
            Type = edition.Type,
            Jurisdiction =
                edition.Jurisdictions.Length == 0 ? null : edition.Jurisdictions.Split(' ')[0],
            PayerName = edition.PayerName,
            PayerCode = edition.PayerCode,
            PayerType = edition.PayerType,
            Status = head.Status,
            CodeCount = head.CodeCount,
            CriteriaCount = head.CriteriaCount,
            Sample = head.Sample,
            Edition = edition.Edition,
            Digest = edition.Digest,
            CreatedAt = head.CreatedAt,
            UpdatedAt = edition.At,
        };

    // And the rest of it from the document.
    private static PolicyRow Headed(PolicyRow row, PolicyDocument document)
    {
        row.Title = document.Title;
        row.SourceUrl = document.SourceUrl;
        row.Summary = document.Summary;
        return row;
    }

    private async Task<Dictionary<(string, string, int), byte[]>> Present(
        IReadOnlyList<PolicyRow> policies,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<(string, string, int), byte[]>();
        foreach (var owned in policies.GroupBy(p => p.OrganizationId, StringComparer.Ordinal))
        {
            var owner = owned.Key;
            string[] ids = [.. owned.Select(p => p.Id)];
            var rows = await db.Across<PolicyRow>()
                .Where(p => p.OrganizationId == owner && ids.Contains(p.Id))
                .Join(
                    db.Across<EditionRow>(),
                    p => new
                    {
                        p.OrganizationId,
                        PolicyId = p.Id,
                        p.Edition,
                    },
                    e => new
                    {
                        e.OrganizationId,
                        e.PolicyId,
                        e.Edition,
                    },
                    (p, e) =>
                        new
                        {
                            e.PolicyId,
                            e.Edition,
                            e.Content,
                        }
                )
                .ToListAsync(cancellation);
            foreach (var row in rows)
                found[(owner, row.PolicyId, row.Edition)] = row.Content;
        }
        return found;
    }

    private static List<string> Doubts(
        Candidate candidate,
        CoverageQuestion question,
        Jurisdiction[] partly
    )
    {
        var policy = candidate.Policy;
        var doubts = new List<string>();
        if (policy.Jurisdiction is { } place && question.State is null)
            doubts.Add($"{policy.Id} holds in {place} only, and no state was named.");
        if (partly.FirstOrDefault(p => p.Code == policy.Jurisdiction) is { } part)
            doubts.Add(
                $"{part.Code}, where {policy.Id} holds, has only a part of {question.State}."
            );
        if (Payers.Fit(question, policy) == PayerFit.Perhaps)
            doubts.Add(Payers.Doubt(question, policy));
        if (candidate.IsUndated)
            doubts.Add(
                $"{policy.Id} does not say on which day its editions changed; what this server was told by {question.Day} counts."
            );
        return doubts;
    }
}

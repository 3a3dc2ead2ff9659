using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>What is kept of an edition when another takes its place.</summary>
internal static class FormerRows
{
    public static FormerEditionRow Edition(PolicyRow was, PolicyDocument document) =>
        Edition(was.OrganizationId, was.Edition, was.Digest, was.UpdatedAt, document);

    public static FormerEditionRow Edition(
        string organizationId,
        int edition,
        string digest,
        DateTimeOffset at,
        PolicyDocument document
    )
    {
        var days = EditionDays.Of(edition, document, at);
        return new()
        {
            OrganizationId = organizationId,
            PolicyId = document.Id!,
            Edition = edition,
            Begins = days.Begins,
            Ends = days.Ends,
            IsDated = days.IsDated,
            Type = document.Type,
            Jurisdictions = string.Join(' ', document.Jurisdictions ?? []),
            PayerName = document.Payer?.Name,
            PayerCode = document.Payer?.Code,
            PayerType = document.Payer?.Type,
            Digest = digest,
            At = at,
        };
    }

    /// <summary>What an edition said of procedures and the one after it says no more, or otherwise.</summary>
    public static IEnumerable<FormerCodeRow> Codes(
        string organizationId,
        int edition,
        PolicyDocument document,
        PolicyDocument next
    )
    {
        var still = (next.Codes ?? []).ToDictionary(c => (c.System, c.Code), c => c.Disposition);
        return (document.Codes ?? [])
            .Where(c =>
                c.System != CodeSystems.Icd10Cm
                && still.GetValueOrDefault((c.System, c.Code)) != c.Disposition
            )
            .Select(c => new FormerCodeRow
            {
                OrganizationId = organizationId,
                Code = c.Code,
                PolicyId = document.Id!,
                System = c.System,
                LastEdition = edition,
                Disposition = c.Disposition,
            });
    }
}

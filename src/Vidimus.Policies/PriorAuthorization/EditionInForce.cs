using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.PriorAuthorization;

/// <summary>The edition of a policy that was in force on a day.</summary>
/// <param name="Document">The edition; null where none was, or where it was not found in time.</param>
/// <param name="WhyNot">Why there is none, in a sentence; empty where there is one.</param>
/// <param name="Read">How many former editions were read for it.</param>
internal sealed record EditionFound(PolicyDocument? Document, string WhyNot, int Read);

/// <summary>Finds the newest edition of a policy that had begun on a day. Dates are in the documents only, so that each has to be read.</summary>
internal sealed class EditionInForce(PolicyReader reader)
{
    private const int MostOfOne = 20;

    public async Task<EditionFound> Find(
        PolicyRow policy,
        CoverageQuestion question,
        int most,
        CancellationToken cancellation
    )
    {
        var document = await reader.Document(policy, cancellation);
        var read = 0;
        while (IsLater(document.EffectiveDate, question) && read + 1 < policy.Edition)
        {
            if (read >= Math.Min(most, MostOfOne))
                return new(
                    null,
                    $"Which edition of {policy.Id} was in force on {question.Day} was not looked for to the end: too many began later.",
                    read
                );
            read++;
            document =
                await reader.Document(policy, policy.Edition - read, cancellation) ?? document;
        }
        return WhyNot(policy, document, question) is { } why
            ? new(null, why, read)
            : new(document, "", read);
    }

    private static string? WhyNot(
        PolicyRow policy,
        PolicyDocument document,
        CoverageQuestion question
    )
    {
        if (IsLater(document.EffectiveDate, question))
            return $"{policy.Id} holds only from {document.EffectiveDate} on.";
        if (policy.Status == PolicyStatuses.Retired && policy.RetireDate is null)
            return $"{policy.Id} is retired, and nobody said since when.";
        return policy.RetireDate is { } end && string.CompareOrdinal(end, question.Day) <= 0
            ? $"{policy.Id} held only until {end}."
            : null;
    }

    private static bool IsLater(string? date, CoverageQuestion question) =>
        date is not null && string.CompareOrdinal(date, question.Day) > 0;
}

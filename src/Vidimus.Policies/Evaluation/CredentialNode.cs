using System.Globalization;
using System.Text;
using Vidimus.Policies.People;

namespace Vidimus.Policies.Evaluation;

/// <summary>Which credentials are asked for; a member that is null asks for nothing.</summary>
/// <param name="Group">Id or number of a group of the organization.</param>
/// <param name="Issuer">DID or web address of its issuer.</param>
/// <param name="Type">A type that it has to have.</param>
/// <param name="Achievement">Id or name of what was achieved.</param>
/// <param name="Status"><c>valid</c>, <c>suspended</c>, <c>revoked</c>, <c>expired</c> or <c>any</c>.</param>
/// <param name="MaxAgeDays">It was issued no longer ago.</param>
/// <param name="MinAgeDays">It was issued at least so long ago.</param>
/// <param name="ValidForDays">It is valid for so long yet.</param>
/// <param name="Count">How many such.</param>
internal sealed record CredentialAsk(
    string? Group,
    string? Issuer,
    string? Type,
    string? Achievement,
    string Status,
    int? MaxAgeDays,
    int? MinAgeDays,
    int? ValidForDays,
    int Count
)
{
    public bool IsMetBy(HeldCredential held, DateOnly today) =>
        (Group is null || Same(Group, held.GroupId) || Same(Group, held.GroupNumber))
        && (Issuer is null || Same(Issuer, held.Issuer))
        && (Type is null || held.Types.Contains(Type, StringComparer.Ordinal))
        && (
            Achievement is null
            || Same(Achievement, held.Achievement)
            || Achievement.Equals(held.AchievementName, StringComparison.OrdinalIgnoreCase)
        )
        && (Status == "any" || Status == held.Status)
        && InTime(held, today);

    private bool InTime(HeldCredential held, DateOnly today)
    {
        if (MaxAgeDays is null && MinAgeDays is null && ValidForDays is null)
            return true;
        if (MaxAgeDays is not null || MinAgeDays is not null)
        {
            // What does not say when it was issued cannot be shown to be new, nor to be old.
            if (held.IssuedAt is not { } issued)
                return false;
            var age = today.DayNumber - DateOnly.FromDateTime(issued.UtcDateTime).DayNumber;
            if (age > MaxAgeDays || age < MinAgeDays)
                return false;
        }
        return ValidForDays is not { } days
            || held.ValidUntil is not { } until
            || DateOnly.FromDateTime(until.UtcDateTime).DayNumber - today.DayNumber >= days;
    }

    private static bool Same(string asked, string? held) =>
        string.Equals(asked, held, StringComparison.Ordinal);

    public string Words
    {
        get
        {
            var words = new StringBuilder();
            var invariant = CultureInfo.InvariantCulture;
            words.Append(invariant, $"{(Count == 1 ? "A" : Count)} ");
            words.Append(Status == "any" ? "" : $"{Status} ");
            words.Append(Count == 1 ? "credential" : "credentials");
            if (Group is not null)
                words.Append(invariant, $" of group {Group}");
            if (Type is not null)
                words.Append(invariant, $" of type {Type}");
            if (Achievement is not null)
                words.Append(invariant, $" for {Achievement}");
            if (Issuer is not null)
                words.Append(invariant, $" by {Issuer}");
            if (MaxAgeDays is { } most)
                words.Append(invariant, $", issued within the last {most} days");
            if (MinAgeDays is { } least)
                words.Append(invariant, $", issued at least {least} days ago");
            if (ValidForDays is { } days)
                words.Append(invariant, $", valid for {days} days more");
            return words.ToString();
        }
    }
}

/// <summary>Whether a person has certain credentials.</summary>
internal sealed class CredentialNode(CredentialAsk ask) : LogicNode
{
    public override Truth Evaluate(Facts facts, bool against)
    {
        if (facts.Credentials is not { } seen)
            return Truth.Unknown;
        var met = 0;
        foreach (var held in seen.Held)
        {
            if (ask.IsMetBy(held, facts.Today) && ++met == ask.Count)
                return Truth.Matched;
        }
        return OfAbsence(seen, against);
    }

    public override EvaluatedNode Explain(Facts facts, bool against)
    {
        var truth = Evaluate(facts, against);
        string[] met = facts.Credentials is { } seen
            ? [.. seen.Held.Where(h => ask.IsMetBy(h, facts.Today)).Select(h => h.Id)]
            : [];
        return new(
            "credential",
            truth.Word(),
            Label ?? ask.Words,
            Why(facts.Credentials, met.Length, truth),
            [],
            truth == Truth.Unknown ? ["credentials"] : [],
            met,
            []
        );
    }

    /// <summary>
    /// What was looked up in the organization's own records is all there is of its own. For the rest, it is up to the person
    /// to show what speaks for them, and nobody shows what speaks against them.
    /// </summary>
    private Truth OfAbsence(CredentialsSeen seen, bool against)
    {
        var ofOthers =
            ask.Issuer is { } named && !seen.OwnIssuers.Contains(named, StringComparer.Ordinal);
        if (seen.IsCut && !ofOthers)
            return Truth.Unknown;
        if (
            seen.LookedUp
            && (
                ask.Group is not null
                || ask.Issuer is { } issuer
                    && seen.OwnIssuers.Contains(issuer, StringComparer.Ordinal)
            )
        )
            return Truth.Unmatched;
        if (against || ask.Status != "valid")
            return Truth.Unknown;
        foreach (var refused in seen.Refused)
        {
            if (refused.Undecided)
                return Truth.Unknown;
        }
        return Truth.Unmatched;
    }

    private static string Why(CredentialsSeen? seen, int met, Truth truth)
    {
        if (seen is null)
            return "No credentials were looked at.";
        var invariant = CultureInfo.InvariantCulture;
        var looked = string.Create(
            invariant,
            $"Of {seen.Held.Count} credentials looked at, {met} {(met == 1 ? "is" : "are")} such."
        );
        if (truth == Truth.Matched)
            return looked;
        if (seen.IsCut)
            looked += " There are more on record: only the newest were looked at.";
        if (seen.Refused.Count > 0)
            looked +=
                " No evidence: " + string.Join(" ", seen.Refused.Take(5).Select(r => r.Reason));
        return truth == Truth.Unknown
            ? looked + " That there are no others cannot be said."
            : looked;
    }
}

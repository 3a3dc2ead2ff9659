using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Approvals;

/// <summary>
/// Judges calls inside the transaction that puts down what came of it. Those of one caller are judged one after another, so
/// that what is counted is exact and a call that is repeated meets what it asked for the first time.
/// </summary>
internal sealed class ApprovalDesk(
    DatabaseClock time,
    MasterKeys keys,
    AccessOptions options,
    ApprovalMail mail,
    StandingDemands demands,
    TimeProvider clock
)
{
    /// <summary>Calls of one caller that may wait at a time.</summary>
    public const int MostOfCaller = 20;

    /// <summary>Calls of an organization that may wait at a time.</summary>
    public const int MostOfOrganization = 200;

    /// <summary>Longer arguments nobody reads before approving them.</summary>
    public const int LongestArguments = 65_536;

    /// <summary>How long a decided call's arguments are kept to be looked at.</summary>
    public static readonly TimeSpan KeptAfterDecision = TimeSpan.FromDays(30);

    // The first answer of an idempotency key is kept for a day; a repetition needs no approval for an hour less.
    private static readonly TimeSpan Repeatable = TimeSpan.FromHours(23);

    public Task<DateTimeOffset> Now(Unit unit) => time.Now(unit.Db, CancellationToken.None);

    public async Task<ApprovalAnswer> Judge(Unit unit, ApprovalAsk ask, ApprovalCaller who)
    {
        await unit.Lock(
            new ApprovalCallerRow
            {
                OrganizationId = unit.Author.OrganizationId,
                Mode = unit.Author.Mode,
                CallerDigest = who.Digest,
            }
        );
        var now = await Now(unit);
        var rules = ask.ByRules ? await ApprovalRules.About(unit.Db, ask, who) : [];
        var asking = await Asking(unit.Db, rules, ask, who, now);
        var by = new AskedBy(asking, ask.Demands);
        if (!ask.Renewed && await Repetition(unit.Db, ask, who, (rules, asking), now) is { } again)
            return again;
        if (ask.ApprovalId is not null)
            return await Use(unit, ask, who, (rules, asking), now);
        if (by.IsNobody)
        {
            await Count(unit, rules, ask, who, now);
            return ApprovalAnswer.NotNeeded;
        }
        return await Standing(unit, ask, who, by, now) ?? await Begin(unit, ask, who, by, now);
    }

    /// <summary>Those of the rules about a call that ask for an approval of it.</summary>
    private static async Task<ApprovalRuleRow[]> Asking(
        VidimusDb db,
        ApprovalRuleRow[] rules,
        ApprovalAsk ask,
        ApprovalCaller who,
        DateTimeOffset now
    )
    {
        var asking = new List<ApprovalRuleRow>();
        foreach (var rule in rules)
        {
            if (rule.PeriodSeconds is not { } period || ask.AmountCents > rule.AmountOverCents)
            {
                if (ApprovalRules.Exceeds(rule, ask))
                    asking.Add(rule);
                continue;
            }
            var since = now.AddSeconds(-period);
            var before = await db
                .ApprovalCounts.Where(c =>
                    c.RuleId == rule.Id && c.CallerDigest == who.Digest && c.At > since
                )
                .SumAsync(c => (long)c.Count);
            if (before + ask.Count > rule.CountOver)
                asking.Add(rule);
        }
        return [.. asking];
    }

    /// <summary>
    /// A call that was let through comes again under its idempotency key: what it did is answered, and it does no more. One
    /// that did nothing is let through again for as long as the rules are those it was approved under.
    /// </summary>
    private async Task<ApprovalAnswer?> Repetition(
        VidimusDb db,
        ApprovalAsk ask,
        ApprovalCaller who,
        (ApprovalRuleRow[] About, ApprovalRuleRow[] Asking) rules,
        DateTimeOffset now
    )
    {
        if (ask.IdempotencyKey is not { } key)
            return null;
        var (call, with, since) = (who.DigestOf(ask), ApprovalCaller.Hash(key), now - Repeatable);
        var row = await db
            .Approvals.AsNoTracking()
            .Where(a => a.CallDigest == call && a.UsedWith == with && a.UsedAt > since)
            .OrderByDescending(a => a.Id)
            .FirstOrDefaultAsync();
        if (row is null || ask.ApprovalId is { } named && named != row.Id)
            return null;
        // Whoever it was about may have been erased since, and the answer that was kept with them: it is not done anew, whether
        // or not anybody was left to be told how it ended.
        if (
            row.State == ApprovalStates.Executed
            || row is { ChangedAt: not null, State: not ApprovalStates.Failed }
        )
            return Granted(row) with { OnlyAnswers = true };
        // One that failed after it had begun, as a charge that was declined, does no more either, unless its body makes it begin anew.
        return await StillAsked(db, row, ask, rules)
            ? Granted(row) with
            {
                OnlyAnswers = row.ChangedAt is not null,
            }
            : null;
    }

    private async Task<ApprovalAnswer> Use(
        Unit unit,
        ApprovalAsk ask,
        ApprovalCaller who,
        (ApprovalRuleRow[] About, ApprovalRuleRow[] Asking) rules,
        DateTimeOffset now
    )
    {
        var row = await unit.Db.Approvals.SingleOrDefaultAsync(a => a.Id == ask.ApprovalId);
        if (row is null || row.CallerDigest != who.Digest)
            return ApprovalAnswer.Refused(new(ApprovalProblems.Unknown));
        if (row.CallDigest != who.DigestOf(ask))
            return ApprovalAnswer.Refused(new(ApprovalProblems.Mismatch), row.Id);
        switch (row.StateAt(now))
        {
            case ApprovalStates.Rejected:
                return ApprovalAnswer.Refused(Rejection(row), row.Id);
            case ApprovalStates.Expired:
                return ApprovalAnswer.Refused(
                    new(
                        row.EndedBy == ApprovalEnds.RuleChanged
                            ? ApprovalProblems.Void
                            : ApprovalProblems.Expired
                    ),
                    row.Id
                );
            case ApprovalStates.Used or ApprovalStates.Executed or ApprovalStates.Failed:
                return ApprovalAnswer.Refused(new(ApprovalProblems.Used), row.Id);
        }
        if (!await StillAsked(unit.Db, row, ask, rules))
        {
            ApprovalEnds.End(unit, row, ApprovalEnds.RuleChanged);
            return ApprovalAnswer.Refused(new(ApprovalProblems.Void), row.Id);
        }
        if (row.State == ApprovalStates.Pending)
            return Waiting(row);
        row.State = ApprovalStates.Used;
        row.UsedAt = now;
        row.UsedWith = ask.IdempotencyKey is { } key ? ApprovalCaller.Hash(key) : null;
        row.Version++;
        unit.State(new SimpleFact("approval.used", row.Id, ApprovalFacts.Of(row)));
        await Count(unit, rules.About, ask, who, now);
        return Granted(row);
    }

    private static ApprovalAnswer Granted(ApprovalRow row) =>
        new(ApprovalState.Granted, row.Id, null, null, null) { Marks = row.Rules.Split(' ') };

    /// <summary>
    /// The rules that the approval was asked under are as they were, and no other asks for one: whoever decided knew all
    /// that is asked now. Of somebody whom no rule asks only what operations demand counts.
    /// </summary>
    private async Task<bool> StillAsked(
        VidimusDb db,
        ApprovalRow row,
        ApprovalAsk ask,
        (ApprovalRuleRow[] About, ApprovalRuleRow[] Asking) rules
    )
    {
        var marks = ask.ByRules ? row.Rules.Split(' ') : row.DemandMarks();
        if (!rules.Asking.All(r => marks.Contains(r.Mark)))
            return false;
        var others = marks.Except(rules.About.Select(r => r.Mark)).ToArray();
        var standing = await demands.Of(db, others);
        return others.All(standing.Contains);
    }

    /// <summary>What the same call of the same caller came to before, where that still holds.</summary>
    private async Task<ApprovalAnswer?> Standing(
        Unit unit,
        ApprovalAsk ask,
        ApprovalCaller who,
        AskedBy asking,
        DateTimeOffset now
    )
    {
        var call = who.DigestOf(ask);
        var rows = await unit
            .Db.Approvals.Where(a =>
                a.CallDigest == call
                && a.ExpiresAt > now
                && (
                    a.State == ApprovalStates.Pending
                    || a.State == ApprovalStates.Approved
                    || a.State == ApprovalStates.Rejected
                )
            )
            .OrderByDescending(a => a.Id)
            .Take(MostOfCaller)
            .ToListAsync();
        // What rules asked for is left as it is by the call of somebody whom they do not ask.
        var row = rows.FirstOrDefault(r => ask.ByRules || r.DemandMarks().Length > 0);
        if (row is null)
            return null;
        var marks = ask.ByRules ? row.Rules : string.Join(' ', row.DemandMarks());
        if (marks == asking.Marks)
            // A no is not asked again at once.
            return row.State == ApprovalStates.Rejected
                ? ApprovalAnswer.Refused(Rejection(row), row.Id)
                : Waiting(row);
        if (row.State != ApprovalStates.Rejected)
            ApprovalEnds.End(unit, row, ApprovalEnds.RuleChanged);
        return null;
    }

    private async Task<ApprovalAnswer> Begin(
        Unit unit,
        ApprovalAsk ask,
        ApprovalCaller who,
        AskedBy asking,
        DateTimeOffset now
    )
    {
        if (ask.Arguments.Length is 0 or > LongestArguments)
            return ApprovalAnswer.Refused(new(ApprovalProblems.NotReviewable));
        var waiting = unit.Db.Approvals.Where(a =>
            a.State == ApprovalStates.Pending && a.ExpiresAt > now
        );
        if (
            await waiting.CountAsync(a => a.CallerDigest == who.Digest) >= MostOfCaller
            || await waiting.CountAsync() >= MostOfOrganization
        )
            return ApprovalAnswer.Refused(new(ApprovalProblems.TooMany) { RetryAfterSeconds = 60 });
        var row = Row(unit.Author, ask, who, asking, now);
        unit.Db.Add(row);
        unit.State(
            new SimpleFact(
                "approval.requested",
                row.Id,
                [.. ApprovalFacts.Of(row), ("expiresAt", Times.Format(row.ExpiresAt))]
            )
        );
        if (asking.Notify)
            await mail.Put(unit, row, UrlOf(row.Id));
        return Waiting(row);
    }

    private ApprovalRow Row(
        Author author,
        ApprovalAsk ask,
        ApprovalCaller who,
        AskedBy asking,
        DateTimeOffset now
    )
    {
        var id = NewId.Create("apr", clock);
        return new()
        {
            OrganizationId = author.OrganizationId,
            Id = id,
            Mode = author.Mode,
            CallerDigest = who.Digest,
            CallDigest = who.DigestOf(ask),
            KeyId = who.KeyId,
            MemberId = who.MemberId,
            ClientId = who.ClientId,
            GrantId = who.GrantId,
            ClientName = ask.ClientName is { Length: > 100 } name ? name[..100] : ask.ClientName,
            Tool = ask.Tool,
            Scope = ask.Scope,
            ArgumentsDigest = ask.ArgumentsDigest,
            Arguments = keys.Encrypt(
                Encoding.UTF8.GetBytes(ask.Arguments),
                WrappedApprovals.Purpose(author.OrganizationId, id)
            ),
            Count = ask.Count,
            AmountCents = ask.AmountCents,
            Rules = asking.Marks,
            FourEyes = asking.FourEyes,
            State = ApprovalStates.Pending,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(asking.ExpirySeconds),
            Version = 1,
        };
    }

    // Counts, like those of requests, tell nothing about the business and are no facts.
    private async Task Count(
        Unit unit,
        ApprovalRuleRow[] rules,
        ApprovalAsk ask,
        ApprovalCaller who,
        DateTimeOffset now
    )
    {
        var counted = rules.Where(r => r.PeriodSeconds is not null).ToArray();
        if (counted.Length > 0)
            await unit.AddMissing(
                counted.Select(r => new ApprovalCountRow
                {
                    OrganizationId = unit.Author.OrganizationId,
                    Id = NewId.Create("apc", clock),
                    Mode = unit.Author.Mode,
                    RuleId = r.Id,
                    CallerDigest = who.Digest,
                    Count = ask.Count,
                    At = now,
                    ExpiresAt = now.AddSeconds(r.PeriodSeconds!.Value),
                })
            );
    }

    private string UrlOf(string id) => $"{options.BaseUrl}/portal/approvals/{id}";

    private ApprovalAnswer Waiting(ApprovalRow row)
    {
        var url = UrlOf(row.Id);
        return new(
            ApprovalState.Pending,
            row.Id,
            url,
            row.ExpiresAt,
            ApprovalWords.Required(row, url)
        );
    }

    private static Platform.Problems.Problem Rejection(ApprovalRow row) =>
        row.Reason is { } reason
            ? ApprovalProblems.Rejected.With(
                $"A member of the organization rejected this call, and said: {reason}"
            )
            : new(ApprovalProblems.Rejected);
}

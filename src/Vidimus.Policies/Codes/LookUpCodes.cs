using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;
using Vidimus.Policies.Reading;

namespace Vidimus.Policies.Codes;

/// <summary>
/// Looks codes up: what the code table says of them, their fees, and the policies that speak of them. A code of which only
/// policies speak is found too: the descriptions of some tables are licensed, and not every server has them.
/// </summary>
internal sealed class LookUpCodes(
    VidimusDb db,
    PolicyLibrary library,
    CurrentCaller caller,
    PoliciesByCode policies,
    Jurisdictions jurisdictions,
    CodeSuggestions suggestions
)
{
    /// <summary>Most policies that are shown of a code.</summary>
    public const int MostPolicies = 50;

    // A policy may speak of codes of several tables that are written alike: it counts more than once then.
    private const int MostRows = 2 * MostPolicies;

    /// <summary>An answer for each code, in the order they were asked about.</summary>
    public async Task<IReadOnlyList<CodeLookup>> Run(
        CodeQuestion question,
        CancellationToken cancellation
    )
    {
        var owners = library.Of(caller.Value);
        Asked[] asked = [.. question.Codes.Select(text => Read(text, question.System))];
        string[] codes = [.. asked.Select(a => a.Code).OfType<string>().Distinct()];
        var rows = (
            codes.Length == 0
                ? []
                : await PolicyLibrary
                    .Rows<CodeRow>(db, owners)
                    .AsNoTracking()
                    .Where(r => codes.Contains(r.Code))
                    .ToListAsync(cancellation)
        ).ToLookup(r => r.Code, StringComparer.Ordinal);
        var matches = asked.Select(a => Best(owners, rows, a)).ToArray();
        var spoken = await Speaking(owners, question, asked, matches, cancellation);
        var answers = new List<CodeLookup>(asked.Length);
        for (var i = 0; i < asked.Length; i++)
            answers.Add(await Answer(owners, question, asked[i], matches[i], spoken, cancellation));
        return answers;
    }

    private static Asked Read(string text, string? system)
    {
        var named = string.IsNullOrWhiteSpace(system) ? null : CodeText.System(system, text);
        return new(text, CodeText.Normal(text, named), named);
    }

    /// <summary>Of several tables that have the code, the one that its shape says; of several owners, the first.</summary>
    private static CodeRow? Best(string[] owners, ILookup<string, CodeRow> rows, Asked asked)
    {
        var shape = CodeText.Guess(asked.Text);
        return asked.Code is null
            ? null
            : rows[asked.Code]
                .Where(r => asked.System is null || r.System == asked.System)
                .OrderByDescending(r => r.System == shape)
                .ThenBy(r => Array.IndexOf(owners, r.OrganizationId))
                .FirstOrDefault();
    }

    /// <summary>The policies that are shown of the codes, and which codes that are in no table are known by them.</summary>
    private async Task<Spoken> Speaking(
        string[] owners,
        CodeQuestion question,
        Asked[] asked,
        CodeRow?[] matches,
        CancellationToken cancellation
    )
    {
        var sought = asked
            .Select(
                (a, i) =>
                    (
                        System: matches[i]?.System ?? a.System,
                        a.Code,
                        InTable: matches[i] is not null
                    )
            )
            .Where(s => s.Code is not null)
            .Distinct()
            .ToArray();
        var filter = new PolicyFilter();
        if (question.Policies && question.Jurisdiction is { } place)
            filter = filter with
            {
                Jurisdictions = await jurisdictions.Meant(owners, place, cancellation),
                OrEverywhere = true,
            };
        var shown = question.Policies
            ? await policies.Find(
                owners,
                [.. sought.Select(s => (s.System, s.Code!))],
                filter,
                cancellation,
                MostRows
            )
            : CodedPolicies.None;
        // A code is known wherever a policy that speaks of it holds.
        string[] unlisted = [.. sought.Where(s => !s.InTable).Select(s => s.Code!)];
        return new(shown.Policies, await policies.Known(owners, unlisted, cancellation));
    }

    private async Task<CodeLookup> Answer(
        string[] owners,
        CodeQuestion question,
        Asked asked,
        CodeRow? row,
        Spoken spoken,
        CancellationToken cancellation
    )
    {
        var system = row?.System ?? asked.System;
        var said = spoken
            .Shown.Select(p =>
                (
                    p.Policy,
                    Code: p.Codes.FirstOrDefault(c =>
                        c.Code == asked.Code && (system is null || c.System == system)
                    )
                )
            )
            .Where(p => p.Code is not null)
            .ToArray();
        var shape = CodeText.Guess(asked.Text);
        var known = spoken
            .Known.Where(k => k.Code == asked.Code && (system is null || k.System == system))
            .Select(k => k.System)
            .OrderByDescending(s => s == shape)
            .ThenBy(s => s, StringComparer.Ordinal)
            .FirstOrDefault();
        var found = row is not null || known is not null;
        system ??= known ?? shape;
        return new(
            asked.Code is { } code ? CodeText.Shown(system, code) : asked.Text,
            system,
            found,
            row?.Description,
            row?.ShortDescription,
            row?.Category,
            row?.BetosCode,
            row?.PoaExempt,
            row?.Active,
            question.Fees ? CodeFees.Read(row?.Fees) : null,
            question.Policies
                ?
                [
                    .. said.Select(p => Of(p.Policy, p.Code!))
                        .OrderBy(p => Restriction.Rank(p.Disposition))
                        .Take(MostPolicies),
                ]
                : null,
            found || !question.Suggestions
                ? null
                : await suggestions.For(owners, asked.Text, asked.Code, asked.System, cancellation)
        );
    }

    private static CodePolicy Of(PolicyRow policy, PolicyCodeRow code) =>
        new(
            policy.Id,
            policy.Title,
            policy.Type,
            code.Disposition,
            policy.Jurisdiction,
            policy.EffectiveDate
        );

    private sealed record Asked(string Text, string? Code, string? System);

    private sealed record Spoken(
        IReadOnlyList<CodedPolicy> Shown,
        IReadOnlyList<(string System, string Code)> Known
    );
}

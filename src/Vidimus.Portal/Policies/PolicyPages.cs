using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>Policies: found, read, and evaluated over facts that somebody enters.</summary>
internal static class PolicyPages
{
    private const int CodesOfPage = 100;
    private static readonly string[] Parts = ["", "criteria", "codes", "history", "evaluate"];

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("policies", List);
        // Words that no policy has as its id, since addresses use them: somebody who types one means the page about it.
        foreach (var word in (string[])["changes", "imports", "gates"])
            portal.MapGet(
                $"policies/{word}",
                (HttpContext http) => http.GoTo($"/portal/policy-{word}")
            );
        portal.MapGet(
            "policies/{id}",
            (HttpContext http, PortalCalls calls, string id) => Show(http, calls, id, null)
        );
        // Nothing is changed by it, and what was entered about a case belongs into no address.
        portal.MapPost("policies/{id}/evaluate", Evaluate);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls)
    {
        var filter = PolicyListFilter.Of(http);
        var found = calls.Api.Verity.Policies(filter.Asks(http.Cursor()), http.RequestAborted);
        var places = await calls.Api.Verity.Jurisdictions(http.RequestAborted);
        var policies = await found;
        return http.Page<PoliciesPage>(
            new
            {
                calls.Visitor,
                Policies = ((JsonArray)policies.Data).Objects().Select(PolicyLine.Of).ToArray(),
                Next = policies.NextCursor,
                Filter = filter,
                Places = (places.Data as JsonArray)
                    .Objects()
                    .Select(p => (p.Text("jurisdiction_code") ?? "", p.Text("mac_name") ?? ""))
                    .DistinctBy(p => p.Item1)
                    .OrderBy(p => p.Item1, StringComparer.Ordinal)
                    .ToArray(),
            }
        );
    }

    private static async Task<PolicyView> Read(
        PortalCalls calls,
        string id,
        CancellationToken cancellation
    )
    {
        var found = await calls.Api.Verity.Policy(
            id,
            "criteria,codes,attachments,versions",
            cancellation
        );
        // Under a word that the API's own addresses use, something else answers than a policy.
        return found.Data.Text("policy_id") is null
            ? throw new ArgumentException("There is no policy of this id.", nameof(id))
            : PolicyView.Of(found.Data);
    }

    private static async Task<IResult> Show(
        HttpContext http,
        PortalCalls calls,
        string id,
        (Typed Typed, EvaluationView? Outcome)? evaluated
    )
    {
        var policy = await Read(calls, id, http.RequestAborted);
        var part = evaluated is null
            ? Array.Find(Parts, p => p == http.Asked("part")) ?? ""
            : "evaluate";
        var open =
            part == "history"
                ? await ChangePages.Of(calls, id, http.Cursor(), http.RequestAborted)
                : default((IReadOnlyList<ChangeView> Changes, string? Next)?);
        var codes = new CodeFilter(
            http.Asked("code"),
            http.Asked("disposition"),
            Number(http.Asked("page"))
        );
        return http.Page<PolicyPage>(
            new
            {
                calls.Visitor,
                Policy = policy,
                Part = part,
                Codes = codes.Page(policy.Codes, CodesOfPage),
                CodeFilter = codes,
                Changes = open?.Changes,
                Next = open?.Next,
                Facts = LogicTexts.Facts(policy.Criteria),
                Typed = evaluated?.Typed ?? Typed.Nothing,
                Outcome = evaluated?.Outcome,
            },
            evaluated is { Typed.Ok: false } ? 400 : 200
        );
    }

    private static async Task<IResult> Evaluate(HttpContext http, PortalCalls calls, string id)
    {
        var typed = new Typed(http.Request.Form);
        var policy = await Read(calls, id, http.RequestAborted);
        var parameters = FactForm.Read(typed, LogicTexts.Facts(policy.Criteria));
        if (!typed.Ok)
            return await Show(http, calls, id, (typed, null));
        try
        {
            var outcome = await calls.Api.Policies.Evaluate(
                id,
                new(JsonSerializer.SerializeToElement(parameters)),
                http.RequestAborted
            );
            return await Show(http, calls, id, (typed, EvaluationView.Of(outcome)));
        }
        catch (VidimusPermanentException e) when (typed.Take(e))
        {
            return await Show(http, calls, id, (typed, null));
        }
    }

    private static int Number(string text) =>
        int.TryParse(
            text,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        ) && number is > 0 and < 10_000
            ? number
            : 1;
}

/// <summary>Which codes of a policy are shown.</summary>
/// <param name="Code">The beginning of a code; empty for all.</param>
/// <param name="Disposition">What the policy says of them; empty for anything.</param>
/// <param name="Number">Which page, from 1.</param>
public sealed record CodeFilter(string Code, string Disposition, int Number)
{
    internal CodePart Page(IReadOnlyList<CodeView> all, int size)
    {
        var begins = Plain(Code);
        CodeView[] meant =
        [
            .. all.Where(c =>
                (Disposition.Length == 0 || c.Disposition == Disposition)
                && Plain(c.Code).StartsWith(begins, StringComparison.Ordinal)
            ),
        ];
        return new(
            [.. meant.Skip((Number - 1) * size).Take(size)],
            meant.Length,
            Number * size < meant.Length
        );
    }

    private static string Plain(string code) =>
        code.Replace(".", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .ToUpperInvariant();
}

/// <summary>Some of the codes of a policy.</summary>
/// <param name="Codes">They.</param>
/// <param name="Total">How many are meant.</param>
/// <param name="HasMore">Whether more follow.</param>
public sealed record CodePart(IReadOnlyList<CodeView> Codes, int Total, bool HasMore);

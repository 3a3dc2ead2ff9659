using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;

namespace Vidimus.Portal.Approvals;

/// <summary>Rules: which calls of assistants a person has to approve.</summary>
internal static class RulePages
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        const string list = "/portal/approvals/rules";
        const string edit = "/portal/approvals/rules/{id}/edit";
        pages.MapGet("", List).OnlyFor(Right.Admin);
        pages
            .MapGet("/new", (HttpContext http, PortalCalls calls) => Form(http, calls, null, null))
            .OnlyFor(Right.Admin)
            .AsksAgain($"{list}/new");
        pages.MapPost("/new", Create).AsksAgain($"{list}/new");
        pages.MapGet("/{id}/edit", Edit).OnlyFor(Right.Admin).AsksAgain(edit);
        pages.MapPost("/{id}/edit", Save).AsksAgain(edit);
        pages.MapPost("/{id}/delete", Delete).AsksAgain(edit);
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls) =>
        http.Page<RulesPage>(
            new { calls.Visitor, Rules = await calls.Api.ApprovalRules.List(http.RequestAborted) }
        );

    private static IResult Form(
        HttpContext http,
        PortalCalls calls,
        ApprovalRule? rule,
        Typed? typed
    ) =>
        http.Page<RulePage>(
            new
            {
                calls.Visitor,
                Rule = rule,
                Typed = typed ?? (rule is null ? RuleForms.Blank : RuleForms.Of(rule)),
            },
            typed is null ? 200 : 400
        );

    private static async Task<IResult> Create(HttpContext http, PortalCalls calls)
    {
        var form = http.Request.Form;
        var typed = new Typed(form);
        var asked = RuleForms.Asked(typed);
        if (!typed.Ok)
            return Form(http, calls, null, typed);
        try
        {
            await calls.Api.ApprovalRules.Create(asked, form.Once(), http.RequestAborted);
            return http.GoTo("/portal/approvals/rules");
        }
        catch (VidimusPermanentException e) when (typed.Take(e, RuleForms.Fields))
        {
            return Form(http, calls, null, typed);
        }
    }

    private static async Task<IResult> Edit(HttpContext http, PortalCalls calls, string id) =>
        Form(http, calls, await calls.Api.ApprovalRules.Get(id, http.RequestAborted), null);

    private static async Task<IResult> Save(HttpContext http, PortalCalls calls, string id)
    {
        var typed = new Typed(http.Request.Form);
        var rule = await calls.Api.ApprovalRules.Get(id, http.RequestAborted);
        var change = RuleForms.Changed(typed);
        if (!typed.Ok)
            return Form(http, calls, rule, typed);
        try
        {
            await calls.Api.ApprovalRules.Edit(id, change, http.RequestAborted);
            return http.GoTo("/portal/approvals/rules");
        }
        catch (VidimusPermanentException e) when (typed.Take(e, RuleForms.Fields))
        {
            return Form(http, calls, rule, typed);
        }
    }

    private static async Task<IResult> Delete(HttpContext http, PortalCalls calls, string id)
    {
        await calls.Api.ApprovalRules.Delete(id, http.RequestAborted);
        return http.GoTo("/portal/approvals/rules");
    }
}

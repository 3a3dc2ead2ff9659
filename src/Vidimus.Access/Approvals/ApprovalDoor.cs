using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Access.Gate;
using Vidimus.Access.Spending;
using Vidimus.Access.Tokens;
using Vidimus.Access.Usage;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Approvals;

/// <summary>
/// Behind the gate and the door of repetitions, before every operation that changes something: a request of a key that was
/// minted for an assistant, or that names the tool it is made for, is carried out when no rule asks for an approval of it or
/// a person has approved it. What asked already, in front of a request that this server makes itself, is not asked again.
/// </summary>
internal sealed partial class ApprovalDoor(RequestDelegate next, KnownTools tools)
{
    public async Task Invoke(
        HttpContext http,
        CurrentCaller caller,
        Approvals approvals,
        DemandedApprovals demanded
    )
    {
        if (WasCarriedOut(http))
        {
            await http.Refuse(new(ApprovalProblems.Used));
            return;
        }
        if (caller.IsKnown && http.Features.Get<CallDemands>() is { } call && Changes(http))
        {
            await Within(http, demanded, call);
            return;
        }
        if (!caller.IsKnown || ScopeOf(http) is not { } scope)
        {
            await next(http);
            return;
        }
        var byRules = IsAsked(http, caller.Value);
        demanded.Begin(async () => await Ask(http, approvals, scope, byRules));
        if (!byRules && !await Counts(http, caller.Value, demanded))
        {
            await next(http);
            return;
        }
        await Judge(http, approvals, demanded, scope, byRules);
    }

    /// <summary>
    /// One of the requests that a call of a tool leads to: the call was judged, and what an operation demands in here is asked
    /// for with the call, which is what can be repeated.
    /// </summary>
    private async Task Within(HttpContext http, DemandedApprovals demanded, CallDemands call)
    {
        demanded.Begin(call);
        if (call.ApprovalId is { } id)
            http.RequestServices.GetRequiredService<Approvals>().Watch(id);
        await next(http);
        if (http.Response.StatusCode < 400)
            call.HasChanged = true;
    }

    private async Task Judge(
        HttpContext http,
        Approvals approvals,
        DemandedApprovals demanded,
        string scope,
        bool byRules
    )
    {
        var body = await http.ReadBytes();
        if (body.Problem is { } unread)
        {
            await http.Refuse(unread);
            return;
        }
        // For routes that take the body as it comes.
        http.Request.Body = new MemoryStream(body.Value!, writable: false);
        var (ask, stored) = await Asked(http, approvals, scope, byRules);
        var answer = await approvals.Ask(ask, http.RequestAborted);
        if (answer.Problem is { } problem)
        {
            await http.Refuse(problem);
            return;
        }
        // A route that its body makes repeatable finds by that what it did, or tells that it is gone.
        if (answer.OnlyAnswers && !IsRepeatedByBody(http))
        {
            await OnlyAnswer(http);
            return;
        }
        demanded.Grant(answer.Marks);
        if (answer.State == ApprovalState.Granted)
            approvals.Watch(answer.Id!);
        if (answer.State == ApprovalState.Granted && stored is { } approved)
            http.Features.Set(new ApprovedWork(approved));
        await next(http);
        // What ends in an exception, such as that the caller went away, may have happened: the approval stays used.
        if (answer.State == ApprovalState.Granted)
            await approvals.Finish(
                answer.Id!,
                executed: http.Response.StatusCode < 400 && !demanded.HasAsked
            );
    }

    /// <summary>A twin may have been carried out elsewhere after the door of repetitions looked; otherwise its answer is gone.</summary>
    private static async Task OnlyAnswer(HttpContext http)
    {
        var repeat = http.RequestServices.GetRequiredService<Repeat>();
        if (await repeat.Kept(http.RequestAborted) is { } kept)
            await kept.ExecuteAsync(http);
        else
            await http.Refuse(new(ApprovalProblems.Used));
    }

    /// <summary>
    /// True for what would change something once more within a call that was carried out already: had its answer been kept, the
    /// door of repetitions had given it.
    /// </summary>
    private static bool WasCarriedOut(HttpContext http) =>
        http.Features.Get<AnswersOnly>() is not null
        && Changes(http)
        && http.GetEndpoint()?.Metadata.GetMetadata<RepeatsByItself>() is null
        && !IsRepeatedByBody(http);

    private static bool Changes(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);

    private static bool IsRepeatedByBody(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<RepeatedByBody>() is not null;

    /// <summary>The scope of the route where something is changed by a request from outside; otherwise null.</summary>
    private static string? ScopeOf(HttpContext http) =>
        Changes(http)
        && http.GetEndpoint() is RouteEndpoint route
        && route.Metadata.GetMetadata<NotAsked>() is null
        && route.Metadata.GetMetadata<NeedsScope>()?.Scope is { } scope and not GetMe.AnyScope
        && http.Features.Get<WithinRequest>() is null
            ? scope
            : null;

    /// <summary>True for the callers whom rules ask.</summary>
    private static bool IsAsked(HttpContext http, Caller caller) =>
        ApprovalCaller.IsAssistants(caller)
        || caller.KeyId is not null && http.Request.Headers.ContainsKey(AccessGate.ToolHeader);

    /// <summary>
    /// Whether the approval that somebody names whom no rule asks is for what an operation demands. Any other is left alone; one
    /// that is not this caller's is told where an operation would ask for one.
    /// </summary>
    private static async Task<bool> Counts(
        HttpContext http,
        Caller caller,
        DemandedApprovals demanded
    )
    {
        if (ApprovalId(http.Request.Headers) is not { } id)
            return false;
        var row = await http
            .RequestServices.GetRequiredService<VidimusDb>()
            .Approvals.AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == id, http.RequestAborted);
        if (row?.CallerDigest == ApprovalCaller.OfAnybody(caller).Digest)
            return row.DemandMarks().Length > 0;
        demanded.Decline(new(ApprovalProblems.Unknown));
        return false;
    }

    private async ValueTask<ApprovalAsk> Ask(
        HttpContext http,
        Approvals approvals,
        string scope,
        bool byRules
    ) => (await Asked(http, approvals, scope, byRules)).Ask;

    private async ValueTask<(ApprovalAsk Ask, JsonElement? Stored)> Asked(
        HttpContext http,
        Approvals approvals,
        string scope,
        bool byRules
    )
    {
        var stored = http.GetEndpoint()!.Metadata.GetMetadata<StoredWork>() is { } work
            ? await work.Read(http)
            : null;
        var asked = new AskedRequest(
            http.Request.Method,
            http.Request.Path.Value!,
            http.Request.QueryString.Value ?? "",
            http.Request.ContentType,
            (await http.ReadBytes()).Value ?? [],
            stored
        );
        return (await Ask(http, approvals, scope, asked) with { ByRules = byRules }, stored);
    }

    private async ValueTask<ApprovalAsk> Ask(
        HttpContext http,
        Approvals approvals,
        string scope,
        AskedRequest asked
    )
    {
        var route = http.GetEndpoint()!.Metadata;
        var named = route.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "";
        var said =
            http.Request.Headers[AccessGate.ToolHeader] is [{ } sent] && Name().IsMatch(sent)
                ? sent
                : null;
        // A person reads it: the word counts only where such a tool needs what the route needs.
        var tool = said is not null && tools.Scopes.GetValueOrDefault(said) == scope ? said : named;
        var text = CanonicalText.Of(asked);
        var count =
            route.GetMetadata<UnknownCount>() is not null ? int.MaxValue
            : route.GetMetadata<TakesLists>() is not null ? CountIn(asked.Body)
            : 1;
        var json = Json(asked.Body);
        var cost = await approvals.CostOf(
            scope,
            ActionOf(scope, named),
            count,
            json,
            http.RequestAborted
        );
        return new(
            tool,
            scope,
            CanonicalText.Digest(asked, text),
            text ?? "",
            count,
            cost,
            ApprovalId(http.Request.Headers),
            KeyOf(http, route, json),
            AgentName(http.Request.Headers)
        )
        {
            // What it is said to be counts for the rules even where a person is not shown that word.
            AlsoNamed = said is null ? [named] : [named, said],
        };
    }

    private static string? ActionOf(string scope, string named) =>
        scope != Scopes.CredentialsIssue ? null
        : named == "reissueCredential" ? Billable.Reissue
        : named == "renewCredential" ? Billable.Renew
        : Billable.Issue;

    /// <summary>The things of a list: the longest there is at the top of the body.</summary>
    private static int CountIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Array => json.RootElement.GetArrayLength(),
                JsonValueKind.Object => json
                    .RootElement.EnumerateObject()
                    .Where(m => m.Value.ValueKind == JsonValueKind.Array)
                    .Select(m => m.Value.GetArrayLength())
                    .DefaultIfEmpty(1)
                    .Max(),
                _ => 1,
            };
        }
        catch (JsonException)
        {
            return 1; // the operation refuses it
        }
    }

    /// <summary>The body as JSON; what is none costs nothing that was agreed, and the operation refuses it.</summary>
    private static JsonElement Json(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, VidimusJson.Document);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? ApprovalId(IHeaderDictionary headers) =>
        headers["Vidimus-Approval"] is [{ Length: > 0 } id, ..] ? id
        // Verity's clients send a word there, which anybody can: only an approval's id counts.
        : headers["X-Verity-Approval"] is [{ } own, ..]
        && own.StartsWith("apr_", StringComparison.Ordinal)
            ? own
        : null;

    /// <summary>What a client of Verity's agent tools calls itself, in up to 120 characters; nobody has checked it.</summary>
    private static string? AgentName(IHeaderDictionary headers) =>
        headers["X-Verity-Agent"] is [{ Length: > 0 and <= 120 } name, ..] ? name : null;

    // Where no first answer is kept, a repetition would be carried out once more, unless the body's own key prevents it.
    private static string? KeyOf(
        HttpContext http,
        EndpointMetadataCollection route,
        JsonElement body
    )
    {
        if (route.GetMetadata<RepeatedByBody>() is null)
            return route.GetMetadata<RepeatsByItself>() is null
                ? IdempotencyKey(http.Request.Headers)
                : null;
        return
            body.ValueKind is JsonValueKind.Object
            && body.TryGetProperty("idempotencyKey", out var key)
            && key.ValueKind is JsonValueKind.String
            ? key.GetString()
            : null;
    }

    private static string? IdempotencyKey(IHeaderDictionary headers) =>
        headers["Idempotency-Key"] is [{ Length: > 0 } key, ..] ? key
        : headers["X-Idempotency-Key"] is [{ Length: > 0 } older, ..] ? older
        : null;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_.-]{0,63}\z", RegexOptions.None, 100)]
    private static partial Regex Name();
}

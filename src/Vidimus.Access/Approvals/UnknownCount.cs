using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Approvals;

/// <summary>
/// The route works on something stored before, and its body does not say how much that is: a rule that asks from a number or
/// an amount on asks every time.
/// </summary>
public sealed record UnknownCount;

/// <summary>
/// The route works on something stored before, which its request only names: what that says at the moment is part of what a
/// person approves. It is shown to who decides, and once it says something else the approval is for another call.
/// </summary>
/// <param name="Read">What is stored under the names of this request, as JSON; null when there is nothing.</param>
public sealed record StoredWork(Func<HttpContext, Task<JsonElement?>> Read);

/// <summary>
/// Goes with a request that was let through by an approval of a route with <see cref="StoredWork"/>: what the approval is
/// for. The operation looks once more inside its change, so that nothing slips in between.
/// </summary>
/// <param name="Stored">What was approved.</param>
public sealed record ApprovedWork(JsonElement Stored)
{
    /// <summary>Null when this is what was approved; otherwise the refusal.</summary>
    public Problem? Refusal(JsonElement now) =>
        JsonElement.DeepEquals(Stored, now)
            ? null
            : ApprovalProblems.Mismatch.With(
                "What this call works on was changed after it was approved; nothing was done."
            );
}

/// <summary>
/// The route is repeated by the member <c>idempotencyKey</c> of its body: carried out once under it, so that a repetition needs
/// no second approval.
/// </summary>
public sealed record RepeatedByBody;

/// <summary>
/// Goes with the requests that this server makes for a call which an approval let through before, and which was carried out
/// then: they are answered by the answers that are kept, and change nothing.
/// </summary>
public sealed record AnswersOnly;

/// <summary>The route decides itself whether an assistant may use it; no rule asks.</summary>
internal sealed record NotAsked;

/// <summary>What a route declares about approvals of its requests.</summary>
public static class ApprovalMarks
{
    /// <summary>The body does not say how many things the request is about.</summary>
    public static T OfUnknownCount<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new UnknownCount()));
        return builder;
    }

    /// <summary>What the request works on is stored, and approved together with the request.</summary>
    public static T WorksOn<T>(this T builder, Func<HttpContext, Task<JsonElement?>> read)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new StoredWork(read)));
        return builder;
    }

    /// <summary>The <c>idempotencyKey</c> in its body makes the route's change once.</summary>
    public static T RepeatedByBody<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new RepeatedByBody()));
        return builder;
    }

    /// <summary>What a person approved this request for; null where nobody was asked.</summary>
    public static ApprovedWork? Approved(this HttpContext http) =>
        http.Features.Get<ApprovedWork>();

    internal static T NotAsked<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new NotAsked()));
        return builder;
    }
}

using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// Research as a person reads it. The server may find more as it grows: what is not known here is passed over, and is in the
/// document that <c>--json</c> prints.
/// </summary>
internal static class ResearchText
{
    public static void Show(Printer print, PriorAuthorizationResearch job)
    {
        var found = job.Result ?? default;
        var determination = Member(found, "determination");
        print.Facts(
            ("Research", $"{job.Id}, {job.Status}"),
            ("Why not", job.Error),
            (
                "Prior authorization",
                Member(determination, "paRequired").ValueKind switch
                {
                    JsonValueKind.True => "needed",
                    JsonValueKind.False => "no policy asks for it",
                    _ => null,
                }
            ),
            ("Confidence", Text(determination, "confidence")),
            ("Why", Text(determination, "reasoning"))
        );
        Part(print, "Policies", found, "payerPolicies", "policyName", "policyUrl");
        Part(print, "To be documented", found, "documentationRequirements", "requirement", "notes");
        Part(print, "Has to be the case", found, "medicalNecessityCriteria", "criterion", null);
        Part(print, "Not paid for", found, "coverageLimitations", "limitation", "appliesTo");
        var times = Member(found, "timeline");
        Days(print, "Standard review", times, "standardReviewDays");
        Days(print, "Expedited review", times, "expeditedReviewDays");
        Days(print, "Authorization is good for", times, "approvalValidityDays");
        var appeal = Member(found, "appealProcess");
        Days(print, "Time to object", appeal, "timeframeDays");
        if (Text(appeal, "notes") is { } notes)
            print.Line($"Objecting: {notes}");
        Part(print, "Sources", found, "sources", "title", "url");
    }

    private static void Part(
        Printer print,
        string heading,
        JsonElement found,
        string list,
        string what,
        string? beside
    )
    {
        var items = Member(found, list);
        if (items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
            return;
        print.Line("");
        print.Line(heading);
        foreach (var item in items.EnumerateArray())
        {
            var also = beside is null ? null : Text(item, beside);
            print.Line($"  - {Text(item, what)}{(also is null ? "" : $" ({also.TrimEnd('.')})")}");
        }
    }

    private static void Days(Printer print, string heading, JsonElement part, string name)
    {
        if (Member(part, name) is { ValueKind: JsonValueKind.Number } days)
            print.Line($"{heading}: {days.GetRawText()} days");
    }

    private static string? Text(JsonElement part, string name) =>
        Member(part, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement Member(JsonElement part, string name) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out var member)
            ? member
            : default;
}

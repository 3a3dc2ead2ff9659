using System.Text;
using System.Text.Json;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;

namespace Vidimus.Webhooks.Events;

/// <summary>Makes <c>docs/webhooks-events.md</c> out of the modules' catalogues.</summary>
internal static class EventPage
{
    private static readonly JsonSerializerOptions Indented = new(VidimusJson.Native)
    {
        WriteIndented = true,
    };

    public static string Text(IEnumerable<EventCatalogue> catalogues, EventTypes types)
    {
        var page = new StringBuilder(
            """
            # Events

            Every kind of event that an endpoint can be told of, with the body it is sent with where nothing more was asked
            for. `GET /v1/webhooks/events` answers the same list. Kinds never change their meaning; members are only added.
            How bodies are signed and sent, and what a receiver does, is in [webhooks.md](webhooks.md).
            This page is generated: `./dev events`.

            """
        );
        foreach (var module in catalogues)
        {
            page.Append("\n## ").Append(module.Module).Append('\n');
            foreach (var type in module.Types)
                Append(page, type, types);
        }
        return page.ToString().TrimEnd();
    }

    private static void Append(StringBuilder page, EventType type, EventTypes types)
    {
        page.Append($"\n### {type.Kind}\n\n{type.Meaning}");
        if (type.ByNameOnly)
            page.Append(" Sent only to endpoints that name it: `*` and prefixes leave it out.");
        if (type.Needs is { } scope)
            page.Append(
                $" Endpoints hear of it whose events and address were chosen with the scope `{scope}`."
            );
        if (type.NotYet is { } why)
            page.Append(" **Not sent yet:** ").Append(why);
        using var body = JsonDocument.Parse(EventExample.Body(type, types));
        page.Append("\n\n```json\n")
            .Append(JsonSerializer.Serialize(body.RootElement, Indented).ReplaceLineEndings("\n"))
            .Append("\n```\n");
    }
}

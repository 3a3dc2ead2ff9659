using Vidimus.Client;

namespace Vidimus.Portal.Webhooks;

/// <summary>Forms about endpoints as calls of the API, and endpoints as forms.</summary>
internal static class WebhookForms
{
    /// <summary>The form as it is first shown.</summary>
    public static Typed Blank { get; } =
        new(new Dictionary<string, string[]> { ["events"] = ["credential.*"] });

    /// <summary>An endpoint as the form in which it is edited.</summary>
    public static Typed Of(WebhookEndpoint endpoint) =>
        new(
            new Dictionary<string, string[]>
            {
                ["url"] = [endpoint.Url],
                ["description"] = [endpoint.Description],
                ["events"] = [.. endpoint.Events],
                ["include"] = [.. endpoint.Include],
            }
        );

    /// <summary>The endpoint that the form asks for; what is wrong is noted in the form.</summary>
    public static NewWebhook Asked(Typed form) =>
        new()
        {
            Url = form["url"] ?? "",
            Description = form["description"],
            Events = Events(form),
            Include = form.All("include"),
            Headers = Headers(form),
            KeyId = form["keyId"],
        };

    /// <summary>The change to what the form holds. Headers are told to nobody: they stay unless new ones are typed.</summary>
    public static WebhookChange Changed(Typed form) =>
        new()
        {
            Url = form["url"] ?? "",
            Description = form["description"] ?? "",
            Events = Events(form),
            Include = form.All("include"),
            Headers =
                form.Has("clearHeaders", "yes") ? new Dictionary<string, string>()
                : form["headers"] is null ? null
                : Headers(form),
        };

    private static IReadOnlyList<string> Events(Typed form)
    {
        string[] events = [.. form.All("events"), .. form.Lines("further")];
        if (events.Length == 0)
            form.Refuse("events", "Choose at least one.");
        // What a prefix holds need not be named beside it.
        return
        [
            .. events
                .Distinct()
                .Where(e =>
                    !events.Any(p =>
                        p != e && p.EndsWith('*') && e.StartsWith(p[..^1], StringComparison.Ordinal)
                    )
                ),
        ];
    }

    private static Dictionary<string, string>? Headers(Typed form)
    {
        if (form["headers"] is not { } text)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var line in text.Split(
                '\n',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        )
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !headers.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim()))
                form.Refuse("headers", "Write each once, as “Name: value”.");
        }
        return headers;
    }
}

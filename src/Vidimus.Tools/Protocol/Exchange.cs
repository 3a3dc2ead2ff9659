using System.Text.Json;

namespace Vidimus.Tools.Protocol;

/// <summary>A tool's or prompt's way to its client while a request is answered.</summary>
internal sealed class Exchange(Asked asked, JsonElement? answers, string? state) : ToolExchange
{
    private static readonly string[] Levels =
    [
        "debug",
        "info",
        "notice",
        "warning",
        "error",
        "critical",
        "alert",
        "emergency",
    ];

    public override JsonElement? Answers => answers;

    public override string? State => state;

    public static bool IsLevel(string level) => Array.IndexOf(Levels, level) >= 0;

    public override bool Can(string capability) => asked.Client.Can(capability);

    public override ValueTask Progress(
        double progress,
        double? total,
        string? message,
        CancellationToken cancellation
    )
    {
        if (
            !asked.Reply.CanSend
            || asked.Message.Meta.ValueKind != JsonValueKind.Object
            || !asked.Message.Meta.TryGetProperty("progressToken", out var token)
            || token.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)
        )
            return ValueTask.CompletedTask;
        return asked.Reply.Send(
            Messages.Notification(
                "notifications/progress",
                (token, progress, total, message),
                static (json, what) =>
                {
                    Messages.Element(json, "progressToken", what.token);
                    json.WriteNumber("progress"u8, what.progress);
                    if (what.total is { } total)
                        json.WriteNumber("total"u8, total);
                    if (what.message is not null)
                        json.WriteString("message"u8, what.message);
                }
            ),
            cancellation
        );
    }

    public override ValueTask Log(string level, JsonElement data, CancellationToken cancellation)
    {
        var least =
            asked.IsModern ? asked.Message.Meta.Text(Revisions.LogLevel)
            : asked.SessionId is { } id ? asked.Runtime.Sessions.Find(id)?.LogLevel ?? "info"
            : null;
        if (
            least is null
            || !asked.Reply.CanSend
            || Array.IndexOf(Levels, level) < Array.IndexOf(Levels, least)
        )
            return ValueTask.CompletedTask;
        return asked.Reply.Send(
            Messages.Notification(
                "notifications/message",
                (level, data),
                static (json, what) =>
                {
                    json.WriteString("level"u8, what.level);
                    Messages.Element(json, "data", what.data);
                }
            ),
            cancellation
        );
    }

    public override async ValueTask<JsonElement?> Ask(
        string method,
        JsonElement parameters,
        CancellationToken cancellation
    ) =>
        asked.IsModern || asked.SessionId is null || !asked.Reply.CanSend
            ? null
            : await asked.Runtime.Questions.Ask(asked, method, parameters, cancellation);
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Vidimus.Gateway;

/// <summary>
/// Logs as lines of JSON, flat: time, level, event, message, then the members of the message. Of an exception only its type
/// and where it came from: its text may quote what a caller sent.
/// </summary>
internal sealed class JsonLines(TextWriter writer, TimeProvider clock, string environment)
    : ILoggerProvider
{
    private readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() { }

    private void Write<TState>(
        string category,
        LogLevel level,
        EventId id,
        TState state,
        string message,
        Exception? exception
    )
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString(
                "time",
                clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'")
            );
            json.WriteString("level", level.ToString().ToLowerInvariant());
            json.WriteString("event", id.Name ?? category);
            json.WriteString("environment", environment);
            if (state is IReadOnlyList<KeyValuePair<string, object?>> members)
                foreach (var (name, value) in members)
                    if (name is not "{OriginalFormat}" && value is not null)
                        Member(json, JsonNamingPolicy.CamelCase.ConvertName(name), value);
            json.WriteString("message", message);
            if (exception is not null)
            {
                json.WriteString("exception", exception.GetType().FullName);
                json.WriteString("at", exception.StackTrace?.Split('\n')[0].Trim());
            }
            json.WriteEndObject();
        }
        var text = Encoding.UTF8.GetString(line.ToArray());
        lock (_gate)
        {
            writer.WriteLine(text);
            writer.Flush();
        }
    }

    private static void Member(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case int or long or short:
                json.WriteNumber(name, Convert.ToInt64(value));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }

    private sealed class Category(JsonLines lines, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Write(name, logLevel, eventId, state, formatter(state, null), exception);
    }
}

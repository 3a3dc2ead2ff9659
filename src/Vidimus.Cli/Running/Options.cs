using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Options of the kinds commands share.</summary>
internal static class Options
{
    public static Option<string?> Text(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };

    public static Option<string> Needed(string name, string description, string help) =>
        new(name)
        {
            Description = description,
            HelpName = help,
            Required = true,
        };

    public static Option<int?> Number(string name, string description) =>
        new(name) { Description = description, HelpName = "number" };

    public static Option<long?> Cents(string name, string description) =>
        new(name) { Description = description, HelpName = "cents" };

    /// <summary>One of the contract's words.</summary>
    public static Option<T?> Word<T>(string name, string description, bool needed = false)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>()
            .ToDictionary(v => JsonSerializer.Serialize(v, WireJson.Options).Trim('"'));
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Keys),
            Required = needed,
            CustomParser = result =>
            {
                if (words.TryGetValue(result.Tokens[0].Value, out var value))
                    return value;
                result.AddError($"{name} must be one of: {string.Join(", ", words.Keys)}.");
                return null;
            },
        };
    }

    /// <summary>A time, or a day: its first instant, or its last where something ends.</summary>
    public static Option<DateTimeOffset?> Time(
        string name,
        string description,
        bool ends = false
    ) =>
        new(name)
        {
            Description = description,
            HelpName = "2027-01-31",
            CustomParser = result =>
            {
                if (Times.TryParse(result.Tokens[0].Value, ends, out var time))
                    return time;
                result.AddError(
                    $"{name} must be a day such as 2027-01-31 or a time such as 2027-01-31T18:00:00Z."
                );
                return null;
            },
        };
}

/// <summary>Days and times as people write them.</summary>
internal static class Times
{
    public static bool TryParse(string text, bool ends, out DateTimeOffset time)
    {
        if (
            DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
        {
            var first = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            time = ends ? first.AddDays(1).AddMilliseconds(-1) : first;
            return true;
        }
        // With an offset or Z: a bare local time would mean another instant on each machine.
        return DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out time
            ) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10);
    }
}

/// <summary>Free members given as <c>name=text</c> or <c>name:=json</c>.</summary>
internal static class Members
{
    public static JsonObject? Of(string[]? pairs)
    {
        if (pairs is not { Length: > 0 })
            return null;
        var members = new JsonObject();
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=');
            if (at < 1)
                throw new MistakeException($"'{pair}' is not of the form name=value.");
            Put(members, pair[..at], pair[(at + 1)..]);
        }
        return members;
    }

    /// <summary>Adds a member; a name ending in a colon (the <c>:=</c> of a pair or heading) marks its value as JSON.</summary>
    public static void Put(JsonObject members, string name, string value)
    {
        var isJson = name.EndsWith(':');
        var plain = isJson ? name[..^1] : name;
        if (plain.Length == 0 || members.ContainsKey(plain))
            throw new MistakeException($"The member '{plain}' is empty or given twice.");
        try
        {
            members[plain] = isJson ? JsonNode.Parse(value) : JsonValue.Create(value);
        }
        catch (JsonException)
        {
            throw new MistakeException($"The value of '{plain}' is not JSON.");
        }
    }
}

/// <summary>Requests kept in a file; a member the contract does not know is a mistake, not ignored.</summary>
internal static class RequestFile
{
    private static readonly JsonSerializerOptions Strict = new(WireJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static T Read<T>(string path) => Parse<T>(File.ReadAllBytes(path), path);

    public static T Parse<T>(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Strict)
                ?? throw new MistakeException($"{what} holds null.");
        }
        catch (JsonException exception)
        {
            throw new MistakeException(
                $"{what} is not right at {exception.Path ?? "its beginning"}.",
                "Check the member's name and type against the API's description."
            );
        }
    }
}

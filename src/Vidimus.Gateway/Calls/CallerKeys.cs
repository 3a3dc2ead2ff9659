using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>
/// To the API all callers of a gateway are one. Each has idempotency keys of its own all the same: what is sent on is a digest of
/// caller, tool and key, so that none gets another's answer, or takes a key from it, by naming the same.
/// </summary>
internal static class CallerKeys
{
    private const string Name = "idempotencyKey";

    /// <summary>The arguments with the key that is sent on; unchanged for whoever sits at this machine, who is alone.</summary>
    public static JsonElement Own(JsonElement arguments, CallerEntry caller, Tool tool)
    {
        if (
            ReferenceEquals(caller, CallerEntry.Local)
            || arguments.ValueKind is not JsonValueKind.Object
            || !arguments.TryGetProperty(Name, out var given)
            || given.GetString() is not { } key
        )
            return arguments;
        var own = JsonObject.Create(arguments)!;
        own[Name] = KeyOf(caller.Name, tool.Name, key);
        using var read = JsonDocument.Parse(own.ToJsonString());
        return read.RootElement.Clone();
    }

    /// <summary>43 letters, digits, dashes and underscores, as any key of the contract; names hold no line break.</summary>
    public static string KeyOf(string caller, string tool, string key) =>
        System.Buffers.Text.Base64Url.EncodeToString(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{tool}\n{key}"))
        );
}

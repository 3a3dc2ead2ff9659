using System.Text.Json;
using Vidimus.Tools.Answers;
using Vidimus.Tools.Schemas;

namespace Vidimus.Tools;

/// <summary>Arguments as they came: whether they fit, and their digest.</summary>
public static class ToolArguments
{
    /// <summary>
    /// Members and items that arguments have at most, in all their depth. The body's size does not bound the work: a mebibyte
    /// holds some hundred thousand of them, and each is sorted, digested and checked.
    /// </summary>
    public const int Most = 10_000;

    private static readonly string[] NotInDigest = ["approvalId", "idempotencyKey"];
    private static readonly JsonElement None = JsonElement.Parse("{}"u8);

    /// <summary>Whether there are more members and items than anybody looks at; counted no further than that.</summary>
    public static bool AreTooMany(JsonElement arguments) => Left(arguments, Most) < 0;

    private static int Left(JsonElement value, int left)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (left < 0)
                        break;
                    left = Left(member.Value, left - 1);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (left < 0)
                        break;
                    left = Left(item, left - 1);
                }
                break;
        }
        return left;
    }

    /// <summary>The arguments, an empty object when none were sent.</summary>
    public static JsonElement OrNone(JsonElement arguments) =>
        arguments.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? None : arguments;

    /// <summary>An answer that names every mistake; null when the arguments fit the tool.</summary>
    public static ToolAnswer? Refusal(Tool tool, JsonElement arguments)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return Wrong(tool, OrNone(arguments)) is { Count: > 0 } mistakes
            ? Refusals.Arguments(tool.Name, mistakes)
            : null;
    }

    /// <summary>Every mistake in the arguments.</summary>
    public static IReadOnlyList<Mistake> Wrong(Tool tool, JsonElement arguments)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var mistakes = Schema.Of(tool).Check(arguments);
        if (arguments.ValueKind is not JsonValueKind.Object)
            return mistakes;
        if (tool.ExactlyOne is { Count: > 0 } names)
        {
            var given = names.Where(n => arguments.TryGetProperty(n, out _)).ToArray();
            if (given.Length != 1)
                mistakes =
                [
                    .. mistakes,
                    new(
                        "",
                        $"must have exactly one of {string.Join(", ", names)}"
                            + (given.Length > 1 ? $"; {string.Join(" and ", given)} are given" : "")
                    ),
                ];
        }
        // What arguments say about each other can be asked only of arguments of the right kind.
        return mistakes.Count > 0 ? mistakes : [.. tool.AlsoWrong(arguments)];
    }

    /// <summary>
    /// The arguments in one canonical form, without <c>approvalId</c> and <c>idempotencyKey</c>, which say how a call is
    /// repeated and not what it does.
    /// </summary>
    public static string Canonical(JsonElement arguments) =>
        OrNone(arguments) is { ValueKind: JsonValueKind.Object } given
        && given.GetPropertyCount() == 0
            ? "{}"
            : CanonicalJson.Of(OrNone(arguments), NotInDigest);

    /// <summary>SHA-256 of <see cref="Canonical"/>, as lower-case hexadecimal digits.</summary>
    public static string Digest(JsonElement arguments) => Digest(Canonical(arguments));

    /// <summary>The same, of arguments that are in their canonical form already.</summary>
    public static string Digest(string canonical) =>
        Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(canonical)
            )
        );
}

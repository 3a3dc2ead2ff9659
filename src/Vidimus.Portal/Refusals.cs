using Vidimus.Client;

namespace Vidimus.Portal;

/// <summary>
/// What the API refused, in words for people. Its hints on members of a request, keys and scopes are for those who write
/// programs: none of them helps somebody before a page.
/// </summary>
internal static class Refusals
{
    /// <summary>What is said to somebody whose role is not enough.</summary>
    public const string NotYours = "Your role may not see this. An owner can change your role.";

    private const string Validation = "VALIDATION_ERROR";
    private const string ScopeInsufficient = "AUTH_SCOPE_INSUFFICIENT";

    /// <summary>What happened, and what can be done about it.</summary>
    public static (string Message, string? Hint) Words(this VidimusException refusal) =>
        refusal.Code switch
        {
            ScopeInsufficient => (
                "Your role in this organization does not allow that.",
                "An owner can change your role."
            ),
            Validation => (Wrongs(refusal), null),
            _ => (refusal.Message, refusal.Hint),
        };

    /// <summary>Why an import stands still, and what can be done about it.</summary>
    public static (string Message, string? Hint) Words(this ImportStop stop) =>
        stop.Code == ScopeInsufficient
            ? (
                "Whoever started the import may not issue any more.",
                "Start it again as somebody who may."
            )
            : (stop.Message, stop.Hint);

    /// <summary>What a refusal says, in one paragraph.</summary>
    public static string Sentences(this VidimusException refusal)
    {
        var (message, hint) = refusal.Words();
        return hint is null ? message : $"{message} {hint.TrimEnd('.')}.";
    }

    /// <summary>What is said of a member, as a sentence.</summary>
    public static string Sentence(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].TrimEnd('.') + '.';

    /// <summary>The API's name of a member as people read it: <c>recipient.externalId</c> is the external id.</summary>
    public static string Named(string member)
    {
        var name = member[(member.LastIndexOf('.') + 1)..];
        return Shown.Word(
            string.Concat(
                name.Select(c =>
                    char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"
                )
            )
        );
    }

    private static string Wrongs(VidimusException refusal) =>
        refusal.Errors.Count == 0
            ? refusal.Message
            : string.Join(
                ' ',
                refusal.Errors.Select(e => $"{Named(e.Field)}: {e.Message.TrimEnd('.')}.")
            );
}

using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Vidimus.Pages;

/// <summary>
/// A form's repeat key: a form that is sent twice, by a double click or by loading its answer again, does its work once. A
/// page hands the key on as the idempotency key of what it calls.
/// </summary>
public static class FormOnce
{
    /// <summary>Name of the hidden field.</summary>
    public const string Field = "_once";

    /// <summary>A key for a form about to be shown.</summary>
    public static string Key() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The key of the form that was sent; a fresh one where it has none.</summary>
    /// <param name="form">The form.</param>
    /// <param name="step">Tells the calls of one form apart, where it makes several.</param>
    public static string Once(this IFormCollection form, string step = "")
    {
        var sent = form[Field];
        var key = sent.Count == 1 && IsKey(sent[0]) ? sent[0]! : Key();
        return step.Length == 0 ? key : $"{key}-{step}";
    }

    private static bool IsKey(string? text) =>
        text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);
}

using System.Globalization;
using System.Net.Mail;

namespace Vidimus.Platform.Problems;

/// <summary>
/// Gathers what is wrong with a request, member by member, so that the caller hears all of it at once. The same
/// checks serve every door.
/// </summary>
public sealed class Fields(string prefix = "")
{
    private readonly List<FieldError> _errors = [];

    /// <summary>The members at fault so far.</summary>
    public IReadOnlyList<FieldError> Errors => _errors;

    /// <summary>The refusal, or null when every member is right.</summary>
    public Problem? Problem =>
        _errors.Count == 0
            ? null
            : PlatformProblems.Validation.With(
                $"{_errors[0].Field}: {_errors[0].Message}",
                _errors[0].Field
            ) with
            {
                Errors = _errors,
            };

    /// <summary>Notes that a member is wrong.</summary>
    public Fields Wrong(string field, string message)
    {
        if (_errors.Count < 100)
            _errors.Add(new(prefix + field, message));
        return this;
    }

    /// <summary>Notes the message when <paramref name="right"/> is false.</summary>
    public Fields Check(bool right, string field, string message) =>
        right ? this : Wrong(field, message);

    /// <summary>
    /// A text of 1 to <paramref name="max"/> characters without control characters and lone surrogates; optional
    /// unless <paramref name="required"/>. Line breaks and tabs pass where <paramref name="multiline"/> says so.
    /// </summary>
    public Fields Text(
        string field,
        string? value,
        int max,
        bool required = false,
        bool multiline = false
    )
    {
        if (value is null)
            return Check(!required, field, "is required");
        if (value.Trim().Length == 0)
            return Wrong(field, "must not be empty");
        if (value.Length > max)
            return Wrong(field, $"must have at most {max} characters");
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsControl(c) && !(multiline && c is '\n' or '\r' or '\t'))
                return Wrong(field, "must not contain control characters");
            if (
                char.IsHighSurrogate(c)
                && i + 1 < value.Length
                && char.IsLowSurrogate(value[i + 1])
            )
                i++;
            else if (char.IsSurrogate(c))
                return Wrong(field, "must be valid Unicode text");
        }
        return this;
    }

    /// <summary>An e-mail address of at most 254 characters, alone, without a display name; optional.</summary>
    public Fields Email(string field, string? value)
    {
        if (value is null)
            return this;
        var plain =
            value.Length <= 254
            && !value.Any(c =>
                char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';'
            )
            && MailAddress.TryCreate(value, out var parsed)
            && parsed.Address == value;
        return Check(plain, field, "must be an e-mail address such as ada@example.org");
    }

    // RFC 3987 has these in no part of an IRI; what is signed as linked data may not hold them either.
    private const string NeverInUrls = " <>\"{}|\\^`";

    /// <summary>An absolute http or https URL of at most 2,048 characters without user information; optional.</summary>
    public Fields Url(string field, string? value)
    {
        if (value is null)
            return this;
        var right =
            value.Length <= 2048
            && Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http"
            && uri.UserInfo.Length == 0
            && !value.Any(c => char.IsControl(c) || NeverInUrls.Contains(c))
            && value.Count(c => c == '#') <= 1;
        return Check(right, field, "must be a web address such as https://example.org/course");
    }

    /// <summary>One of the words of a closed list; optional unless <paramref name="required"/>.</summary>
    public Fields OneOf(
        string field,
        string? value,
        IReadOnlyList<string> words,
        bool required = false
    )
    {
        if (value is null)
            return Check(!required, field, $"is required: one of {string.Join(", ", words)}");
        return Check(
            words.Contains(value, StringComparer.Ordinal),
            field,
            $"must be one of {string.Join(", ", words)}"
        );
    }

    /// <summary>A whole number within bounds; optional.</summary>
    public Fields Number(string field, long? value, long min, long max) =>
        Check(
            value is null || (value >= min && value <= max),
            field,
            string.Create(
                CultureInfo.InvariantCulture,
                $"must be a whole number from {min} to {max}"
            )
        );
}

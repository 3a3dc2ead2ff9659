using System.Text;

namespace Vidimus.Proofs;

/// <summary>What may be baked: exactly one credential, as JSON or as a compact JWS (Open Badges 3.0, section "Document Formats").</summary>
internal static class BakedText
{
    private static readonly System.Buffers.SearchValues<char> Base64UrlLetters =
        System.Buffers.SearchValues.Create(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        );

    /// <summary>What there is to object to in a credential that is to be baked, or null.</summary>
    internal static string? Refuse(string credential)
    {
        if (IsJws(credential))
        {
            return credential.Length <= BakedImage.MaxCredentialLength ? null : TooLong;
        }
        if (credential.Length > BakedImage.MaxCredentialLength)
        {
            return TooLong;
        }
        return CredentialJson.TryParse(
            Encoding.UTF8.GetBytes(credential),
            BakedImage.MaxCredentialLength,
            out _,
            out var reason
        )
            ? null
            : $"The credential is neither a JSON object nor a compact JWS. {reason}";
    }

    /// <summary>
    /// What was found in an image, without the white space around it. Whether JSON is sound and a JWS readable is for those to judge who
    /// verify it: here only what can be neither is refused.
    /// </summary>
    internal static BakedExtraction Accept(string text)
    {
        var credential = text.Trim(' ', '\t', '\r', '\n');
        if (Encoding.UTF8.GetByteCount(credential) > BakedImage.MaxCredentialLength)
        {
            return BakedExtraction.Refused(TooLong);
        }
        return credential.StartsWith('{') || IsJws(credential)
            ? BakedExtraction.Found(credential)
            : BakedExtraction.Refused(
                "What is baked into the image is neither a JSON object nor a compact JWS."
            );
    }

    /// <summary>
    /// Open Badges: never more than one credential in an image. Readers that stop at the first and readers that take the last would
    /// otherwise be shown two different ones.
    /// </summary>
    internal static readonly BakedExtraction MoreThanOne = BakedExtraction.Refused(
        "The image holds more than one credential."
    );

    /// <summary>The objection to a baked file that nobody could take the credential out of again, or null.</summary>
    internal static string? RefuseResult(long length, int maxLength) =>
        length <= maxLength
            ? null
            : $"With the credential, the image would be larger than {maxLength} bytes.";

    internal static bool IsJws(string text)
    {
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        return first > 0
            && last > first + 1
            && last < text.Length - 1
            && !text.AsSpan(0, first).ContainsAnyExcept(Base64UrlLetters)
            && !text.AsSpan(first + 1, last - first - 1).ContainsAnyExcept(Base64UrlLetters)
            && !text.AsSpan(last + 1).ContainsAnyExcept(Base64UrlLetters);
    }

    internal static readonly string TooLong =
        $"The credential is longer than {BakedImage.MaxCredentialLength} bytes.";
}

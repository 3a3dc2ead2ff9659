namespace Vidimus.Platform.Mail;

/// <summary>A mail was not taken.</summary>
/// <param name="isFinal">True when another try cannot help: the mailbox was refused.</param>
/// <param name="code">
/// Why, without a word of the server's own, which may repeat the address: an enhanced status code (RFC 3463) such as
/// <c>5.1.1</c>, a reply code such as <c>550</c>, or a word of ours such as <c>unreachable</c>.
/// </param>
/// <param name="cause">What was thrown.</param>
public sealed class MailRefusedException(bool isFinal, string code, Exception? cause = null)
    : IOException($"The mail was not taken: {code}.", cause)
{
    /// <summary>True when another try cannot help.</summary>
    public bool IsFinal => isFinal;

    /// <summary>Why, as a code or one word.</summary>
    public string Code => code;
}

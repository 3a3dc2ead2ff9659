namespace Vidimus.Platform.Mail;

/// <summary>A mail to one address.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The text, for every reader.</param>
/// <param name="Html">The same as HTML, every value in it encoded; null for text alone.</param>
/// <param name="FromName">Name shown beside the sender's address; null for none.</param>
/// <param name="ReplyTo">Where answers go; null for the sender's address.</param>
public sealed record OutgoingMail(
    string To,
    string Subject,
    string Text,
    string? Html = null,
    string? FromName = null,
    string? ReplyTo = null
);

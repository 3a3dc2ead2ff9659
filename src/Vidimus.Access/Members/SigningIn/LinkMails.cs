using Vidimus.Platform.Mail;

namespace Vidimus.Access.Members.SigningIn;

/// <summary>The words of the mails that bring links, and of those that tell of changes.</summary>
internal static class LinkMails
{
    public static OutgoingMail Of(string purpose, string to, string link) =>
        purpose switch
        {
            MemberLinks.SignIn => new(
                to,
                "Your link to sign in",
                Text(
                    "Open this link to sign in. It works once, within 15 minutes:",
                    link,
                    "If you did not ask for it, nothing has happened: ignore this mail."
                )
            ),
            MemberLinks.Confirm => new(
                to,
                "Confirm your e-mail address",
                Text(
                    "Open this link to confirm that this address is yours. It works once, within 24 hours:",
                    link,
                    "If you did not ask for it, ignore this mail."
                )
            ),
            MemberLinks.Restore => new(
                to,
                "Your way back into your account",
                Text(
                    "The operator of this server sends you this link to set a new password. It works once, within 24 hours, and turns your second step off and removes your passkeys and linked accounts:",
                    link,
                    "If you did not ask for it, tell the operator."
                )
            ),
            _ => new(
                to,
                "Set a new password",
                Text(
                    "Open this link to set a new password. It works once, within 15 minutes:",
                    link,
                    "If you did not ask for it, nothing has happened: ignore this mail."
                )
            ),
        };

    /// <summary>Tells that something about how a member signs in was changed.</summary>
    public static OutgoingMail Changed(string to, string what, string address) =>
        new(
            to,
            "A change of your account",
            Text(
                what,
                $"Your account: {address}/account",
                $"If it was not you: set a new password at once ({address}/sign-in/forgotten) and let that remove your passkeys and linked accounts. All sessions end with it."
            )
        );

    private static string Text(string before, string middle, string after) =>
        $"{before}\r\n\r\n{middle}\r\n\r\n{after}\r\n";
}

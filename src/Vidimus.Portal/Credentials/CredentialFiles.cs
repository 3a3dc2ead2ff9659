namespace Vidimus.Portal.Credentials;

/// <summary>A form of a credential to download.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Ending">How the file's name ends.</param>
/// <param name="What">What it is for.</param>
public sealed record CredentialForm(string Name, string Title, string Ending, string What);

/// <summary>All forms that are offered.</summary>
internal static class CredentialFiles
{
    /// <summary>The forms, those for people first.</summary>
    public static IReadOnlyList<CredentialForm> Forms { get; } =
    [
        new("pdf", "PDF", "pdf", "To print and to send; the credential is attached to it"),
        new("page-png", "Page (PNG)", "page.png", "The page as a picture"),
        new("png", "Badge (PNG)", "png", "A picture with the credential in it"),
        new("svg", "Badge (SVG)", "svg", "A picture with the credential in it"),
        new("json", "JSON", "json", "With a Data Integrity proof over its statements"),
        new("jcs", "JSON (JCS)", "jcs.json", "With a Data Integrity proof over its text"),
        new("jwt", "JWT", "jwt", "A signed token"),
        new("sd-jwt", "SD-JWT", "sd-jwt", "A token of which parts can be shown"),
    ];
}

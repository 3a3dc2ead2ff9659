namespace Vidimus.Platform.Mail;

/// <summary>How mail leaves. Section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>SMTP server; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whether to demand TLS (STARTTLS, RFC 3207).</summary>
    public bool Tls { get; set; } = true;

    /// <summary>User name at the server; empty for none.</summary>
    public string User { get; set; } = "";

    /// <summary>Its password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Address that mail comes from.</summary>
    public string From { get; set; } = "";

    /// <summary>Folder into which mail is written instead of sent; for development.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Whether <see cref="Folder"/> may be set outside of development, where links that let people in then lie in files.</summary>
    public bool AllowFolder { get; set; }

    /// <summary>Mails to recipients that an organization without a server of its own sends a day (UTC); 0 for any number.</summary>
    public int PerOrganizationPerDay { get; set; } = 2000;

    /// <summary>The same of what it issues in test mode.</summary>
    public int PerOrganizationPerDayInTest { get; set; } = 100;

    /// <summary>Whether mail can be sent.</summary>
    public bool IsConfigured => (Host.Length > 0 && From.Length > 0) || Folder.Length > 0;
}

namespace Vidimus.Platform.Mail;

/// <summary>How a mail server is spoken to.</summary>
public enum MailTls
{
    /// <summary>TLS begins after the greeting, and is demanded (STARTTLS, RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314, section 3.3).</summary>
    Implicit,

    /// <summary>No TLS.</summary>
    None,
}

/// <summary>A mail server, and who sends through it.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">How it is spoken to.</param>
/// <param name="User">User name; empty for none.</param>
/// <param name="Password">Its password.</param>
/// <param name="From">Address that mail comes from.</param>
/// <param name="IsGuarded">True for a server that a tenant named: addresses of private networks are not connected to.</param>
public sealed record MailRoute(
    string Host,
    int Port,
    MailTls Tls,
    string User,
    Secrets.Secret Password,
    string From,
    bool IsGuarded
);

/// <summary>The mail servers of organizations that have one of their own.</summary>
public interface IOwnMailServers
{
    /// <summary>The organization's server; null when it uses the installation's.</summary>
    Task<MailRoute?> Find(string organizationId, CancellationToken cancellation);
}

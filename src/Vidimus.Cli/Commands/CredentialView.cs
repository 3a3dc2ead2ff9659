using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Shows one credential.</summary>
internal static class CredentialView
{
    public static void Show(Run run, Credential credential)
    {
        if (run.Print.Json)
            run.Print.Document(credential);
        else
            run.Print.Facts(
                ("Id", credential.Id),
                ("Recipient", credential.Recipient?.Name ?? "(erased)"),
                ("State", credential.State),
                ("Mode", credential.Mode),
                ("Name", credential.Name),
                ("Valid from", credential.ValidFrom),
                ("Valid until", credential.ValidUntil),
                ("Issued", credential.IssuedAt),
                ("Suspended", credential.SuspendedAt),
                ("Revoked", credential.RevokedAt),
                ("Reason", credential.RevocationReason),
                ("Verify", credential.VerifyUrl)
            );
    }
}

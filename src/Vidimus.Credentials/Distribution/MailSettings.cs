using Microsoft.EntityFrameworkCore;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Distribution;

/// <summary>The words that say how a mail server is spoken to.</summary>
internal static class MailTlsWords
{
    public static readonly string[] All = ["starttls", "implicit", "none"];

    public static MailTls Read(string word) =>
        word switch
        {
            "implicit" => MailTls.Implicit,
            "none" => MailTls.None,
            _ => MailTls.StartTls,
        };
}

/// <summary>Finds the server of an organization that has one of its own.</summary>
internal sealed class OwnMailServers(
    IDbContextFactory<VidimusDb> databases,
    MasterKeys keys,
    TimeProvider clock
) : IOwnMailServers
{
    public const string Purpose = "credentials.mail-password";

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>A password as it is kept.</summary>
    public byte[] Seal(string password) =>
        keys.Encrypt(System.Text.Encoding.UTF8.GetBytes(password), Purpose);

    public async Task<MailRoute?> Find(string organizationId, CancellationToken cancellation)
    {
        if (organizationId.Length == 0)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return
            await db.Across<MailSettingsRow>()
                .AsNoTracking()
                .SingleOrDefaultAsync(m => m.OrganizationId == organizationId, cancellation)
                is { Host: { } host, FromAddress: { } from } row
            ? new(
                host,
                row.Port,
                MailTlsWords.Read(row.Tls),
                row.UserName ?? "",
                new Secret(
                    row.Password is { } password
                        ? System.Text.Encoding.UTF8.GetString(keys.Decrypt(password, Purpose))
                        : ""
                ),
                from,
                IsGuarded: true
            )
            : null;
    }
}

internal sealed class WrappedMailPasswords : IWrapped
{
    public string What => "passwords of organizations' mail servers";

    public async Task<string?> RewrapPage(Unit unit, MasterKeys keys, string position)
    {
        var rows = await unit
            .Db.Across<MailSettingsRow>()
            .Where(m => string.Compare(m.OrganizationId, position) > 0 && m.Password != null)
            .OrderBy(m => m.OrganizationId)
            .Take(Rewrapping.PageSize)
            .ToListAsync();
        foreach (var row in rows)
        {
            if (Rewrapping.Rewrap(keys, row.Password!, OwnMailServers.Purpose) is not { } fresh)
                continue;
            row.Password = fresh;
            row.Version++;
        }
        return rows.Count < Rewrapping.PageSize ? null : rows[^1].OrganizationId;
    }
}

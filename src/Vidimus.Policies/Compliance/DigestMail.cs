using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.Compliance;

/// <summary>What changed in a week, as a mail to those who asked for it. It is made of what is published, and of no notes.</summary>
internal sealed class DigestMail(MailOutbox outbox, PolicyLibrary library, AccessOptions options)
{
    /// <summary>So many changes are told one by one; the others are behind the link.</summary>
    public const int MostTold = 20;

    private const int MostReaders = 200;
    private const int LongestLine = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    /// <summary>True when this server can send mail.</summary>
    public bool CanSend => outbox.IsConfigured;

    /// <summary>
    /// Puts up the digest of the changes after <see cref="DigestRow.ToldNumber"/>, and answers to how many: to nobody where
    /// nothing changed. Numbers grow in the order of commits: what is committed after this look has a greater one, and is in the next.
    /// </summary>
    public async Task<int> Put(Unit unit, DigestRow row, DateTimeOffset now)
    {
        var inUse = await unit.Db.OrganizationsInUse([row.OrganizationId]);
        if (!inUse.GetValueOrDefault(row.OrganizationId))
            return 0;
        var owners = library.Of(row.OrganizationId);
        var changes = await Untold(unit, row, owners, now);
        var count = await changes.CountAsync();
        if (count == 0)
            return 0;
        var readers = await unit.Db.MemberAddresses(
            row.OrganizationId,
            row.Roles.Split(' '),
            row.Members.Split(' '),
            MostReaders
        );
        // Those that may alter what is paid come first.
        var critical = ReadChanges.Critical;
        var shown = await changes
            .OrderBy(c => critical.Contains(c.Type) ? 0 : 1)
            .ThenByDescending(c => c.Number)
            .Take(MostTold)
            .ToListAsync();
        var stats = await GetComplianceStats.Count(
            unit.Db,
            owners,
            now - ReadChanges.Window,
            CancellationToken.None
        );
        var names = await unit.Db.OrganizationNames([row.OrganizationId], CancellationToken.None);
        var (subject, text) = Words(names[row.OrganizationId], shown, count, stats);
        foreach (var address in readers)
            outbox.Put(unit, "policy-digest", new(address, subject, text), Lifetime);
        return readers.Count;
    }

    /// <summary>The changes that no digest looked at before; from now on this one has.</summary>
    private static async Task<IQueryable<ChangeRow>> Untold(
        Unit unit,
        DigestRow row,
        string[] owners,
        DateTimeOffset now
    )
    {
        var last =
            await PolicyLibrary.Rows<ChangeRow>(unit.Db, owners).MaxAsync(c => (long?)c.Number)
            ?? 0;
        var since = now - (row.ToldNumber is null ? TimeSpan.FromDays(7) : ReadChanges.Window);
        var told = row.ToldNumber ?? 0;
        row.ToldNumber = last;
        return ReadChanges
            .Of(unit.Db, owners)
            .AsNoTracking()
            .Where(c => c.Number > told && c.Number <= last && c.At >= since);
    }

    private (string Subject, string Text) Words(
        string organization,
        List<ChangeRow> shown,
        int count,
        ComplianceStats stats
    )
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Number(count, "change")} of policies that {organization} reads since the last digest."
        );
        text.AppendLine(Open(stats)).AppendLine();
        foreach (var change in shown)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{change.PolicyId}: {Line(change.PolicyTitle)}"
            );
            text.AppendLine(CultureInfo.InvariantCulture, $"    {Line(change.Summary)}");
        }
        if (count > shown.Count)
            text.AppendLine(CultureInfo.InvariantCulture, $"… and {count - shown.Count} more.");
        text.AppendLine()
            .AppendLine("Read and acknowledge them:")
            .AppendLine()
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{options.BaseUrl}/portal/policy-changes/unreviewed"
            )
            .AppendLine()
            .AppendLine(
                "An administrator of your organization chooses who gets this mail, and when."
            );
        return ($"{Number(count, "policy change")} in {organization}", text.ToString());
    }

    private static string Open(ComplianceStats stats) =>
        stats.UnreviewedCount == 0
            ? "All changes of the last 30 days are acknowledged."
            : $"{Number(stats.UnreviewedCount, "change")} of the last 30 days not acknowledged yet; {stats.CriticalUnreviewed} of them of codes or criteria, or a policy's end.";

    private static string Number(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Line(string text)
    {
        var line = MailAddresses.OneLine(text);
        return line.Length <= LongestLine ? line : $"{line.Begin(LongestLine - 1)}…";
    }
}

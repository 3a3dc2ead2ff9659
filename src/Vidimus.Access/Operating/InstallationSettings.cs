using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Operating;

/// <summary>What the operator decides for the whole installation.</summary>
internal sealed class InstallationSettings(VidimusDb db, Commits commits, CurrentAuthor author)
{
    private const string Only = "installation";

    public async Task<bool> SignUpOpen(CancellationToken cancellation) =>
        await IsOpen(db, cancellation);

    /// <summary>As above, in a change.</summary>
    public static Task<bool> IsOpen(VidimusDb db, CancellationToken cancellation) =>
        db
            .InstallationSettings.Where(s => s.Id == Only)
            .Select(s => s.SignUpOpen)
            .SingleOrDefaultAsync(cancellation);

    public Task<Result<bool>> OpenSignUp(bool open, CancellationToken cancellation) =>
        commits.Commit<bool>(
            author.Value!,
            async unit =>
            {
                var row = await unit.Db.InstallationSettings.SingleOrDefaultAsync(s =>
                    s.Id == Only
                );
                if (row is null)
                    unit.Db.Add(
                        row = new InstallationSettingsRow
                        {
                            Id = Only,
                            SignUpOpen = false,
                            Version = 0,
                        }
                    );
                if (row.SignUpOpen == open)
                    return open;
                row.SignUpOpen = open;
                row.Version++;
                unit.State(
                    new SimpleFact("installation.sign-up", Only, ("open", open ? "yes" : "no"))
                );
                return open;
            },
            cancellation
        );
}

using System.CommandLine;

namespace Vidimus.Cli;

/// <summary>Shows who the key acts for and what it may do.</summary>
internal static class WhoAmICommand
{
    public static Command Make(Runner run) =>
        run.With(new Command("whoami", "Show the organization, key, mode and scopes in use."), Act);

    private static async Task<int> Act(Run run)
    {
        var me = await run.Client.Access.Me(run.Cancellation);
        if (run.Print.Json)
            run.Print.Document(me);
        else
            run.Print.Facts(
                ("Organization", $"{me.Organization.Name} ({me.Organization.Id})"),
                ("Key", me.Key is { } key ? $"{key.Label} ({key.Id})" : null),
                ("Member", me.Member?.Name),
                ("Mode", me.Mode),
                ("Environment", me.Key?.Environment),
                ("Scopes", me.Scopes),
                ("Key ends", me.Key?.ExpiresAt)
            );
        return ExitCode.Done;
    }
}

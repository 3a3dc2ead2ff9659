using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Has events of a stretch of time sent to a webhook endpoint again.</summary>
internal static class WebhookRecoveryCommand
{
    public static Command Recover(Runner run)
    {
        var id = WebhooksCommand.Id;
        var since = Options.Time("--since", "Events from then on; at most 31 days.");
        since.Required = true;
        var until = Options.Time("--until", "Events before then; until now unless said.");
        var events = WebhooksCommand.Events();
        var which = Options.Word<RecoveryKind>(
            "--which",
            "Those never put up for delivery, those that failed, or all; the missing ones unless said."
        );
        return run.With(
            new Command("recover", "Have the events of a stretch of time sent again.")
            {
                id,
                since,
                until,
                events,
                which,
            },
            async r =>
            {
                var recovery = await r.Client.Webhooks.Recover(
                    r.Get(id),
                    new()
                    {
                        Since = r.Get(since)!.Value,
                        Until = r.Get(until),
                        Events = WebhooksCommand.Given(r.Get(events)),
                        Which = r.Get(which),
                    },
                    cancellation: r.Cancellation
                );
                Show(r, recovery);
                return ExitCode.Done;
            }
        );
    }

    public static Command Replay(Runner run)
    {
        var id = new Argument<string>("id") { Description = "The recovery's id, rpl_…" };
        var cancel = new Option<bool>("--cancel") { Description = "End it where it stands." };
        return run.With(
            new Command("replay", "Show how far a recovery is.") { id, cancel },
            async r =>
            {
                var calls = r.Client.Webhooks;
                Show(
                    r,
                    r.Get(cancel)
                        ? await calls.CancelReplay(r.Get(id), r.Cancellation)
                        : await calls.Replay(r.Get(id), r.Cancellation)
                );
                return ExitCode.Done;
            }
        );
    }

    public static Command Replays(Runner run) =>
        run.With(
            new Command("replays", "List recoveries, newest first."),
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Webhooks.Replays(100, r.Cancellation),
                    ["id", "endpoint", "since", "until", "which", "state", "put up"],
                    p => [p.Id, p.EndpointId, p.Since, p.Until, p.Which, p.State, p.Count]
                );
                return ExitCode.Done;
            }
        );

    private static void Show(Run run, WebhookRecovery recovery)
    {
        if (run.Print.Json)
            run.Print.Document(recovery);
        else
            run.Print.Facts(
                ("Id", recovery.Id),
                ("Endpoint", recovery.EndpointId),
                ("Since", recovery.Since),
                ("Until", recovery.Until),
                ("Events", recovery.Events),
                ("Which", recovery.Which),
                ("State", recovery.State),
                ("Put up", recovery.Count),
                ("Ended", recovery.EndedAt)
            );
    }
}

using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>What webhook endpoints were sent, and sending it again.</summary>
internal static class WebhookDeliveriesCommand
{
    private static Argument<string> Event => new("event") { Description = "The event's id, evt_…" };

    public static Command Test(Runner run)
    {
        var id = WebhooksCommand.Id;
        return run.With(
            new Command(
                "test",
                "Send test.ping to an endpoint now and show what came back. Exit code 1 when it did not arrive."
            )
            {
                id,
            },
            async r =>
            {
                var test = await r.Client.Webhooks.Test(r.Get(id), cancellation: r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(test);
                else
                    r.Print.Facts(
                        ("Event", test.EventId),
                        ("Outcome", test.Success ? "succeeded" : test.Error ?? "failed"),
                        ("Reason", test.Reason),
                        ("Status", test.HttpStatus),
                        ("Took", $"{test.LatencyMs} ms"),
                        ("Answer", test.Response is "" ? null : test.Response)
                    );
                return test.Success ? ExitCode.Done : ExitCode.Failed;
            }
        );
    }

    public static Command Stats(Runner run)
    {
        var id = WebhooksCommand.Id;
        return run.With(
            new Command("stats", "Show how an endpoint is doing: its last 24 hours.") { id },
            async r =>
            {
                var stats = await r.Client.Webhooks.Stats(r.Get(id), r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(stats);
                else
                    r.Print.Facts([
                        ("Since", stats.Since),
                        .. stats.ByState.Select(s => (s.Key, (object?)s.Value)),
                        ("Oldest due", $"{stats.OldestDueSeconds} s"),
                        ("Last success", Told(stats.LastSuccess)),
                        ("Last failure", Told(stats.LastFailure)),
                        ("Failing since", stats.FailingSince),
                        ("Counted", stats.Complete ? null : "the newest only"),
                    ]);
                return ExitCode.Done;
            }
        );
    }

    public static Command List(Runner run)
    {
        var id = WebhooksCommand.Id;
        var state = Options.Word<DeliveryState>("--state", "Only those in this state.");
        var type = Options.Text("--type", "Only this kind of event, or prefix.", "credential.*");
        var resource = Options.Text("--resource", "Only about this object.", "id");
        var since = Options.Time("--since", "Of events from then on.");
        var until = Options.Time("--until", "Of events before then.", ends: true);
        return run.With(
            new Command("deliveries", "List what an endpoint was sent, newest event first.")
            {
                id,
                state,
                type,
                resource,
                since,
                until,
            },
            async r =>
            {
                var filter = new DeliveryFilter
                {
                    State = r.Get(state),
                    Type = r.Get(type),
                    ResourceId = r.Get(resource),
                    Since = r.Get(since),
                    Until = r.Get(until),
                    PageSize = 100,
                };
                await Listing.Show(
                    r,
                    r.Client.Webhooks.Deliveries(r.Get(id), filter, r.Cancellation),
                    ["event", "type", "resource", "state", "tries", "status", "next"],
                    d =>
                        [
                            d.EventId,
                            d.Type,
                            d.ResourceId,
                            d.State,
                            d.Attempts,
                            d.LastStatus,
                            d.NextAttemptAt,
                        ]
                );
                return ExitCode.Done;
            }
        );
    }

    public static Command One(Runner run)
    {
        var id = WebhooksCommand.Id;
        var which = Event;
        return run.With(
            new Command("delivery", "Show a delivery: its request and what came of each try.")
            {
                id,
                which,
            },
            async r =>
            {
                var detail = await r.Client.Webhooks.Delivery(
                    r.Get(id),
                    r.Get(which),
                    r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(detail);
                else
                    Show(r, detail);
                return ExitCode.Done;
            }
        );
    }

    public static Command Resend(Runner run)
    {
        var id = WebhooksCommand.Id;
        var which = Event;
        return run.With(
            new Command("resend", "Send an event to an endpoint again, with the same id.")
            {
                id,
                which,
            },
            async r =>
            {
                var delivery = await r.Client.Webhooks.Resend(
                    r.Get(id),
                    r.Get(which),
                    cancellation: r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(delivery);
                else
                    r.Print.Facts(Facts(delivery));
                return ExitCode.Done;
            }
        );
    }

    public static Command Events(Runner run) =>
        run.With(
            new Command("events", "List the kinds of events. Needs no key; --json shows examples."),
            async r =>
            {
                var types = await r.Client.Webhooks.Events(r.Cancellation);
                await Listing.Show(
                    r,
                    types.ToAsyncEnumerable(),
                    ["event", "of", "by name only", "when"],
                    t =>
                        [
                            t.Type,
                            t.ResourceType,
                            t.ByNameOnly ? "yes" : null,
                            t.NotYet is null ? t.Description : $"not yet: {t.NotYet}",
                        ]
                );
                return ExitCode.Done;
            }
        );

    private static void Show(Run run, WebhookDeliveryDetail detail)
    {
        run.Print.Facts(Facts(detail.Delivery));
        if (detail.Request is { } request)
        {
            run.Print.Line("");
            run.Print.Line($"{request.Method} {request.Url}");
            foreach (var header in request.Headers)
                run.Print.Line($"{header.Name}: {header.Value ?? "(not shown)"}");
            run.Print.Line("");
            run.Print.Line(request.Body);
        }
        run.Print.Table(
            ["try", "at", "ms", "outcome", "status", "reason"],
            detail.Attempts.Select(a =>
                new object?[] { a.Number, a.At, a.LatencyMs, a.Outcome, a.Status, a.Reason }
            )
        );
    }

    private static string? Told(WebhookAttemptNote? note) =>
        note is null
            ? null
            : $"{note.At.UtcDateTime:u} {note.EventId} {note.Outcome} {note.Reason}";

    private static (string, object?)[] Facts(WebhookDelivery delivery) =>
        [
            ("Event", delivery.EventId),
            ("Endpoint", delivery.EndpointId),
            ("Type", delivery.Type),
            ("Resource", delivery.ResourceId),
            ("State", delivery.State),
            ("Tries", delivery.Attempts),
            ("Last status", delivery.LastStatus),
            ("Put up", delivery.CreatedAt),
            ("Next try", delivery.NextAttemptAt),
            ("Ended", delivery.EndedAt),
        ];
}

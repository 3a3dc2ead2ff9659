using System.CommandLine;
using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Makes and manages webhook endpoints.</summary>
internal static class WebhooksCommand
{
    internal static Argument<string> Id =>
        new("id") { Description = "The webhook endpoint's id, we_…" };

    internal static Option<string[]> Events(bool needed = false) =>
        new("--event")
        {
            Description =
                "A kind of event, a prefix such as credential.*, or * for all; give it several times.",
            HelpName = "credential.*",
            AllowMultipleArgumentsPerToken = true,
            Required = needed,
        };

    private static Option<string[]> Include =>
        new("--include")
        {
            Description =
                "What events hold beyond ids and states: resource, recipient; give it several times.",
            HelpName = "resource|recipient",
            AllowMultipleArgumentsPerToken = true,
        };

    private static Option<string[]> Headers =>
        new("--header")
        {
            Description =
                "A header to be added, name=value; its value is not shown again. Give it several times.",
            HelpName = "name=value",
            AllowMultipleArgumentsPerToken = true,
        };

    public static Command Make(Runner run) =>
        new("webhooks", "Make webhook endpoints, see what they were sent, and try them out.")
        {
            Create(run),
            List(run),
            One(run, "get", "Show an endpoint; never its secret.", (w, id, c) => w.Get(id, c)),
            Edit(run),
            One(
                run,
                "pause",
                "Keep events for an endpoint until it is resumed.",
                (w, id, c) => w.Pause(id, c)
            ),
            One(
                run,
                "resume",
                "Send to an endpoint again; one that was disabled is told of what happens from now on.",
                (w, id, c) => w.Resume(id, c)
            ),
            One(
                run,
                "disable",
                "Send and keep nothing more for an endpoint, and cancel what waits.",
                (w, id, c) => w.Disable(id, c)
            ),
            Rotate(run),
            Delete(run),
            WebhookDeliveriesCommand.Test(run),
            WebhookDeliveriesCommand.Stats(run),
            WebhookDeliveriesCommand.List(run),
            WebhookDeliveriesCommand.One(run),
            WebhookDeliveriesCommand.Resend(run),
            WebhookRecoveryCommand.Recover(run),
            WebhookRecoveryCommand.Replay(run),
            WebhookRecoveryCommand.Replays(run),
            WebhookDeliveriesCommand.Events(run),
            WebhookListenCommand.Make(run),
        };

    private static Command Create(Runner run)
    {
        var to = Options.Needed("--to", "Where events go: https and a public address.", "address");
        var events = Events(needed: true);
        var description = Options.Text("--description", "What it is for.", "text");
        var include = Include;
        var headers = Headers;
        var key = Options.Text("--of-key", "Only what this key does.", "key_…");
        var resource = Options.Text("--of-resource", "Only what happens to this object.", "id");
        return run.With(
            new Command(
                "create",
                "Make an endpoint. Its secret is printed this once and cannot be had again."
            )
            {
                to,
                events,
                description,
                include,
                headers,
                key,
                resource,
            },
            async r =>
            {
                var made = await r.Client.Webhooks.Create(
                    new()
                    {
                        Url = r.Get(to)!,
                        Events = r.Get(events)!,
                        Description = r.Get(description),
                        Include = Given(r.Get(include)),
                        Headers = Pairs(r.Get(headers)),
                        KeyId = r.Get(key),
                        ResourceId = r.Get(resource),
                    },
                    cancellation: r.Cancellation
                );
                ShowSecret(r, made);
                return ExitCode.Done;
            }
        );
    }

    private static Command List(Runner run) =>
        run.With(
            new Command("list", "List endpoints of the key's mode."),
            async r =>
            {
                await Listing.Show(
                    r,
                    r.Client.Webhooks.List(100, r.Cancellation),
                    ["id", "url", "events", "state", "failures", "failing since"],
                    w => [w.Id, w.Url, w.Events, w.State, w.FailureCount, w.FailingSince]
                );
                return ExitCode.Done;
            }
        );

    private static Command Edit(Runner run)
    {
        var id = Id;
        var to = Options.Text("--to", "Where events go from now on.", "address");
        var events = Events();
        var description = Options.Text("--description", "What it is for.", "text");
        var include = Include;
        var thin = new Option<bool>("--thin") { Description = "Hold ids and states only again." };
        var headers = Headers;
        var bare = new Option<bool>("--no-headers") { Description = "Add no headers any more." };
        return run.With(
            new Command("edit", "Change an endpoint; what is not given stays.")
            {
                id,
                to,
                events,
                description,
                include,
                thin,
                headers,
                bare,
            },
            async r =>
            {
                var change = new WebhookChange
                {
                    Url = r.Get(to),
                    Events = Given(r.Get(events)),
                    Description = r.Get(description),
                    Include = Given(r.Get(include)) ?? (r.Get(thin) ? [] : null),
                    Headers =
                        Pairs(r.Get(headers))
                        ?? (r.Get(bare) ? new Dictionary<string, string>() : null),
                };
                Show(r, await r.Client.Webhooks.Edit(r.Get(id), change, r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static Command Rotate(Runner run)
    {
        var id = Id;
        var grace = Options.Number(
            "--grace",
            "Hours that the earlier secrets go on signing beside the new one, 0 to 168; a day unless said."
        );
        return run.With(
            new Command(
                "rotate-secret",
                "Give an endpoint a new secret. It is printed this once and cannot be had again."
            )
            {
                id,
                grace,
            },
            async r =>
            {
                var made = await r.Client.Webhooks.RotateSecret(
                    r.Get(id),
                    new() { GraceHours = r.Get(grace) },
                    cancellation: r.Cancellation
                );
                ShowSecret(r, made);
                return ExitCode.Done;
            }
        );
    }

    private static Command Delete(Runner run)
    {
        var id = Id;
        return run.With(
            new Command("delete", "Delete an endpoint: nothing more is sent to it.") { id },
            async r =>
            {
                await r.Client.Webhooks.Delete(r.Get(id), r.Cancellation);
                r.Print.Note($"Deleted {r.Get(id)}.");
                return ExitCode.Done;
            }
        );
    }

    private static Command One(
        Runner run,
        string name,
        string description,
        Func<WebhookCalls, string, CancellationToken, Task<WebhookEndpoint>> act
    )
    {
        var id = Id;
        return run.With(
            new Command(name, description) { id },
            async r =>
            {
                Show(r, await act(r.Client.Webhooks, r.Get(id), r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    internal static string[]? Given(string[]? words) => words is { Length: > 0 } ? words : null;

    private static Dictionary<string, string>? Pairs(string[]? pairs)
    {
        if (pairs is not { Length: > 0 })
            return null;
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=');
            // Without the value, which may be a password.
            if (at < 1 || !read.TryAdd(pair[..at], pair[(at + 1)..]))
                throw new MistakeException("--header takes name=value, each name once.");
        }
        return read;
    }

    private static void ShowSecret(Run run, WebhookEndpointWithSecret made)
    {
        if (run.Print.Json)
        {
            var document = JsonSerializer.SerializeToNode(made, WireJson.Options)!.AsObject();
            document["secret"] = made.Secret.Reveal();
            run.Print.Document(document);
            return;
        }
        Show(run, made);
        run.Print.Line("");
        run.Print.Line(made.Secret.Reveal());
        run.Print.Line("");
        run.Print.Note("Keep this secret now: it is not shown again.");
    }

    private static void Show(Run run, WebhookEndpoint endpoint)
    {
        if (run.Print.Json)
            run.Print.Document(endpoint);
        else
            run.Print.Facts(
                ("Id", endpoint.Id),
                ("Url", endpoint.Url),
                ("Description", endpoint.Description is "" ? null : endpoint.Description),
                ("Events", endpoint.Events),
                ("Without", endpoint.Withheld is [] ? null : endpoint.Withheld),
                ("Includes", endpoint.Include is [] ? null : endpoint.Include),
                ("Headers", endpoint.HeaderNames is [] ? null : endpoint.HeaderNames),
                ("Of key", endpoint.KeyId),
                ("Of resource", endpoint.ResourceId),
                ("Mode", endpoint.Mode),
                ("State", endpoint.State),
                ("Disabled because", endpoint.DisabledReason),
                ("Failing since", endpoint.FailingSince),
                ("Failures", endpoint.FailureCount),
                ("Secrets", string.Join(", ", endpoint.Secrets.Select(Told))),
                ("Created", endpoint.CreatedAt),
                ("Changed", endpoint.UpdatedAt)
            );
    }

    private static string Told(WebhookSecret secret) =>
        secret.ExpiresAt is { } end ? $"{secret.Id} (until {end.UtcDateTime:u})" : secret.Id;
}

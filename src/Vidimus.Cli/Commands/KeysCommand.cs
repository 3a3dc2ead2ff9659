using System.CommandLine;
using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Mints and manages keys.</summary>
internal static class KeysCommand
{
    internal static Argument<string> Id => new("id") { Description = "The key's id, key_…" };

    private static Option<string[]> Scopes =>
        new("--scope")
        {
            Description =
                "What the key may do, such as read or credentials:issue; give it several times.",
            HelpName = "scope",
            AllowMultipleArgumentsPerToken = true,
        };

    private static Option<string[]> Networks =>
        new("--allow-network")
        {
            Description =
                "A network (CIDR) or address that calls must come from; give it several times.",
            HelpName = "192.0.2.0/24",
            AllowMultipleArgumentsPerToken = true,
        };

    public static Command Make(Runner run) =>
        new("keys", "Mint and manage API keys and client tokens.")
        {
            Mint(run),
            List(run),
            One(run, "get", "Show a key; never its secret.", (keys, id, _, c) => keys.Get(id, c)),
            Edit(run),
            KeyRotateCommand.Make(run),
            KeyHistoryCommand.Make(run),
            Spending(run),
            One(
                run,
                "suspend",
                "Have a key refused until it is resumed.",
                (keys, id, reason, c) => keys.Suspend(id, reason, c),
                reasoned: true
            ),
            One(run, "resume", "End a suspension.", (keys, id, _, c) => keys.Resume(id, c)),
            One(
                run,
                "revoke",
                "Have a key refused for ever, from now.",
                (keys, id, reason, c) => keys.Revoke(id, reason, c),
                reasoned: true
            ),
        };

    private static Command Mint(Runner run)
    {
        var label = Options.Needed("--label", "A name for people.", "text");
        var mode = Options.Word<Mode>("--mode", "Live, or test.", needed: true);
        var environment = Options.Word<KeyEnvironment>(
            "--environment",
            "Where it will be used.",
            needed: true
        );
        var family = Options.Word<KeyFamily>("--family", "Its form; vdm unless said.");
        var kind = Options.Word<KeyKind>(
            "--kind",
            "A client token can only be exchanged; apiKey unless said."
        );
        var direct = new Option<bool>("--allow-direct-use")
        {
            Description = "Let a client token be sent directly as well.",
        };
        var scopes = Scopes;
        var expires = Options.Time("--expires", "When it ends; never unless said.", ends: true);
        var limit = Options.Number("--rate-limit", "Requests allowed in a rolling minute.");
        var networks = Networks;
        var day = Options.Cents("--cap-day", "Cents it may spend in any 24 hours.");
        var month = Options.Cents("--cap-month", "Cents it may spend in any 30 days.");
        return run.With(
            new Command(
                "mint",
                "Mint a key. Its secret is printed this once and cannot be had again."
            )
            {
                label,
                mode,
                environment,
                family,
                kind,
                direct,
                scopes,
                expires,
                limit,
                networks,
                day,
                month,
            },
            async r =>
            {
                var key = await r.Client.Keys.Mint(
                    new NewKey
                    {
                        Label = r.Get(label)!,
                        Mode = r.Get(mode)!.Value,
                        Environment = r.Get(environment)!.Value,
                        Family = r.Get(family),
                        Kind = r.Get(kind),
                        AllowDirectUse = r.Get(direct) ? true : null,
                        Scopes = r.Get(scopes) is { Length: > 0 } some ? some : null,
                        ExpiresAt = r.Get(expires),
                        RateLimitPerMinute = r.Get(limit),
                        AllowedNetworks = r.Get(networks) is { Length: > 0 } from ? from : null,
                        SpendCapDayCents = r.Get(day),
                        SpendCapMonthCents = r.Get(month),
                    },
                    cancellation: r.Cancellation
                );
                ShowMinted(r, key);
                return ExitCode.Done;
            }
        );
    }

    /// <summary>The only place that writes a key.</summary>
    internal static void ShowMinted(Run run, MintedKey key)
    {
        if (run.Print.Json)
        {
            var document = JsonSerializer.SerializeToNode(key, WireJson.Options)!.AsObject();
            document["secret"] = key.Secret.Reveal();
            document["basicHeader"] = key.BasicHeader.Reveal();
            run.Print.Document(document);
            return;
        }
        Show(run, key);
        run.Print.Line("");
        run.Print.Line(key.Secret.Reveal());
        run.Print.Line("");
        run.Print.Note("Keep this secret now: it is not shown again.");
    }

    private static Command List(Runner run)
    {
        var mode = Options.Word<Mode>("--mode", "Only keys of this mode.");
        var environment = Options.Word<KeyEnvironment>(
            "--environment",
            "Only keys of this environment."
        );
        var state = Options.Word<KeyState>("--state", "Only keys in this state.");
        var unused = Options.Number("--unused-for", "Only keys not used for so many days.");
        var older = Options.Number("--older-than", "Only keys minted so many days ago or earlier.");
        return run.With(
            new Command("list", "List keys.") { mode, environment, state, unused, older },
            async r =>
            {
                var keys = r.Client.Keys.List(
                    new KeyFilter
                    {
                        Mode = r.Get(mode),
                        Environment = r.Get(environment),
                        State = r.Get(state),
                        UnusedForDays = r.Get(unused),
                        OlderThanDays = r.Get(older),
                        PageSize = 100,
                    },
                    r.Cancellation
                );
                await Listing.Show(
                    r,
                    keys,
                    ["id", "label", "mode", "environment", "state", "key", "last used", "warnings"],
                    k =>
                        [
                            k.Id,
                            k.Label,
                            k.Mode,
                            k.Environment,
                            k.State,
                            k.Display,
                            k.LastUsedAt,
                            string.Join(", ", k.Warnings),
                        ]
                );
                return ExitCode.Done;
            }
        );
    }

    private static Command Edit(Runner run)
    {
        var id = Id;
        var label = Options.Text("--label", "A new name.", "text");
        var environment = Options.Word<KeyEnvironment>("--environment", "Where it is used.");
        var scopes = Scopes;
        var expires = Options.Time("--expires", "A new end.", ends: true);
        var limit = Options.Number("--rate-limit", "Requests allowed in a rolling minute.");
        var networks = Networks;
        var anywhere = new Option<bool>("--allow-any-network")
        {
            Description = "Let calls come from anywhere again.",
        };
        var day = Options.Cents("--cap-day", "Cents it may spend in any 24 hours.");
        var month = Options.Cents("--cap-month", "Cents it may spend in any 30 days.");
        return run.With(
            new Command("edit", "Change a key; what is not given stays.")
            {
                id,
                label,
                environment,
                scopes,
                expires,
                limit,
                networks,
                anywhere,
                day,
                month,
            },
            async r =>
            {
                var change = new KeyChange
                {
                    Label = r.Get(label),
                    Environment = r.Get(environment),
                    Scopes = r.Get(scopes) is { Length: > 0 } some ? some : null,
                    ExpiresAt = r.Get(expires),
                    RateLimitPerMinute = r.Get(limit),
                    AllowedNetworks =
                        r.Get(networks) is { Length: > 0 } from ? from
                        : r.Get(anywhere) ? []
                        : null,
                    SpendCapDayCents = r.Get(day),
                    SpendCapMonthCents = r.Get(month),
                };
                Show(r, await r.Client.Keys.Edit(r.Get(id), change, r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static Command Spending(Runner run)
    {
        var id = Id;
        return run.With(
            new Command("spending", "Show what a key has spent and what is left of its caps.")
            {
                id,
            },
            async r =>
            {
                var spent = await r.Client.Keys.Spending(r.Get(id), r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(spent);
                else
                    r.Print.Facts(
                        ("Key", spent.KeyId),
                        ("Cents spent in 24 hours", spent.SpentDayCents),
                        ("Cap", spent.SpendCapDayCents),
                        ("Left", spent.LeftDayCents),
                        ("Cents spent in 30 days", spent.SpentMonthCents),
                        ("Cap of 30 days", spent.SpendCapMonthCents),
                        ("Left of 30 days", spent.LeftMonthCents),
                        ("As of", spent.At)
                    );
                return ExitCode.Done;
            }
        );
    }

    private static Command One(
        Runner run,
        string name,
        string description,
        Func<KeyCalls, string, string?, CancellationToken, Task<Key>> act,
        bool reasoned = false
    )
    {
        var id = Id;
        var reason = Options.Text("--reason", "Why, for the record.", "text");
        var command = new Command(name, description) { id };
        if (reasoned)
            command.Add(reason);
        return run.With(
            command,
            async r =>
            {
                var why = reasoned ? r.Get(reason) : null;
                Show(r, await act(r.Client.Keys, r.Get(id), why, r.Cancellation));
                return ExitCode.Done;
            }
        );
    }

    private static void Show(Run run, Key key)
    {
        if (run.Print.Json)
            run.Print.Document(key);
        else
            run.Print.Facts(
                ("Id", key.Id),
                ("Label", key.Label),
                ("Key", key.Display),
                ("State", key.State),
                ("Kind", key.Kind),
                ("Mode", key.Mode),
                ("Environment", key.Environment),
                ("Scopes", key.Scopes),
                ("Created", key.CreatedAt),
                ("Ends", key.ExpiresAt),
                ("Last used", key.LastUsedAt),
                ("Suspended", key.SuspendedAt),
                ("Revoked", key.RevokedAt),
                ("Requests per minute", key.RateLimitPerMinute),
                ("Networks", key.AllowedNetworks),
                ("Replaces", key.Replaces),
                ("Replaced by", key.ReplacedBy),
                ("Suspended because", key.SuspendedReason),
                ("Leaked", key.LeakedAt),
                ("Warnings", key.Warnings),
                ("Cents in 24 hours", key.SpendCapDayCents),
                ("Cents in 30 days", key.SpendCapMonthCents)
            );
    }
}

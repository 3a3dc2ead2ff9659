using System.CommandLine;
using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Reading policies: finding and showing them, what changed, and what they say has to be the case.</summary>
internal static class PolicyReadCommands
{
    private static Argument<string> Id => new("id") { Description = "The policy's id." };

    private static Option<string?> Type =>
        Options.Text(
            "--type",
            "Only policies of this type.",
            "LCD|NCD|Article|PayerPolicy|Requirement"
        );

    private static Option<string?> Jurisdiction =>
        Options.Text("--jurisdiction", "Only what holds there.", "JH");

    public static Command List(Runner run)
    {
        var text = new Argument<string?>("text")
        {
            Description = "Words to look for; every policy when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (type, place) = (Type, Jurisdiction);
        var payer = Options.Text("--payer", "Only policies of this payer.", "name");
        var status = Options.Text(
            "--status",
            "Whether they hold; active when left out.",
            "active|retired|all"
        );
        var code = Options.Text("--code", "Only policies that speak of this code.", "76942");
        var semantic = new Option<bool>("--semantic")
        {
            Description = "Look for likeness of meaning, where the server is set up for it.",
        };
        return run.With(
            new Command("list", "List policies, or find them by words; the best first.")
            {
                text,
                type,
                place,
                payer,
                status,
                code,
                semantic,
            },
            async r =>
            {
                var filter = new PolicyFilter
                {
                    Text = r.Get(text),
                    ByLikeness = r.Get(semantic),
                    Type = r.Get(type),
                    Jurisdiction = r.Get(place),
                    Payer = r.Get(payer),
                    Status = r.Get(status),
                    Code = r.Get(code),
                };
                await Listing.Show(
                    r,
                    r.Client.Policies.List(filter, r.Cancellation),
                    ["id", "type", "where", "status", "effective", "title"],
                    p =>
                        [
                            p.Id,
                            p.Type,
                            p.Jurisdiction ?? "everywhere",
                            p.Status,
                            p.EffectiveDate,
                            p.Title,
                        ]
                );
                return ExitCode.Done;
            }
        );
    }

    public static Command Show(Runner run)
    {
        var id = Id;
        return run.With(
            new Command("show", "Show a policy: what it says, its criteria and its codes.") { id },
            async r =>
            {
                var policy = await r.Client.Policies.Get(r.Get(id), r.Cancellation);
                if (r.Print.Json)
                    r.Print.Document(policy);
                else
                    PolicyView.Show(r.Print, policy);
                return ExitCode.Done;
            }
        );
    }

    public static Command Changes(Runner run)
    {
        var since = Options.Time("--since", "Only changes since then.");
        var policy = Options.Text("--policy", "Only changes of this policy.", "id");
        var type = Options.Text(
            "--type",
            "Only changes of this type.",
            "created|updated|retired|codes_changed|criteria_changed|metadata_changed"
        );
        return run.With(
            new Command("changes", "List what changed in policies.") { since, policy, type },
            async r =>
            {
                var filter = new PolicyChangeFilter
                {
                    Since = r.Get(since),
                    PolicyId = r.Get(policy),
                    Type = r.Get(type),
                };
                await Listing.Show(
                    r,
                    r.Client.Policies.Changes(filter, r.Cancellation),
                    ["no.", "when", "policy", "change", "summary"],
                    c => [c.Id, c.ChangedAt, c.PolicyId, c.ChangeType, c.Summary]
                );
                return ExitCode.Done;
            }
        );
    }

    public static Command Criteria(Runner run)
    {
        var text = new Argument<string>("text") { Description = "Words that they have." };
        var section = Options.Text(
            "--section",
            "Only criteria of this part.",
            "indications|limitations|documentation|frequency|other"
        );
        var (type, place) = (Type, Jurisdiction);
        return run.With(
            new Command("criteria", "Find blocks of criteria by words; the best first.")
            {
                text,
                section,
                type,
                place,
            },
            async r =>
            {
                var filter = new CriterionFilter(r.Get(text))
                {
                    Section = r.Get(section),
                    Type = r.Get(type),
                    Jurisdiction = r.Get(place),
                };
                await Listing.Show(
                    r,
                    r.Client.Policies.Criteria(filter, r.Cancellation),
                    ["policy", "part", "text"],
                    c => [c.Policy.Id, c.Section, PolicyView.Short(c.Text)]
                );
                return ExitCode.Done;
            }
        );
    }

    public static Command Evaluate(Runner run)
    {
        var id = Id;
        var facts = new Argument<string[]>("fact")
        {
            Description = "Facts, name=text or name:=json, such as age_years:=67.",
            Arity = ArgumentArity.OneOrMore,
        };
        return run.With(
            new Command(
                "evaluate",
                "Evaluate a policy's criteria over facts; nothing of them is kept."
            )
            {
                id,
                facts,
            },
            async r =>
            {
                var found = await r.Client.Policies.Evaluate(
                    r.Get(id),
                    new(JsonSerializer.SerializeToElement(Members.Of(r.Get(facts)))),
                    r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(found);
                else
                {
                    r.Print.Line(
                        $"{found.Outcome.Replace('_', ' ')}, confidence {found.Confidence:0.##}"
                    );
                    foreach (var reason in found.Reasons)
                        r.Print.Line($"  ! {reason}");
                    foreach (var block in found.Blocks)
                        r.Print.Line(
                            $"  {block.Outcome, -10} {block.Section}: {PolicyView.Short(block.Text)}"
                        );
                }
                return ExitCode.Done;
            }
        );
    }
}

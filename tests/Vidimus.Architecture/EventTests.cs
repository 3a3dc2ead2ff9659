using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Architecture;

/// <summary>Every fact is an event that receivers can ask for, or it is said why not.</summary>
public sealed partial class EventTests(OnSqlite shared) : IClassFixture<OnSqlite>
{
    private readonly VidimusApp _app = shared.App;

    private const string Mending =
        "what is sent again is told by being sent; telling this too would add deliveries to those that are being mended";

    private const string Looks =
        "how pages look concerns who designs them; groups that choose a template tell so";

    private const string OfPeople =
        "how people sign in stands on the record of each of their organizations and is nobody else's business";

    private const string OfPrograms =
        "which programs may ask members for access concerns who administers them, and stands on the record";

    private const string OfPayers =
        "how an organization pays concerns who administers it, and stands on the record";

    private const string OfPayment =
        "what is given back concerns whoever asked for it, and is answered; that an order was refunded in full is told";

    private const string AtTheDesk =
        "how reviewers work concerns the agency and stands on its record; what it makes of an order is told by the order's own events";

    private const string BecomesAnOrder =
        "until its charge is taken it is no order, and concerns nobody; what comes of it is told as an order";

    private const string OfDigests =
        "whom an organization's digest of changes goes to concerns who administers it; what changed is told by the policies' own events";

    private const string OfGates =
        "what has to be met before something is done concerns who administers it, and stands on the record";

    /// <summary>Kinds of facts that no receiver is told of, and why.</summary>
    private static readonly Dictionary<string, string> NotTold = new(StringComparer.Ordinal)
    {
        ["organization.created"] = "nobody can have an endpoint before",
        ["organization.set-up"] = "nobody can have an endpoint before",
        ["organization.address-pinned"] =
            "the installation's own note of the address that stands in what it issues",
        ["template.created"] = Looks,
        ["template.changed"] = Looks,
        ["template.deleted"] = Looks,
        ["member.created"] = OfPeople,
        ["member.password-changed"] = OfPeople,
        ["member.two-factor-on"] = OfPeople,
        ["member.two-factor-off"] = OfPeople,
        ["member.address-changed"] = OfPeople,
        ["member.operator-made"] = OfPeople,
        ["member.sessions-ended"] = OfPeople,
        ["member.recovery-codes-made"] = OfPeople,
        ["member.disabled"] = OfPeople,
        ["member.passkey-added"] = OfPeople,
        ["member.passkey-removed"] = OfPeople,
        ["member.external-linked"] = OfPeople,
        ["member.external-unlinked"] = OfPeople,
        ["member.enabled"] = OfPeople,
        ["oauth.client-entered"] = OfPrograms,
        ["oauth.client-secret-rotated"] = OfPrograms,
        ["oauth.client-deleted"] = OfPrograms,
        ["payer.created"] = OfPayers,
        ["payer.method-stored"] = OfPayers,
        ["payer.method-removed"] = OfPayers,
        ["refund.requested"] = OfPayment,
        ["refund.succeeded"] = OfPayment,
        ["refund.failed"] = OfPayment,
        ["refund.void"] = OfPayment,
        ["submission.begun"] = BecomesAnOrder,
        ["submission.released"] = BecomesAnOrder,
        ["installation.sign-up"] = "the installation's own, on the record of no organization",
        ["quote.made"] = "it orders nothing, and whoever asked has it already",
        ["document.uploaded"] = "it waits for an order, whose own events tell of it",
        ["document.removed"] = "by the customer's own hand, or by a rule that everybody knows",
        ["review.claimed"] = AtTheDesk,
        ["review.released"] = AtTheDesk,
        ["review.commented"] = AtTheDesk,
        ["review.drafted"] = AtTheDesk,
        ["review.draft_requested"] = AtTheDesk,
        ["review.submitted"] = AtTheDesk,
        ["review.sent_back"] = AtTheDesk,
        ["review.failed"] = AtTheDesk,
        ["review.signed"] = AtTheDesk,
        ["reviewer.set"] = AtTheDesk,
        ["reviewer.removed"] = AtTheDesk,
        ["gate.created"] = OfGates,
        ["gate.edited"] = OfGates,
        ["gate.deleted"] = OfGates,
        ["compliance.settings-changed"] = OfDigests,
        ["compliance.digest-made"] = OfDigests,
        ["webhook.tested"] = Mending,
        ["webhook.resent"] = Mending,
        ["webhook.recovery-started"] = Mending,
        ["webhook.recovery-ended"] = Mending,
        ["policy-import.loaded"] =
            "a part of a load, of which there are hundreds; that it began and was finished is told, and each change of a policy is",
        ["agent.tool-called"] =
            "as with calls over the Model Context Protocol; an acknowledgement is told by its own event",
        ["mcp.tool_called"] =
            "every call, reading ones too, would drown receivers; what a call changed is told by its own event, which names tool and client",
    };

    /// <summary>Kinds that are told and are no facts.</summary>
    private static readonly string[] NoFacts = ["test.ping"];

    [Fact]
    public void Every_kind_of_fact_in_the_sources_is_in_a_catalogue_of_events_or_it_is_said_why_not()
    {
        var stated = Stated();
        stated.Count.ShouldBeGreaterThan(40);
        var told = _app.Inside.Events.SelectMany(c => c.Types).Select(t => t.Kind).ToHashSet();
        stated.Except(told).Except(NotTold.Keys).ShouldBeEmpty("in no catalogue of events");
        NotTold.Keys.Intersect(told).ShouldBeEmpty("told after all");
        NotTold.Keys.Except(stated).ShouldBeEmpty("stated nowhere");
    }

    [Fact]
    public void Every_kind_of_event_is_stated_somewhere_or_says_why_it_is_not_yet()
    {
        var stated = Stated();
        var types = _app.Inside.Events.SelectMany(c => c.Types).ToArray();
        types.GroupBy(t => t.Kind).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();
        types
            .Where(t => t.NotYet is null && !stated.Contains(t.Kind) && !NoFacts.Contains(t.Kind))
            .Select(t => t.Kind)
            .ShouldBeEmpty("nothing states them: say so in NotYet");
        types
            .Where(t => t.NotYet is not null && stated.Contains(t.Kind))
            .Select(t => t.Kind)
            .ShouldBeEmpty("stated by now");
        types.ShouldAllBe(t => t.Meaning.EndsWith('.') && Kind().IsMatch(t.Kind));
    }

    [Fact]
    public void The_page_of_events_is_the_generated_one() =>
        Project
            .Text("docs/webhooks-events.md")
            .Trim()
            .ShouldBe(_app.Inside.EventPageText.Trim(), "run ./dev events");

    [Fact]
    public async Task The_list_of_events_is_public_may_be_kept_and_has_an_example_of_each()
    {
        var answer = (await _app.Get("/v1/webhooks/events")).Should(200);
        answer["Cache-Control"].ShouldBe("public, max-age=3600");
        var listed = answer.Json.GetProperty("data").EnumerateArray().ToArray();
        listed
            .Select(t => t.GetProperty("type").GetString())
            .ShouldBe(
                _app.Inside.Events.SelectMany(c => c.Types)
                    .Select(t => t.Kind)
                    .Order(StringComparer.Ordinal)
            );
        foreach (var type in listed)
        {
            var example = type.GetProperty("example");
            example.GetProperty("type").GetString().ShouldBe(type.GetProperty("type").GetString());
            example.GetProperty("data").ValueKind.ShouldBe(JsonValueKind.Object);
        }
    }

    /// <summary>
    /// The kinds that stand in the first argument of whatever makes a fact; where that is a call, all that look like
    /// kinds in the file.
    /// </summary>
    private static HashSet<string> Stated()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        var files = Project
            .All.SelectMany(p => Directory.GetFiles(p.Folder, "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .Where(t =>
                t.Contains("SimpleFact", StringComparison.Ordinal)
                || t.Contains(": Fact(", StringComparison.Ordinal)
                || t.Contains("change.State(", StringComparison.Ordinal)
            );
        foreach (var text in files)
        {
            foreach (Match made in Making().Matches(text))
            {
                var first = FirstArgument(text[(made.Index + made.Length)..]);
                var found = Literal().Matches(first).Select(m => m.Groups[1].Value).ToArray();
                if (found.Length == 0 && made.Value == "SimpleFact(")
                    found = [.. Literal().Matches(text).Select(m => m.Groups[1].Value)];
                kinds.UnionWith(found.Where(k => Kind().IsMatch(k)));
            }
        }
        return kinds;
    }

    private static string FirstArgument(string text)
    {
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (text[i] is '(' or '[')
                depth++;
            if (text[i] is ')' or ']' && --depth < 0 || text[i] == ',' && depth == 0)
                return text[..i];
        }
        return text;
    }

    [GeneratedRegex(@"(?:SimpleFact|: Fact|\bnew|change\.State)\(", RegexOptions.None, 1000)]
    private static partial Regex Making();

    [GeneratedRegex("\"([^\"\n]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\A[a-z][a-z-]*\.[a-z][a-z_-]*\z", RegexOptions.None, 1000)]
    private static partial Regex Kind();
}

using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Vidimus.Tests.Distribution;
using Xunit;

namespace Vidimus.Tests.Policies;

/// <summary>A server that hands its mail to a receiver.</summary>
public abstract class DigestApp(Engine engine) : SharedApp(engine)
{
    /// <summary>Where mail arrives.</summary>
    public MailReceiver Receiver { get; } = new();

    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) => usual with { Settings = Settings };

    /// <summary>For another node too.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = Receiver.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail:Tls"] = "false",
            ["Mail:From"] = "trust@example.org",
        };
}

/// <summary>On SQLite.</summary>
public sealed class DigestOnSqlite() : DigestApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class DigestOnPostgres() : DigestApp(Engine.Postgres);

/// <summary>Once a week, those who asked for it are told what changed, once each.</summary>
public abstract class DigestTests(DigestApp shared) : Scenario(shared)
{
    public sealed class Sqlite(DigestOnSqlite shared)
        : DigestTests(shared),
            IClassFixture<DigestOnSqlite>;

    public sealed class Postgres(DigestOnPostgres shared)
        : DigestTests(shared),
            IClassFixture<DigestOnPostgres>;

    private const string Path = "/v1/compliance/settings";

    [Fact]
    public async Task A_digest_tells_what_changed_with_a_link_to_the_changes()
    {
        var owner = await App.NewMember();
        var viewer = await App.NewMember("viewer", owner.Issuer);
        var reviewer = await App.NewMember("reviewer", owner.Issuer);
        await App.Change(owner.Issuer.Id, "L100", ago: TimeSpan.FromDays(9));
        await App.Change(owner.Issuer.Id, "L200");
        await On(owner.Issuer, $$""","roles":["owner"],"memberIds":["{{viewer.Id}}"]""");
        await Due(owner.Issuer);
        var mail = Eml.Read((await Mail(owner.Email)).Text);
        mail["Subject"].ShouldBe($"1 policy change in {owner.Issuer.Name}");
        mail.Text.ShouldContain("L200: Title of L200");
        mail.Text.ShouldContain("2 codes were added.");
        mail.Text.ShouldNotContain("L100");
        mail.Text.ShouldContain("2 changes of the last 30 days not acknowledged yet");
        mail.Text.ShouldContain($"{App.PublicUrl}/portal/policy-changes/unreviewed");
        await Mail(viewer.Email);
        Of(reviewer.Email).ShouldBeEmpty();
        var settings = (await App.Get(Path, owner.Issuer.Live.Secret)).Should(200);
        settings.At("lastSentAt").ShouldNotBeNull();

        // A week in which nothing changed has none; the next has the change since, and not the one told before.
        await Due(owner.Issuer);
        await App.Change(owner.Issuer.Id, "L300", "retired");
        await Due(owner.Issuer);
        await App.Until(() => Task.FromResult(Of(owner.Email).Length), n => n == 2);
        var second = Eml.Read(Of(owner.Email)[1].Text);
        second.Text.ShouldContain("L300");
        second.Text.ShouldNotContain("L200");
    }

    [Fact]
    public async Task Two_nodes_send_each_digest_once()
    {
        List<Member> owners = [];
        for (var i = 0; i < 4; i++)
        {
            owners.Add(await App.NewMember());
            await App.Change(owners[i].Issuer.Id);
            await On(owners[i].Issuer);
        }
        await using var beside = await VidimusApp.Start(
            new(App.Engine) { Beside = App, Settings = shared.Settings }
        );
        await Due([.. owners.Select(o => o.Issuer)]);
        foreach (var owner in owners)
            await Mail(owner.Email);
        App.Advance(TimeSpan.FromMinutes(5));
        await Task.Delay(200);
        foreach (var owner in owners)
            Of(owner.Email).Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_node_left_behind_is_sent_once_by_another()
    {
        var owner = await App.NewMember();
        await App.Change(owner.Issuer.Id);
        await On(owner.Issuer);
        await using (
            await VidimusApp.Start(new(App.Engine) { Beside = App, Settings = shared.Settings })
        )
        {
            // Both nodes are at it, and the mail server is busy: what is made is made, and nothing is sent.
            shared.Receiver.Recipient = _ => "451 4.7.1 Come back later";
            await Due(owner.Issuer);
            await App.Until(() => Task.FromResult(Asked(owner.Email)), asked => asked > 0);
        }
        shared.Receiver.Recipient = _ => "250 2.1.5 Ok";
        await Mail(owner.Email);
        App.Advance(TimeSpan.FromMinutes(30));
        await Task.Delay(200);
        Of(owner.Email).Length.ShouldBe(1);
        (await Made(owner.Issuer)).ShouldBe(1);

        int Asked(string address) =>
            shared.Receiver.Asked.Count(a =>
                a.Contains($"<{address}>", StringComparison.OrdinalIgnoreCase)
            );
    }

    [Fact]
    public async Task A_digest_that_is_off_is_not_sent_and_begins_anew_with_the_week_before()
    {
        var owner = await App.NewMember();
        await App.Change(owner.Issuer.Id, "L1");
        await On(owner.Issuer);
        var off = (
            await App.Put(Path, owner.Issuer.Live.Secret, """{"weeklyDigest":false}""")
        ).Should(200);
        off.At("nextAt").ShouldBeNull();
        App.Advance(TimeSpan.FromDays(10));
        await On(owner.Issuer);
        await App.Change(owner.Issuer.Id, "L2");
        await Due(owner.Issuer);
        var mail = Eml.Read((await Mail(owner.Email)).Text);
        mail.Text.ShouldContain("L2:");
        mail.Text.ShouldNotContain("L1:");
    }

    [Fact]
    public async Task The_day_and_hour_are_those_of_the_time_zone()
    {
        var issuer = await App.NewOrganization();
        var berlin = await On(
            issuer,
            ""","weekday":"thursday","hour":7,"timeZone":"Europe/Berlin" """
        );
        var next = berlin.Json.GetProperty("nextAt").GetDateTimeOffset();
        var local = TimeZoneInfo.ConvertTime(
            next,
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")
        );
        local.DayOfWeek.ShouldBe(DayOfWeek.Thursday);
        local.TimeOfDay.ShouldBe(TimeSpan.FromHours(7));
        next.ShouldBeGreaterThan(App.Clock.Now);
        (next - App.Clock.Now).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(7));
        foreach (
            var (body, field) in new[]
            {
                ("\"timeZone\":\"Mars/Olympus\"", "timeZone"),
                ("\"weekday\":\"noday\"", "weekday"),
                ("\"hour\":24", "hour"),
                ("\"roles\":[\"king\"]", "roles"),
                ("\"roles\":[]", "roles"),
                ("\"memberIds\":[\"mem_nobody\"]", "memberIds"),
                ("\"memberIds\":[null]", "memberIds"),
            }
        )
            (
                await App.Put(Path, issuer.Live.Secret, $$"""{"weeklyDigest":true,{{body}}}""")
            ).ShouldBeProblem(400, "VALIDATION_ERROR", field);
        (await App.Put(Path, issuer.Test.Secret, """{"weeklyDigest":true}""")).Status.ShouldBe(403);
        (
            await App.Put(Path, (await issuer.KeyWith("write")).Secret, """{"weeklyDigest":true}""")
        ).Status.ShouldBe(403);
    }

    private async Task<Answer> On(Issuer issuer, string more = "") =>
        (await App.Put(Path, issuer.Live.Secret, $$"""{"weeklyDigest":true{{more}}}""")).Should(
            200
        );

    /// <summary>Lets the next digests come due, and waits until they are made.</summary>
    private async Task Due(params Issuer[] issuers)
    {
        var made = new List<int>();
        var due = App.Clock.Now;
        foreach (var issuer in issuers)
        {
            made.Add(await Made(issuer));
            var settings = (await App.Get(Path, issuer.Live.Secret)).Should(200);
            var next = settings.Json.GetProperty("nextAt").GetDateTimeOffset();
            due = next > due ? next : due;
        }
        App.Advance(due - App.Clock.Now);
        for (var i = 0; i < issuers.Length; i++)
        {
            for (var tries = 0; await Made(issuers[i]) == made[i]; tries++)
            {
                tries.ShouldBeLessThan(1000, "no digest was made");
                // Mail of another's digest is on its way meanwhile; see Mail.
                if (tries % 200 == 199)
                    App.Advance(TimeSpan.FromSeconds(30));
                await Task.Delay(25);
            }
        }
    }

    private async Task<int> Made(Issuer issuer) =>
        (
            await App.Query(
                "SELECT id FROM platform_facts WHERE organization_id = @o AND kind = 'compliance.digest-made'",
                ("@o", issuer.Id)
            )
        ).Count;

    /// <summary>
    /// The first mail to an address, once nothing is on its way any more. The clock moves only when nothing else does, and then
    /// to the next try: moving it on while a mail is handed over is a mail server that falls silent, and such a mail is sent again.
    /// </summary>
    private async Task<ReceivedMail> Mail(string address)
    {
        var (waiting, since) = (await Unsent(), 0);
        while (waiting.Length > 0 || Of(address).Length == 0)
        {
            await Task.Delay(50);
            var now = await Unsent();
            since = now.SequenceEqual(waiting) ? since + 1 : 0;
            waiting = now;
            since.ShouldBeLessThan(600, $"no mail came to {address}");
            if (since > 0 && since % 100 == 0 && now.Length > 0)
            {
                var next = DateTimeOffset.FromUnixTimeMilliseconds(now.Min(m => m.Next));
                App.Advance(
                    TimeSpan.FromMilliseconds(1)
                        + (next > App.Clock.Now ? next - App.Clock.Now : TimeSpan.Zero)
                );
            }
        }
        return Of(address)[0];
    }

    private async Task<(string Id, long Attempts, long Next)[]> Unsent() =>
        [
            .. (
                await App.Query(
                    "SELECT id, attempts, next_try_at FROM platform_mails WHERE next_try_at IS NOT NULL ORDER BY id"
                )
            ).Select(r =>
                (
                    (string)r[0]!,
                    Convert.ToInt64(r[1], CultureInfo.InvariantCulture),
                    Convert.ToInt64(r[2], CultureInfo.InvariantCulture)
                )
            ),
        ];

    private ReceivedMail[] Of(string address) =>
        [
            .. shared.Receiver.Mails.Where(m =>
                m.To.Contains($"<{address}>", StringComparison.OrdinalIgnoreCase)
            ),
        ];
}

using System.Globalization;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Spending;

/// <summary>What actions cost in these tests, and servers that charge it.</summary>
public static class Priced
{
    public const int Issue = 7;
    public const int Reissue = 11;

    public static IReadOnlyDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>
        {
            ["Prices:credential.issue"] = "7",
            ["Prices:credential.reissue"] = "11",
        };

    public sealed class OnSqlite() : SharedApp(Engine.Sqlite)
    {
        protected override AppOptions Options(AppOptions usual) =>
            usual with
            {
                Settings = Settings,
            };
    }

    public sealed class OnPostgres() : SharedApp(Engine.Postgres)
    {
        protected override AppOptions Options(AppOptions usual) =>
            usual with
            {
                Settings = Settings,
            };
    }
}

/// <summary>A key with caps and a group to issue in.</summary>
internal sealed record Spender(Programme Programme, Key Key)
{
    public VidimusApp App => Programme.App;

    public static async Task<Spender> Start(
        VidimusApp app,
        long? day = null,
        long? month = null,
        string mode = "live"
    )
    {
        var programme = await Programme.Start(app, test: mode == "test");
        var key = await programme.Issuer.Mint(
            new
            {
                label = "A spender",
                mode,
                environment = "ci",
                scopes = new[] { "write" },
                rateLimitPerMinute = 100_000,
                spendCapDayCents = day,
                spendCapMonthCents = month,
            }
        );
        return new(programme, key);
    }

    public Task<Answer> Issue(VidimusApp? node = null, string more = "") =>
        (node ?? App).Post("/v1/credentials", Key.Secret, Programme.Body(more));

    public Task<Answer> IssueList(int rows, string more = "") =>
        App.Post(
            "/v1/credentials/batch",
            Key.Secret,
            $$"""{"groupId":"{{Programme.GroupId}}","rows":[{{string.Join(',', Enumerable.Repeat("""{"recipient":{"name":"Ada Example"}}""", rows))}}]{{more}}}"""
        );

    /// <summary>Issues so often at once, turn by turn at these nodes; answers how many were let through.</summary>
    public async Task<int> Race(int times, params VidimusApp[] nodes)
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, times).Select(i => Issue(nodes[i % nodes.Length]))
        );
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.ShouldBeProblem(402, "SPEND_LIMIT_EXCEEDED");
        return answers.Count(a => a.Status == 201);
    }

    public async Task<Answer> Spending() =>
        (await App.Get($"/v1/keys/{Key.Id}/spending", Programme.Issuer.Live.Secret)).Should(200);

    public async Task<long> Spent(string window = "Day") =>
        long.Parse((await Spending()).At($"spent{window}Cents")!, CultureInfo.InvariantCulture);

    public Task<Answer> Cap(long? day) =>
        App.Patch(
            $"/v1/keys/{Key.Id}",
            Programme.Issuer.Live.Secret,
            $$"""{"spendCapDayCents":{{(day is { } d ? d.ToString(CultureInfo.InvariantCulture) : "null")}}}"""
        );

    /// <summary>
    /// Lets time pass for the key's charges alone. Moving the clock by days has every timer of the server fire on the
    /// way, which takes longer than the tests.
    /// </summary>
    public async Task Age(TimeSpan by)
    {
        var (key, ms) = (("@key", (object)Key.Id), ("@ms", (object)(long)by.TotalMilliseconds));
        await App.Execute("UPDATE access_charges SET at = at - @ms WHERE key_id = @key", key, ms);
        await App.Execute(
            "UPDATE access_spend SET seen_at = seen_at - @ms, day_tail = day_tail - @ms, month_tail = month_tail - @ms WHERE account = @key",
            key,
            ms
        );
    }

    /// <summary>Every charge of the key: action, cents, resource.</summary>
    public async Task<IReadOnlyList<(string Action, long Cents, string Resource)>> Charges() =>
        [
            .. (
                await App.Query(
                    "SELECT action, cents, resource_id FROM access_charges WHERE key_id = @key ORDER BY at, id",
                    ("@key", Key.Id)
                )
            ).Select(r =>
                ((string)r[0]!, Convert.ToInt64(r[1], CultureInfo.InvariantCulture), (string)r[2]!)
            ),
        ];

    public async Task<IReadOnlyList<string>> Facts(string kind) =>
        [
            .. (
                await App.Query(
                    "SELECT members FROM platform_facts WHERE organization_id = @org AND kind = @kind ORDER BY id",
                    ("@org", Programme.Issuer.Id),
                    ("@kind", kind)
                )
            ).Select(r => (string)r[0]!),
        ];

    /// <summary>Each issued credential of the organization has one charge and one fact, and neither stands alone.</summary>
    public async Task ShouldBeWhole()
    {
        foreach (
            var (what, sql) in new[]
            {
                (
                    "charges",
                    "SELECT resource_id FROM access_charges WHERE organization_id = @org ORDER BY 1"
                ),
                (
                    "facts",
                    "SELECT resource_id FROM platform_facts WHERE organization_id = @org AND kind IN ('credential.issued', 'vc.issued') ORDER BY 1"
                ),
            }
        )
            (await Ids(sql)).ShouldBe(
                await Ids(
                    "SELECT id FROM credentials_credentials WHERE organization_id = @org AND issued_at IS NOT NULL UNION ALL SELECT id FROM credentials_vc_records WHERE organization_id = @org ORDER BY 1"
                ),
                what
            );
    }

    private async Task<IReadOnlyList<object?>> Ids(string sql) =>
        [.. (await App.Query(sql, ("@org", Programme.Issuer.Id))).Select(r => r[0])];
}

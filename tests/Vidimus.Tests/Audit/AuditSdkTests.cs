using System.Text;
using Shouldly;
using Vidimus.Client;
using Vidimus.Testing;
using Xunit;
using AuditChain = Vidimus.Client.AuditChain;

namespace Vidimus.Tests.Audit;

/// <summary>The record by the SDK, and an export verified without the server.</summary>
public sealed class AuditSdkTests(OnSqlite shared) : Scenario(shared), IClassFixture<OnSqlite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_server_exports_verifies_elsewhere_alone_and_against_a_kept_checkpoint()
    {
        var (programme, count) = await App.WithRecord();
        using var client = Client(programme);
        var kept = await client.Audit.Checkpoint(Cancellation);
        await programme.Issue();
        await App.Sealed(programme.Issuer.Id);
        var report = await AuditChain.Verify(
            new MemoryStream(await Export(client)),
            kept.Token,
            await client.Audit.Keys(Cancellation),
            Cancellation
        );
        report.Valid.ShouldBeTrue($"{report.FirstBad}");
        report.ShouldSatisfyAllConditions(
            r => r.OrganizationId.ShouldBe(programme.Issuer.Id),
            r => r.From.ShouldBe(1),
            r => r.To.ShouldBe(count + 1),
            r => r.Checkpoint!.Matches.ShouldBeTrue(),
            r => r.Checkpoint!.Number.ShouldBe(count)
        );
        (await client.Audit.Verify(kept.Token, cancellation: Cancellation)).HeadHash.ShouldBe(
            report.Hash
        );
        var listed = await client
            .Audit.List(new() { Kind = "credential.*", PageSize = 2 }, Cancellation)
            .ToListAsync(Cancellation);
        listed.Count.ShouldBe(5);
        (await client.Audit.Get(listed[0].Id, Cancellation)).Hash.ShouldBe(listed[0].Hash);
    }

    [Theory]
    [InlineData("delete", 3, "missing")]
    [InlineData("edit", 3, "altered")]
    [InlineData("swap", 2, "missing")]
    [InlineData("insert", 4, "missing")]
    [InlineData("add member", 3, "malformed")]
    [InlineData("cut", 0, "cutTail")]
    public async Task F10_an_export_that_was_changed_names_the_first_bad_row(
        string attack,
        int number,
        string problem
    )
    {
        var (programme, count) = await App.WithRecord();
        using var client = Client(programme);
        var kept = (await client.Audit.Checkpoint(Cancellation)).Token;
        var keys = await client.Audit.Keys(Cancellation);
        var lines = Encoding
            .UTF8.GetString(await Export(client))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToList();
        switch (attack)
        {
            case "delete":
                lines.RemoveAt(2);
                break;
            case "edit":
                lines[2] = lines[2]
                    .Replace("\"mode\":\"live\"", "\"mode\":\"test\"", StringComparison.Ordinal);
                break;
            case "swap":
                (lines[1], lines[3]) = (lines[3], lines[1]);
                break;
            case "insert":
                lines.Insert(3, lines[2]);
                break;
            case "add member":
                lines[2] = lines[2]
                    .Replace(
                        "{\"actorId\"",
                        "{\"aNote\":\"false\",\"actorId\"",
                        StringComparison.Ordinal
                    );
                break;
            default:
                lines.RemoveRange(count - 2, 2);
                break;
        }
        var changed = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var report = await AuditChain.Verify(new MemoryStream(changed), kept, keys, Cancellation);
        report.Valid.ShouldBeFalse();
        report.FirstBad!.Problem.ShouldBe(problem);
        report.FirstBad.Number.ShouldBe(attack == "cut" ? count - 1 : number);
    }

    [Fact]
    public async Task A_checkpoint_of_another_server_is_not_taken()
    {
        var (programme, _) = await App.WithRecord(1);
        using var client = Client(programme);
        var kept = (await client.Audit.Checkpoint(Cancellation)).Token;
        foreach (var keys in new[] { """{"keys":[]}""", "{}", "no keys", null })
            await Should.ThrowAsync<ArgumentException>(() =>
                AuditChain.Verify(new MemoryStream(), kept, keys, Cancellation)
            );
    }

    private VidimusClient Client(Programme programme) =>
        new(
            new()
            {
                BaseAddress = App.Url,
                ClientToken = Secret.Of(programme.Key.Secret),
                UseKeyDirectly = true,
            }
        );

    private static async Task<byte[]> Export(VidimusClient client)
    {
        using var export = new MemoryStream();
        await client.Audit.Export(export, cancellation: Cancellation);
        return export.ToArray();
    }
}

/// <summary>What the record promises of time.</summary>
public sealed class SealingTimeTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_fact_is_sealed_within_a_second_of_its_commit(Engine engine)
    {
        Engines.Demand(engine);
        await using var app = await VidimusApp.Start(new(engine) { RealTime = true });
        var programme = await Programme.Start(app);
        var quickest = TimeSpan.MaxValue;
        // What else the machine does may hold a try up; none of ten is not the machine.
        for (var tries = 0; tries < 10 && quickest > TimeSpan.FromSeconds(1); tries++)
        {
            await programme.Issue();
            var committed = System.Diagnostics.Stopwatch.GetTimestamp();
            await app.Sealed(programme.Issuer.Id);
            quickest = System.Diagnostics.Stopwatch.GetElapsedTime(committed);
        }
        quickest.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await app.Get("/health"))
            .Json.GetProperty("checks")
            .GetProperty("audit")
            .GetProperty("status")
            .GetString()
            .ShouldBe("healthy");
    }
}

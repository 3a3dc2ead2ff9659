using System.Diagnostics;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Gate;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Server;

/// <summary>Whether the server can do its work.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Version">Version of the server.</param>
/// <param name="Checks">Each check by name.</param>
/// <param name="Timestamp">When it was checked.</param>
public sealed record HealthReport(
    string Status,
    string Version,
    IReadOnlyDictionary<string, HealthCheck> Checks,
    DateTimeOffset Timestamp
);

/// <summary>One check.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="LatencyMs">Milliseconds it took, where that tells something.</param>
/// <param name="Hint">What the operator can do, when it is not healthy.</param>
public sealed record HealthCheck(string Status, double? LatencyMs = null, string? Hint = null);

/// <summary>The Verity form: the success envelope around the report, also when unhealthy.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">The report.</param>
/// <param name="Meta">Request id and time.</param>
public sealed record VerityHealth(bool Success, VerityHealthData Data, VerityMeta Meta);

/// <summary>The report with Verity's names.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Version">Always <c>v1</c>.</param>
/// <param name="Checks">Each check by name.</param>
/// <param name="Timestamp">When it was checked.</param>
public sealed record VerityHealthData(
    string Status,
    string Version,
    IReadOnlyDictionary<string, HealthCheck> Checks,
    DateTimeOffset Timestamp
);

/// <summary>
/// Checks configuration, authentication, signing keys, database and migrations: not that the process runs, but that
/// it can do its work. Anybody may ask, as often as they like: one check runs at a time, and its report is everybody's
/// for a second.
/// </summary>
internal sealed class Health(
    IDbContextFactory<VidimusDb> databases,
    IEnumerable<IHealthProbe> probes,
    AccessOptions options,
    Installation installation,
    TimeProvider clock
)
{
    private static readonly string Version = typeof(Health)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private Task<HealthReport>? _last;
    private long _lastDone;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/health",
                async (HttpContext http, Health health) =>
                    Answer(await health.Report(http.RequestAborted), static r => r)
            )
            .Public("monitoring")
            .Uncounted("whoever watches over the server must always get an answer")
            .Produces<HealthReport>()
            .Produces<HealthReport>(503)
            .WithTags("Health")
            .WithSummary("Can the server do its work?")
            .WithName("getHealth");
        routes
            .MapGet(
                "/health/live",
                (HttpContext http) => Results.Json(new Liveness("alive"), VidimusJson.Native)
            )
            .Public("monitoring")
            .Uncounted("whoever watches over the server must always get an answer")
            .WithTags("Health")
            .WithSummary("Does the process answer?")
            .WithName("getLiveness")
            .Produces<Liveness>();
        routes
            .MapGet(
                "/api/v1/health",
                async (HttpContext http, Health health) =>
                    Answer(
                        await health.Report(http.RequestAborted),
                        r => Verity(http, r),
                        VidimusJson.Snake
                    )
            )
            .Public("monitoring")
            .Uncounted("whoever watches over the server must always get an answer")
            .WithMetadata(new ChecksKeyIfSent())
            .Produces<VerityHealth>()
            .Produces<VerityHealth>(503)
            .WithTags("Verity")
            .WithSummary("Can the server do its work? (Verity form)")
            .WithName("verityHealth");
    }

    /// <summary>The report of the check that runs, or ran within the last second; one who goes away ends it for nobody.</summary>
    private Task<HealthReport> Report(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (
                _last is null
                || (_last.IsCompleted && Stopwatch.GetElapsedTime(_lastDone) >= Fresh)
            )
                _last = Task.Run(CheckOnce, CancellationToken.None);
            return _last.WaitAsync(cancellation);
        }
    }

    private async Task<HealthReport> CheckOnce()
    {
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            return await Check(patience.Token);
        }
        finally
        {
            lock (_lock)
                _lastDone = Stopwatch.GetTimestamp();
        }
    }

    private async Task<HealthReport> Check(CancellationToken cancellation)
    {
        var checks = new SortedDictionary<string, HealthCheck>(StringComparer.Ordinal)
        {
            ["configuration"] = options.PublicUrl is null
                ? new(
                    "degraded",
                    Hint: "PublicUrl is not set: only test credentials can be issued."
                )
                : new("healthy"),
        };
        if (installation.Gap is { } gap)
            checks["restore"] = new(
                "degraded",
                Hint: $"The database was restored from a backup: what was issued, revoked, suspended or erased between {gap.Since:yyyy-MM-dd HH:mm:ss}Z and {gap.Until:yyyy-MM-dd HH:mm:ss}Z is lost. Do it again, then run 'confirm-restored'."
            );
        var started = Stopwatch.GetTimestamp();
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            await db.Ping(cancellation);
            checks["database"] = new(
                "healthy",
                Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 3)
            );
            var missing = db.KnownMigrations()
                .Except(await db.AppliedMigrations(cancellation))
                .Count();
            checks["migrations"] =
                missing == 0
                    ? new("healthy")
                    : new(
                        "unhealthy",
                        Hint: $"{missing} migrations are missing; restart the server."
                    );
        }
        catch (Exception)
        {
            checks["database"] = new(
                "unhealthy",
                Hint: "The database does not answer; see the server's log."
            );
            checks["migrations"] = new(
                "unhealthy",
                Hint: "Unknown while the database does not answer."
            );
        }
        foreach (var probe in probes)
        {
            try
            {
                checks[probe.Name] = await probe.IsWell(cancellation)
                    ? new("healthy")
                    : new(probe.Otherwise, Hint: probe.Hint);
            }
            catch (Exception)
            {
                checks[probe.Name] = new(probe.Otherwise, Hint: probe.Hint);
            }
        }
        var worst =
            checks.Values.Any(c => c.Status == "unhealthy") ? "unhealthy"
            : checks.Values.Any(c => c.Status == "degraded") ? "degraded"
            : "healthy";
        return new(worst, Version, checks, clock.GetUtcNow());
    }

    private static VerityHealth Verity(HttpContext http, HealthReport report) =>
        new(
            true,
            new(report.Status, "v1", report.Checks, report.Timestamp),
            new(http.RequestId(), report.Timestamp)
        );

    private static IResult Answer<T>(
        HealthReport report,
        Func<HealthReport, T> shape,
        System.Text.Json.JsonSerializerOptions? json = null
    ) =>
        Results.Json(
            shape(report),
            json ?? VidimusJson.Native,
            statusCode: report.Status == "unhealthy" ? 503 : 200
        );
}

/// <summary>The process answers.</summary>
/// <param name="Status">Always <c>alive</c>.</param>
public sealed record Liveness(string Status);

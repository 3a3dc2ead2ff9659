using System.CommandLine;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Shows how the server is.</summary>
internal static class HealthCommand
{
    public static Command Make(Runner run) =>
        run.With(
            new Command(
                "health",
                "Show how the server is. Needs no key. Exit code 1 when unhealthy."
            ),
            Act
        );

    private static async Task<int> Act(Run run)
    {
        var report = await run.Client.Health.Get(run.Cancellation);
        if (run.Print.Json)
            run.Print.Document(report);
        else
        {
            var colour = report.Status is HealthStatus.Healthy ? "green" : "red";
            run.Print.Headline(
                report.Status.ToString().ToLowerInvariant(),
                colour,
                $"version {report.Version}"
            );
            run.Print.Table(
                ["part", "status", "ms"],
                report.Checks.Select(c =>
                    new object?[] { c.Key, c.Value.Status, c.Value.LatencyMs }
                )
            );
        }
        return report.Status is HealthStatus.Unhealthy ? ExitCode.Failed : ExitCode.Done;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Vidimus.Client;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>How the gateway is, check by check.</summary>
/// <param name="Status"><c>healthy</c>, or <c>unhealthy</c> when any check failed.</param>
/// <param name="Checks">Each check.</param>
/// <param name="CheckedAt">When.</param>
internal sealed record GatewayReport(
    string Status,
    IReadOnlyList<GatewayCheck> Checks,
    DateTimeOffset CheckedAt
)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [JsonIgnore]
    public bool IsHealthy => Status == "healthy";

    public string Json() => JsonSerializer.Serialize(this, Web);
}

/// <summary>One check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Outcome"><c>pass</c> or <c>fail</c>.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Detail">What was found.</param>
internal sealed record GatewayCheck(string Name, string Outcome, double DurationMs, string Detail);

/// <summary>
/// Proves that the gateway can do its work, not merely that it runs: its configuration, a real exchange of the client token,
/// that the API can be reached and says it is well, and that a call goes through within its time. A report is good for a few
/// seconds, and those who ask at the same time share one.
/// </summary>
internal sealed class GatewayHealth(GatewayParts parts, GatewayHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private Task<GatewayReport>? _current;
    private long _askedAt;
    private string? _lastFailing;

    public async Task<GatewayReport> Get(CancellationToken cancellation)
    {
        Task<GatewayReport> current;
        lock (_gate)
        {
            var stale =
                _current is null
                || (
                    _current.IsCompleted
                    && parts.Clock.GetElapsedTime(_askedAt) >= parts.Settings.HealthKept
                );
            if (stale)
            {
                _askedAt = parts.Clock.GetTimestamp();
                _current = Task.Run(Look, CancellationToken.None);
            }
            current = _current!;
        }
        return await current.WaitAsync(cancellation);
    }

    private async Task<GatewayReport> Look()
    {
        parts.LookForToken();
        var configuration = await Check("configuration", _ => Task.FromResult(Configuration()));
        HealthReport? api = null;
        var reachability = await Check(
            "reachability",
            async limit =>
            {
                api = await parts.Api.Health.Get(limit);
                return $"The API answers, version {api.Version}.";
            }
        );
        var authentication = await Check(
            "authentication",
            async limit =>
            {
                await parts.Api.Authenticate(limit);
                return "The client token was exchanged for an access token.";
            }
        );
        var dependencies = await Check("dependencies", _ => Task.FromResult(Dependencies(api)));
        var responsiveness = await Check("responsiveness", Responsiveness);
        GatewayCheck[] checks =
        [
            configuration,
            authentication,
            reachability,
            dependencies,
            responsiveness,
        ];
        var failing = string.Join(", ", checks.Where(c => c.Outcome == "fail").Select(c => c.Name));
        var status = failing.Length == 0 ? "healthy" : "unhealthy";
        if (failing != (_lastFailing ?? ""))
            GatewayLog.HealthChanged(parts.Logger, status, failing);
        _lastFailing = failing;
        return new(status, checks, parts.Clock.GetUtcNow());
    }

    private string Configuration()
    {
        if (parts.Settings.ClientTokenFile is { } file)
            ClientTokenFile.ReadFrom(file);
        if (parts.Settings.CallersFile is { } callers)
            CallersFile.Read(callers);
        if (
            parts.Settings.Certificate is not null
            && Certificates.Load(parts.Settings) is { } certificate
            && parts.Clock.GetUtcNow() > certificate.NotAfter.ToUniversalTime()
        )
            throw new GatewayMistakeException("The gateway's certificate has expired.");
        return "The settings are complete, and the files they name can be read.";
    }

    private string Dependencies(HealthReport? api)
    {
        if (!parts.Recorder.Works)
            throw new GatewayMistakeException("The audit file cannot be written.");
        if (parts.Api.Circuit is CircuitState.Open)
            throw new GatewayMistakeException(
                "Calls are held back because the API failed repeatedly."
            );
        if (api is null)
            throw new GatewayMistakeException("The API did not say how its parts are.");
        if (api.Status is HealthStatus.Unhealthy)
            throw new GatewayMistakeException(
                $"The API says that it is unhealthy: {string.Join(", ", api.Checks.Where(c => c.Value.Status != "healthy").Select(c => c.Key))}."
            );
        return $"The API's parts and the record are well ({api.Checks.Count} parts).";
    }

    /// <summary>A call that needs the access token, and the list of tools as a client gets it.</summary>
    private async Task<string> Responsiveness(CancellationToken limit)
    {
        var started = parts.Clock.GetTimestamp();
        if (parts.Settings.Api is GatewayApi.Vidimus)
            await parts.Api.Access.Me(limit);
        else
            await parts.Api.Groups.ListPage(new GroupFilter { PageSize = 1 }, null, limit);
        var toolset = parts.Tools.Catalogue.Toolsets[0].Name;
        var tools = await host.Listed(new McpSession(toolset, ReadOnly: false, Http: null), limit);
        if (parts.Clock.GetElapsedTime(started) > Prompt)
            throw new GatewayMistakeException(
                $"A simple call takes longer than {Prompt.TotalSeconds} seconds."
            );
        return $"A call goes through; {tools.Count} tools are offered.";
    }

    private async Task<GatewayCheck> Check(string name, Func<CancellationToken, Task<string>> look)
    {
        var started = parts.Clock.GetTimestamp();
        var (outcome, detail) = ("fail", "");
        using var limit = new CancellationTokenSource(Patience, parts.Clock);
        try
        {
            (outcome, detail) = ("pass", await look(limit.Token));
        }
        catch (VidimusException failure)
        {
            detail = $"{failure.Code}: {failure.Message}";
        }
        catch (GatewayMistakeException mistake)
        {
            detail = mistake.Message;
        }
        catch (OperationCanceledException)
        {
            detail = $"Nothing came within {Patience.TotalSeconds} seconds.";
        }
        catch (Exception e)
        {
            detail = $"It broke: {e.GetType().Name}.";
        }
        var took = parts.Clock.GetElapsedTime(started).TotalMilliseconds;
        return new(name, outcome, Math.Round(took, 1), detail);
    }
}

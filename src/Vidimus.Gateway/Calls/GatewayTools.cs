using Vidimus.Client;
using Vidimus.Tools;

namespace Vidimus.Gateway;

/// <summary>
/// The tools that a caller sees: of the catalogue those that the API behind can carry out, that the settings allow, that the
/// caller is allowed and that the client token has the scope for.
/// </summary>
internal sealed class GatewayTools(
    GatewaySettings settings,
    ToolCatalogue catalogue,
    VidimusClient api,
    TimeProvider clock
)
{
    private static readonly TimeSpan ScopesKept = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private IReadOnlyList<string>? _scopes;
    private long _askedAt;
    private Task? _asking;

    public ToolCatalogue Catalogue => catalogue;

    public async ValueTask<IReadOnlyList<Tool>> For(
        CallerEntry caller,
        McpSession session,
        CancellationToken cancellation
    )
    {
        var scopes = await Scopes(cancellation);
        return
        [
            .. catalogue
                .In(
                    session.Toolset,
                    session.ReadOnly || settings.ReadOnly,
                    scopes is null ? null : s => Holds(scopes, s)
                )
                .Where(t =>
                    (settings.Api is GatewayApi.Vidimus || VerixTools.Names.Contains(t.Name))
                    && (settings.Tools?.Contains(t.Name) ?? true)
                    && caller.May(t.Name)
                ),
        ];
    }

    /// <summary>Names in the settings that no tool has, so that a misspelt one is not taken for an allowed one.</summary>
    public static string? Unknown(ToolCatalogue catalogue, IEnumerable<string> names)
    {
        var known = catalogue.Tools.Select(t => t.Name).ToHashSet();
        return names.FirstOrDefault(n => !known.Contains(n));
    }

    /// <summary>
    /// What the client token may do, asked once a minute; null while that is not known, and then the API decides at the call.
    /// </summary>
    private async ValueTask<IReadOnlyList<string>?> Scopes(CancellationToken cancellation)
    {
        if (settings.Api is GatewayApi.Verix)
            return null;
        Task asking;
        lock (_gate)
        {
            if (_scopes is not null && clock.GetElapsedTime(_askedAt) < ScopesKept)
                return _scopes;
            asking = _asking ??= Task.Run(Ask, CancellationToken.None);
        }
        // A list is not held up by an API that is away: what was known last is good enough for it.
        if (_scopes is null)
            await asking.WaitAsync(cancellation);
        return _scopes;
    }

    private async Task Ask()
    {
        IReadOnlyList<string>? scopes = null;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
            scopes = (await api.Access.Me(limit.Token)).Scopes;
        }
        catch (Exception e) when (e is VidimusException or OperationCanceledException)
        {
            // Told by the call that needs it.
        }
        finally
        {
            lock (_gate)
            {
                _scopes = scopes ?? _scopes;
                if (scopes is not null)
                    _askedAt = clock.GetTimestamp();
                _asking = null;
            }
        }
    }

    /// <summary>Forgets what the old client token could do.</summary>
    public void Forget()
    {
        lock (_gate)
            _scopes = null;
    }

    /// <summary>A scope is held by itself or by one above it: write holds read and all that only administrators have not. A test holds it to the server's own rule.</summary>
    internal static bool Holds(IReadOnlyList<string> scopes, string scope) =>
        scopes.Contains(scope)
        || scopes.Contains("admin")
        || scopes.Contains("write")
        || (scopes.Contains("read") && UnderRead.Contains(scope));

    private static readonly string[] UnderRead =
    [
        "credentials:read",
        "credentials:verify",
        "groups:read",
        "orders:read",
        "policies:read",
        "usage:read",
        "webhooks:read",
    ];
}

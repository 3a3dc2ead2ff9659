using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Client;
using Vidimus.OwnCalls;

namespace Vidimus.Portal;

/// <summary>What a page has to work with: who looks at it, and the API in that member's name.</summary>
internal sealed class PortalCalls(OwnServer server, IServiceScopeFactory scopes) : IDisposable
{
    private VidimusClient? _api;
    private OwnServerHandler? _own;
    private Visitor? _visitor;
    private IReadOnlyDictionary<string, string>? _names;

    /// <summary>Who looks at the page.</summary>
    public Visitor Visitor =>
        _visitor
        ?? throw new InvalidOperationException(
            "Only pages behind the portal's door have a visitor."
        );

    /// <summary>The API, called in the visitor's name, organization and mode.</summary>
    public VidimusClient Api =>
        _api
        ?? throw new InvalidOperationException(
            "Only pages behind the portal's door have a visitor."
        );

    /// <summary>Names of the organization's members by their ids, for who may know them; of a large one the first only.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Names(CancellationToken cancellation) =>
        _names ??= Visitor.May(Right.Admin)
            ? (
                await Api.Members.ListPage(new() { PageSize = 100 }, cancellation: cancellation)
            ).Data.ToDictionary(m => m.Id, m => m.Name, StringComparer.Ordinal)
            : new Dictionary<string, string>();

    public void Enter(HttpContext http, Visitor visitor)
    {
        _visitor = visitor;
        _own = new(server, scopes, http);
        _api = new(
            new()
            {
                BaseAddress = new($"{http.Request.Scheme}://{http.Request.Host}"),
                ClientToken = visitor.Token,
                UseKeyDirectly = true,
                AllowInsecureHttp = true,
            },
            _own
        );
    }

    /// <summary>The page has what it needs: calls that still run end before the visitor's request gives back its place.</summary>
    public Task Leave() => _own?.Leave() ?? Task.CompletedTask;

    public void Dispose() => _api?.Dispose();
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Server;
using Vidimus.Tools.Protocol;
using Vidimus.Webhooks;

namespace Vidimus.Testing;

/// <summary>What the architecture tests look at: routes, catalogues and the model. Scenarios have no use for it.</summary>
public sealed class Inside
{
    private readonly WebApplication _server;

    internal Inside(WebApplication server) => _server = server;

    /// <summary>Every route.</summary>
    public IReadOnlyList<RouteEndpoint> Routes =>
        [
            .. ((IEndpointRouteBuilder)_server)
                .DataSources.SelectMany(s => s.Endpoints)
                .OfType<RouteEndpoint>(),
        ];

    /// <summary>The modules' refusals.</summary>
    public IReadOnlyList<ProblemCatalogue> Catalogues =>
        [.. _server.Services.GetServices<ProblemCatalogue>()];

    /// <summary>The generated page of refusals.</summary>
    public string ProblemPageText => ProblemPage.Text(Catalogues);

    /// <summary>The modules' kinds of events.</summary>
    public IReadOnlyList<EventCatalogue> Events =>
        [.. _server.Services.GetServices<EventCatalogue>()];

    /// <summary>The generated page of events.</summary>
    public string EventPageText => _server.Services.EventPage();

    /// <summary>How the protocol for assistants is served.</summary>
    public McpOptions Mcp => _server.Services.GetRequiredService<McpOptions>();

    /// <summary>A context over the whole model.</summary>
    public VidimusDb NewDb() =>
        _server.Services.GetRequiredService<IDbContextFactory<VidimusDb>>().CreateDbContext();

    /// <summary>A service, by its type.</summary>
    public T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();
}

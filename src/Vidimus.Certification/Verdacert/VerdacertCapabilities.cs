using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Certification.Catalogue;
using Vidimus.Platform.Http;

namespace Vidimus.Certification.Verdacert;

/// <summary>What can be ordered, for Verdacert's clients.</summary>
internal static class VerdacertCapabilities
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/capabilities", (GetCapabilities get) => get.Answer())
            .Needs(Scopes.OrdersRead)
            .Produces<Capabilities>()
            .WithTags(VerdacertBodies.Tag)
            .WithSummary("Read what can be ordered and for how much (Verdacert form)")
            .WithName("verdacertCapabilities");
}

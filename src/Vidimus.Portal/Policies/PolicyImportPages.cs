using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Policies;

/// <summary>What was loaded, and what of it was refused.</summary>
internal static class PolicyImportPages
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(
            "policy-imports",
            async (HttpContext http, PortalCalls calls) =>
                http.Page<PolicyImportsPage>(
                    new
                    {
                        calls.Visitor,
                        Imports = await calls.Api.PolicyImports.ListPage(
                            http.Cursor(),
                            25,
                            http.RequestAborted
                        ),
                    }
                )
        );
        portal.MapGet("policy-imports/{id}", Show);
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id)
    {
        var import = await calls.Api.PolicyImports.Get(id, http.RequestAborted);
        return http.Page<PolicyImportPage>(
            new
            {
                calls.Visitor,
                Import = import,
                Errors = import.Counts.Refused == 0
                    ? null
                    : await calls.Api.PolicyImports.ErrorsPage(
                        id,
                        http.Cursor(),
                        50,
                        http.RequestAborted
                    ),
            }
        );
    }
}

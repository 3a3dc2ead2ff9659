using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>Shows one key; never its text.</summary>
internal sealed class GetKey(
    VidimusDb db,
    CurrentCaller caller,
    KeyOptions limits,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/keys/{id}", async (GetKey get, string id) => (await get.Run(id)).Answer())
            .Needs(Scopes.KeysAdmin)
            .Produces<ApiKey>()
            .WithTags("Keys")
            .WithSummary("Get a key")
            .WithName("getKey");

    public async Task<Result<ApiKey>> Run(string id) =>
        await KeyRules.Find(db, caller.Value, id) is { } key
            ? ApiKey.Of(key, clock.GetUtcNow(), limits)
            : PlatformProblems.NotFound;
}

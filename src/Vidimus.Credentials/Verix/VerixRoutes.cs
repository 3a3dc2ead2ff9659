using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Lifecycle;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verix;

/// <summary>The routes that Verix clients call, under <c>/verix/v1</c>, on the same operations as every other door.</summary>
internal static class VerixRoutes
{
    private const string Groups = "/verix/v1/credentials/groups";
    private const string Credentials = "/verix/v1/credentials";

    // One credential and a hundred are written by the same call: bytes of a body that is no list yet.
    private const int FewInputs = 4096;

    public static void AddVerix(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(
            new VerixJson(snake: builder.Configuration["Verix:Casing"] is "snake_case")
        );
        builder.Services.AddSingleton<Surface, VerixSurface>();
        builder.Services.AddScoped<VerixReads>();
        builder.Services.AddScoped<VerixWrites>();
    }

    public static void MapVerix(this IEndpointRouteBuilder routes)
    {
        routes.MapTokenExchange("/verix/v1/auth/token", "verixExchangeToken", "Verix");
        MapReads(routes);
        MapWrites(routes);
    }

    private static void MapReads(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                Groups,
                async (
                    HttpContext http,
                    VerixReads reads,
                    VerixJson json,
                    string? page_number,
                    string? page_size
                ) => Answer(await reads.Groups(page_number, page_size, http.RequestAborted), json)
            )
            .Needs(Scopes.GroupsRead)
            .Produces<VerixGroups>()
            .Verix("List groups", "verixListGroups");
        routes
            .MapGet(
                Groups + "/{group_id}",
                async (HttpContext http, VerixReads reads, VerixJson json, string group_id) =>
                    Answer(await reads.Group(group_id, http.RequestAborted), json)
            )
            .Needs(Scopes.GroupsRead)
            .Produces<VerixGroupDetail>()
            .Verix("Get a group", "verixGetGroup");
        routes
            .MapGet(
                Credentials,
                async (
                    HttpContext http,
                    VerixReads reads,
                    VerixJson json,
                    string? page_number,
                    string? page_size,
                    string? name,
                    string? group_id,
                    string? external_id
                ) =>
                    Answer(
                        await reads.Credentials(
                            page_number,
                            page_size,
                            name,
                            group_id,
                            external_id,
                            http.RequestAborted
                        ),
                        json
                    )
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<VerixCredentials>()
            .Verix("List credentials", "verixListCredentials");
        routes
            .MapGet(
                Credentials + "/{credential_id}",
                async (
                    HttpContext http,
                    VerixReads reads,
                    VerixJson json,
                    string credential_id,
                    string? format
                ) =>
                    Answer(
                        await reads.Credential(credential_id, format, json, http.RequestAborted),
                        json
                    )
            )
            .Needs(Scopes.CredentialsRead)
            .Produces<VerixNested>()
            .Verix("Get a credential, flat or nested", "verixGetCredential");
    }

    private static void MapWrites(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                Groups + "/{group_id}",
                (HttpContext http, VerixWrites writes, VerixJson json, string group_id) =>
                    Take<VerixCreateRequest, Batch>(
                        http,
                        (_, batch) => Json(VerixWrites.Created(batch), json),
                        r => writes.Create(group_id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .AcceptsLists()
            .Weighs(10, bodiesOver: FewInputs)
            .Heavy(bodiesOver: FewInputs)
            .Accepts<VerixCreateRequest>("application/json")
            .Produces<VerixCreated>()
            .Verix("Create credentials in a group", "verixCreateCredentials");
        routes
            .MapPut(
                Groups + "/{group_id}",
                (HttpContext http, VerixWrites writes, VerixJson json, string group_id) =>
                    Take<VerixUpdateRequest, ChangedDrafts>(
                        http,
                        (r, done) => Json(VerixWrites.Updated(done, r), json),
                        r => writes.Update(group_id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .AcceptsLists()
            .Weighs(10, bodiesOver: FewInputs)
            .Heavy(bodiesOver: FewInputs)
            .Accepts<VerixUpdateRequest>("application/json")
            .Produces<VerixUpdated>()
            .Verix("Change drafts of a group", "verixUpdateCredentials");
        routes
            .MapDelete(
                Credentials + "/{credential_id}",
                (HttpContext http, VerixWrites writes, VerixJson json, string credential_id) =>
                    http.Once(
                        _ => Json(new VerixDone("OK", "The credential was deleted."), json),
                        () => writes.Delete(credential_id, http.RequestAborted)
                    )
            )
            .Needs(Scopes.CredentialsIssue)
            .Produces<VerixDone>()
            .Verix("Delete a draft", "verixDeleteCredential");
    }

    private static async Task<IResult> Take<TRequest, TDone>(
        HttpContext http,
        Func<TRequest, TDone, Written> write,
        Func<TRequest, Task<Result<TDone>>> run
    )
        where TRequest : class
    {
        var bytes = await http.ReadBytes();
        if (bytes.Problem is { } tooLarge)
            return new Refusal(tooLarge);
        var body = VerixJson.Read(bytes.Value!);
        if (body.Problem is { } malformed)
            return new Refusal(malformed);
        var read = Bodies.Parse<TRequest>(body.Value!, VidimusJson.Tolerant);
        return read.Problem is { } wrong
            ? new Refusal(wrong)
            : await http.Once(done => write(read.Value!, done), () => run(read.Value!));
    }

    private static IResult Answer<T>(Result<T> result, VerixJson json) =>
        result.Problem is { } problem ? new Refusal(problem) : Json(result.Value!, json);

    private static Written Json<T>(T value, VerixJson json) =>
        Written.Json(200, value, json.Output);

    private static RouteHandlerBuilder Verix(
        this RouteHandlerBuilder route,
        string summary,
        string name
    ) => route.WithTags("Verix").WithSummary(summary).WithName(name);
}

using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Vidimus.Access.Gate;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;

namespace Vidimus.Server;

/// <summary>The OpenAPI 3.1 document at <c>/openapi.json</c> and the page at <c>/docs</c> that shows it.</summary>
internal static class OpenApiDocument
{
    private const string Name = "v1";

    // The page writes style attributes; scripts come from this server only.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

    public static void Add(IServiceCollection services) =>
        services.AddOpenApi(
            Name,
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(Describe);
                options.AddOperationTransformer(Secure);
                options.AddOperationTransformer(Files);
                options.AddOperationTransformer(Repeats);
                options.AddOperationTransformer(ParameterTexts.Describe);
                options.AddSchemaTransformer(Unwrap);
            }
        );

    public static void Map(WebApplication app)
    {
        // Made once: making it takes more than most requests do, and nobody needs a key to ask for it.
        var made = new Lazy<Task<byte[]>>(async () =>
            Encoding.UTF8.GetBytes(await Text(app.Services))
        );
        app.MapGet(
                "/openapi.json",
                async () => Results.Bytes(await made.Value, "application/json;charset=utf-8")
            )
            .Public("the contract itself")
            .RequireCors("public")
            .ExcludeFromDescription();
        app.Use(
            (http, next) =>
            {
                if (http.Request.Path.StartsWithSegments("/docs"))
                    http.Response.Headers.ContentSecurityPolicy = PagePolicy;
                return next(http);
            }
        );
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Vidimus API";
            page.SwaggerEndpoint("/openapi.json", "Vidimus");
            page.EnableTryItOutByDefault();
        });
    }

    /// <summary>The document as text, for <c>docs/openapi.json</c>.</summary>
    public static async Task<string> Text(WebApplication app, CancellationToken cancellation)
    {
        await app.StartAsync(cancellation);
        var text = await Text(app.Services);
        await app.StopAsync(cancellation);
        return text;
    }

    private static async Task<string> Text(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var document = await scope
            .ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name)
            .GetOpenApiDocumentAsync();
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
    }

    private static Task Describe(
        Microsoft.OpenApi.OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellation
    )
    {
        document.Info = new()
        {
            Title = "Vidimus",
            Version = "1",
            Description =
                "Issue digital credentials, let anyone verify them. Errors have a stable code, a message and a hint. `/v1` only grows.",
            License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new() { Url = "/", Description = "this server" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, or an access token from POST /v1/auth/token.",
            },
            ["basic"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "For the exchange: the key's id and the client token.",
            },
        };
        return Task.CompletedTask;
    }

    private static async Task Secure(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var scope = metadata.OfType<NeedsScope>().FirstOrDefault()?.Scope;
        var isOperator = metadata.OfType<NeedsOperator>().Any();
        var exchange =
            context
                .Description.RelativePath?.TrimEnd('/')
                .EndsWith("/auth/token", StringComparison.Ordinal) == true;
        if (scope is not null || isOperator || exchange)
        {
            operation.Security =
            [
                new()
                {
                    [
                        new OpenApiSecuritySchemeReference(
                            exchange ? "basic" : "bearer",
                            context.Document
                        )
                    ] = [],
                },
            ];
            var needs =
                isOperator ? "The operator's token."
                : scope is null or "*" ? "Any key."
                : $"Scope `{scope}`.";
            operation.Description = string.Join(
                ' ',
                new[] { operation.Description, exchange ? null : needs }.Where(t => t is not null)
            );
        }
        else
        {
            operation.Security = [];
        }
        var native =
            context.Description.RelativePath?.StartsWith("v1", StringComparison.Ordinal) == true;
        operation.Responses ??= [];
        if (!native)
        {
            operation.Responses.TryAdd(
                "default",
                new OpenApiResponse
                {
                    Description =
                        "A refusal, in the form of this contract; the codes are those of docs/problems.md.",
                }
            );
            return;
        }
        var error = await context.GetOrCreateSchemaAsync(typeof(ErrorBody), null, cancellation);
        context.Document?.AddComponent("ErrorBody", error);
        operation.Responses.TryAdd(
            "default",
            new OpenApiResponse
            {
                Description =
                    "A refusal: what happened and what to do; the codes are those of docs/problems.md.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new()
                    {
                        Schema = new OpenApiSchemaReference("ErrorBody", context.Document),
                    },
                },
            }
        );
    }

    /// <summary>Every operation that keeps its first answer takes a key by which a repetition is told.</summary>
    private static Task Repeats(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (
            context.Description.HttpMethod is null or "GET" or "HEAD"
            || metadata.OfType<RepeatsByItself>().Any()
        )
            return Task.CompletedTask;
        operation.Parameters ??= [];
        operation.Parameters.Add(
            new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description =
                    "A key of your own for this request, best a random UUID. Repeated within 24 hours, the same request is given the first answer, marked `Idempotency-Replayed: true`, and does nothing.",
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = 255,
                },
            }
        );
        return Task.CompletedTask;
    }

    /// <summary>Of a route that takes files as well, only its JSON has the members that are described; the rest is the file.</summary>
    private static Task Files(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (
            !metadata.OfType<TakesFiles>().Any()
            || operation.RequestBody?.Content is not { } content
        )
            return Task.CompletedTask;
        foreach (var (type, media) in content)
        {
            if (type is "multipart/form-data" or "application/x-www-form-urlencoded")
                media.Schema = Form();
            else if (type != "application/json")
                media.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Format = "binary",
                };
        }
        return Task.CompletedTask;
    }

    private static OpenApiSchema Form() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "A file or text, exactly one of the two.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                ["text"] = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        };

    /// <summary>A member that may be left out is described by its value's own schema.</summary>
    private static async Task Unwrap(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellation
    )
    {
        var type = context.JsonTypeInfo.Type;
        // A text that is written in a way of its own is a text all the same.
        if (schema.Type is null && context.JsonPropertyInfo?.PropertyType == typeof(string))
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Optional<>))
            return;
        var inner = await context.GetOrCreateSchemaAsync(
            type.GetGenericArguments()[0],
            null,
            cancellation
        );
        schema.Type = inner.Type;
        schema.Format = inner.Format;
        schema.Items = inner.Items;
        schema.Properties = inner.Properties;
        schema.AdditionalProperties = inner.AdditionalProperties;
    }
}

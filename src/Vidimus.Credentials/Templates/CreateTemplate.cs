using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>A template to be created.</summary>
/// <param name="Name">Its name; 1 to 200 characters.</param>
/// <param name="Svg">The SVG, at most a million characters, pictures inside it included.</param>
public sealed record CreateTemplateRequest(string? Name = null, string? Svg = null);

/// <summary>Creates a template of an upload, which is cleaned and drawn once before it is kept.</summary>
internal sealed class CreateTemplate(
    Writes writes,
    CurrentCaller caller,
    UploadedTemplates uploads,
    TimeProvider clock
)
{
    /// <summary>JSON may write a character of the SVG as six.</summary>
    public const long LargestBody = 3 << 20;

    private const int MostOfAnOrganization = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/templates",
                (HttpContext http, CreateTemplate create) =>
                    http.Take<CreateTemplateRequest, Template>(
                        201,
                        r => create.Run(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .AcceptsFiles(LargestBody)
            .Accepts<CreateTemplateRequest>("application/json")
            .Produces<Template>(201)
            .WithTags("Templates")
            .WithSummary("Create a template")
            .WithName("createTemplate");

    public async Task<Result<Template>> Run(
        CreateTemplateRequest request,
        CancellationToken cancellation
    )
    {
        if (new Fields().Text("name", request.Name, 200, required: true).Problem is { } wrong)
            return wrong;
        var taken = await uploads.Take(caller.Value.OrganizationId, request.Svg, cancellation);
        if (taken.Problem is { } refused)
            return refused;
        return await writes.Commit<Template>(
            async unit =>
            {
                if (await unit.Db.Templates.CountAsync(cancellation) >= MostOfAnOrganization)
                    return TemplateProblems.TooMany;
                var row = NewRow(request.Name!, taken.Value!);
                unit.Db.Add(row);
                unit.State(new SimpleFact("template.created", row.Id));
                return Template.Of(row, 0);
            },
            cancellation
        );
    }

    private TemplateRow NewRow(string name, UploadedTemplate taken)
    {
        var now = clock.GetUtcNow();
        return new()
        {
            OrganizationId = caller.Value.OrganizationId,
            Id = NewId.Create("tpl", clock),
            Mode = caller.Value.Mode,
            Name = name,
            Svg = taken.Svg,
            Fields = string.Join(' ', taken.Compiled.Fields),
            Warnings = string.Join('\n', taken.Warnings),
            Width = taken.Compiled.Page.Width,
            Height = taken.Compiled.Page.Height,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }
}

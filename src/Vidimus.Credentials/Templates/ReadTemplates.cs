using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>Lists templates, shipped ones first, and shows one and its SVG.</summary>
internal sealed class ReadTemplates(VidimusDb db)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/templates",
                async (HttpContext http, ReadTemplates read) =>
                    (await read.List(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Page<Template>>()
            .WithTags("Templates")
            .WithSummary("List templates")
            .WithName("listTemplates");
        routes
            .MapGet(
                "/v1/templates/{id}",
                async (HttpContext http, ReadTemplates read, string id) =>
                    (await read.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<Template>()
            .WithTags("Templates")
            .WithSummary("Get a template")
            .WithName("getTemplate");
        routes
            .MapGet(
                "/v1/templates/{id}/svg",
                async (HttpContext http, ReadTemplates read, string id) =>
                {
                    var svg = await TemplateStore.Svg(read.Db, id, http.RequestAborted);
                    return svg is null
                        ? new Refusal(new Problem(TemplateProblems.NotFound))
                        : PageFile.Answer(
                            http,
                            new(System.Text.Encoding.UTF8.GetBytes(svg), PageFile.Svg)
                        );
                }
            )
            .Needs(Scopes.GroupsRead)
            .Produces<string>(200, PageFile.Svg)
            .WithTags("Templates")
            .WithSummary("Get a template's SVG")
            .WithName("getTemplateSvg");
    }

    private VidimusDb Db => db;

    /// <summary>All of them: an organization has 200 at most.</summary>
    public async Task<Result<Page<Template>>> List(CancellationToken cancellation)
    {
        var uses = await TemplateStore.Uses(db, cancellation);
        var own = await db
            .Templates.AsNoTracking()
            .OrderByDescending(t => t.Id)
            .Select(t => new TemplateRow
            {
                OrganizationId = t.OrganizationId,
                Id = t.Id,
                Mode = t.Mode,
                Name = t.Name,
                Svg = "",
                Fields = t.Fields,
                Warnings = t.Warnings,
                Width = t.Width,
                Height = t.Height,
                CreatedAt = t.CreatedAt,
                UpdatedAt = t.UpdatedAt,
                Version = t.Version,
            })
            .ToListAsync(cancellation);
        return new Page<Template>(
            [
                .. ShippedTemplates.All.Select(t => Template.Of(t, uses.GetValueOrDefault(t.Id))),
                .. own.Select(t => Template.Of(t, uses.GetValueOrDefault(t.Id))),
            ],
            null,
            HasMore: false
        );
    }

    public async Task<Result<Template>> Get(string id, CancellationToken cancellation)
    {
        var groups = await db.Groups.CountAsync(g => g.TemplateId == id, cancellation);
        if (ShippedTemplates.Find(id) is { } shipped)
            return Template.Of(shipped, groups);
        return await TemplateStore.Row(db, id, cancellation) is { } row
            ? Template.Of(row, groups)
            : TemplateProblems.NotFound;
    }
}

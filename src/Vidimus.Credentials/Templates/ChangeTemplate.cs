using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>Changes to a template; members left out stay as they are. Documents are drawn anew each time: issued credentials look like it from now on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Svg">The SVG in place of the one it has.</param>
public sealed record EditTemplateRequest(Optional<string> Name, Optional<string> Svg);

/// <summary>Changes a template, or deletes one that no group uses.</summary>
internal sealed class ChangeTemplate(
    Writes writes,
    CurrentCaller caller,
    UploadedTemplates uploads,
    TimeProvider clock
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPatch(
                "/v1/templates/{id}",
                (HttpContext http, ChangeTemplate change, string id) =>
                    http.Take<EditTemplateRequest, Template>(
                        200,
                        r => change.Edit(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .AcceptsFiles(CreateTemplate.LargestBody)
            .Accepts<EditTemplateRequest>("application/json")
            .Produces<Template>()
            .WithTags("Templates")
            .WithSummary("Edit a template")
            .WithName("editTemplate");
        routes
            .MapDelete(
                "/v1/templates/{id}",
                (HttpContext http, ChangeTemplate change, string id) =>
                    http.Once(204, () => change.Delete(id, http.RequestAborted))
            )
            .Needs(Scopes.GroupsWrite)
            .Produces(204)
            .WithTags("Templates")
            .WithSummary("Delete a template")
            .WithName("deleteTemplate");
    }

    public async Task<Result<Template>> Edit(
        string id,
        EditTemplateRequest request,
        CancellationToken cancellation
    )
    {
        if (ShippedTemplates.Find(id) is not null)
            return TemplateProblems.Shipped;
        var fields = new Fields();
        if (request.Name.IsGiven)
            fields.Text("name", request.Name.Value, 200, required: true);
        if (fields.Problem is { } wrong)
            return wrong;
        UploadedTemplate? taken = null;
        if (request.Svg.IsGiven)
        {
            var upload = await uploads.Take(
                caller.Value.OrganizationId,
                request.Svg.Value,
                cancellation
            );
            if (upload.Problem is { } refused)
                return refused;
            taken = upload.Value;
        }
        return await writes.Commit<Template>(
            async unit =>
            {
                if (await TemplateStore.Row(unit.Db, id, cancellation) is not { } row)
                    return TemplateProblems.NotFound;
                row.Name = request.Name.Or(row.Name)!;
                if (taken is not null)
                    Replace(row, taken);
                row.UpdatedAt = clock.GetUtcNow();
                row.Version++;
                unit.State(new SimpleFact("template.changed", row.Id));
                return Template.Of(row, await Uses(unit.Db, id, cancellation));
            },
            cancellation
        );
    }

    public async Task<Result<bool>> Delete(string id, CancellationToken cancellation)
    {
        if (ShippedTemplates.Find(id) is not null)
            return TemplateProblems.Shipped;
        return await writes.Commit<bool>(
            async unit =>
            {
                if (await TemplateStore.Row(unit.Db, id, cancellation) is not { } row)
                    return TemplateProblems.NotFound;
                if (await Uses(unit.Db, id, cancellation) > 0)
                    return TemplateProblems.InUse;
                unit.Db.Remove(row);
                unit.State(new SimpleFact("template.deleted", row.Id));
                return true;
            },
            cancellation
        );
    }

    private static Task<int> Uses(VidimusDb db, string id, CancellationToken cancellation) =>
        db.Groups.CountAsync(g => g.TemplateId == id, cancellation);

    private static void Replace(TemplateRow row, UploadedTemplate taken)
    {
        row.Svg = taken.Svg;
        row.Fields = string.Join(' ', taken.Compiled.Fields);
        row.Warnings = string.Join('\n', taken.Warnings);
        row.Width = taken.Compiled.Page.Width;
        row.Height = taken.Compiled.Page.Height;
    }
}

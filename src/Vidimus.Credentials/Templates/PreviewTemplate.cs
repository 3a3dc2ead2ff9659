using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>What a template is to be tried with.</summary>
/// <param name="Fields">Texts by the name of their field, such as <c>field-recipient-name</c>; samples for those left out.</param>
/// <param name="Color">Main colour, <c>#rrggbb</c>; the organization's when left out.</param>
/// <param name="Accent">Second colour.</param>
/// <param name="Svg">An SVG that is not kept yet; only where no template is named.</param>
public sealed record PreviewTemplateRequest(
    IReadOnlyDictionary<string, string?>? Fields = null,
    string? Color = null,
    string? Accent = null,
    string? Svg = null
);

/// <summary>Draws a template with samples, or with what the caller gives.</summary>
internal sealed class PreviewTemplate(
    VidimusDb db,
    CurrentCaller caller,
    UploadedTemplates uploads,
    DrawPage draw,
    AccessOptions options
)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        Says(
            routes.MapPost(
                "/v1/templates/{id}/preview",
                (
                    HttpContext http,
                    PreviewTemplate preview,
                    string id,
                    string? form,
                    string? width
                ) => preview.Take(http, id, form, width)
            ),
            "previewTemplate",
            "Draw a template with samples"
        );
        Says(
            routes.MapPost(
                "/v1/templates/preview",
                (HttpContext http, PreviewTemplate preview, string? form, string? width) =>
                    preview.Take(http, null, form, width)
            ),
            "previewSvg",
            "Draw an SVG as a template, without keeping it"
        );
    }

    private static void Says(RouteHandlerBuilder route, string name, string summary) =>
        route
            .Needs(Scopes.GroupsRead)
            .Repeatable("nothing is written; the same page is drawn again")
            .Heavy()
            .AcceptsFiles(CreateTemplate.LargestBody)
            .Accepts<PreviewTemplateRequest>("application/json")
            .Produces<byte[]>(200, PageFile.Svg, PageFile.Png, PageFile.Pdf)
            .WithTags("Templates")
            .WithSummary(summary)
            .WithName(name);

    private async Task<IResult> Take(HttpContext http, string? id, string? form, string? width)
    {
        var body = await http.ReadJson<PreviewTemplateRequest>();
        if (body.Problem is { } problem)
            return new Refusal(problem);
        var page = await Run(id, body.Value!, form, width, http.RequestAborted);
        return page.Problem is { } refused
            ? new Refusal(refused)
            : PageFile.Answer(http, page.Value!);
    }

    public async Task<Result<SignedForm>> Run(
        string? id,
        PreviewTemplateRequest request,
        string? form,
        string? width,
        CancellationToken cancellation
    )
    {
        var fields = new Fields()
            .OneOf("form", form, DrawPage.PreviewForms)
            .Check(
                request.Color is null || Brand.IsColor(request.Color),
                "color",
                "must be a colour such as #205080"
            )
            .Check(
                request.Accent is null || Brand.IsColor(request.Accent),
                "accent",
                "must be a colour such as #205080"
            )
            .Check((request.Fields?.Count ?? 0) <= 100, "fields", "must have at most 100 members")
            .Check(
                id is null || request.Svg is null,
                "svg",
                "belongs to POST /v1/templates/preview"
            );
        var pixels = DrawPage.Width(fields, width);
        if (fields.Problem is { } wrong)
            return wrong;
        var template = await Find(id, request.Svg, cancellation);
        if (template.Problem is { } refused)
            return refused;
        var values = await DrawPage.WithLook(
            db,
            caller.Value.OrganizationId,
            SampleValues.Of(
                template.Value!,
                $"{options.BaseUrl}/verify/cred_00000000000000000000000000",
                request.Fields
            ),
            cancellation,
            (request.Color, request.Accent)
        );
        var title = values.TextOf("achievement", "");
        return await draw.Run(
            new(caller.Value.OrganizationId),
            template.Value!,
            values,
            form ?? "svg",
            pixels,
            new(
                title,
                values.TextOf("issuer", ""),
                template.Value!.Language,
                DateTimeOffset.UnixEpoch
            ),
            attachment: null,
            cancellation
        );
    }

    private async Task<Result<CompiledTemplate>> Find(
        string? id,
        string? svg,
        CancellationToken cancellation
    )
    {
        if (id is null)
        {
            var taken = await uploads.Take(caller.Value.OrganizationId, svg, cancellation);
            return taken.Problem is { } problem ? problem : taken.Value!.Compiled;
        }
        return await TemplateStore.Compiled(db, id, cancellation) is { } found
            ? found
            : TemplateProblems.NotFound;
    }
}

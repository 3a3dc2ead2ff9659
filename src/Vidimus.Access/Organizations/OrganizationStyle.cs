using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Members;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Organizations;

/// <summary>
/// An organization's colours as a style sheet, for pages whose policy allows no styles in them. Nothing but six hexadecimal digits
/// of each gets into it.
/// </summary>
internal static class OrganizationStyle
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/o/{organizationId}/brand.css", Show)
            .Public("colours are there to be seen")
            .ExcludeFromDescription()
            .WithName("getBrandStyle");

    private static async Task<IResult> Show(HttpContext http, VidimusDb db, string organizationId)
    {
        var colors = await db.Across<BrandingRow>()
            .Where(b => b.OrganizationId == organizationId)
            .Select(b => new { b.Color, b.Accent })
            .SingleOrDefaultAsync(http.RequestAborted);
        if (colors?.Color is not { } color || !IsColor(color))
            return new Refusal(new(PlatformProblems.NotFound));
        var accent = IsColor(colors.Accent) ? colors.Accent : color;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "public, max-age=3600";
        return Results.Text(
            $":root {{ --brand: {color}; --on-brand: {BrandingFacts.Ink(color)}; --brand-accent: {accent}; }}\n",
            "text/css"
        );
    }

    private static bool IsColor(string? color) =>
        color is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit);
}

using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>Draws an issued credential by its group's template: what is shown is what was signed.</summary>
internal sealed class CredentialPages(DrawPage draw)
{
    public static readonly string[] Forms = ["pdf", "page-svg", "page-png"];

    public async Task<Result<SignedForm>> Draw(
        VidimusDb db,
        CredentialRow row,
        SignedForm stored,
        string form,
        CancellationToken cancellation
    )
    {
        var chosen = await db
            .Groups.AsNoTracking()
            .Where(g => g.Id == row.GroupId)
            .Select(g => g.TemplateId)
            .SingleOrDefaultAsync(cancellation);
        // A template that was deleted at the moment in which a group chose it leaves the usual one.
        var template =
            (chosen is null ? null : await TemplateStore.Compiled(db, chosen, cancellation))
            ?? ShippedTemplates.Find(ShippedTemplates.Usual)!.Compiled;
        using var document = JsonDocument.Parse(stored.Bytes);
        var values = await DrawPage.WithLook(
            db,
            row.OrganizationId,
            CredentialValues.Of(document.RootElement, row.Id, template.Language),
            cancellation
        );
        var title = $"{values.TextOf("achievement", "")} – {values.TextOf("recipient-name", "")}";
        return await draw.Run(
            template,
            values,
            form.Replace("page-", "", StringComparison.Ordinal),
            1600,
            new(title, values.TextOf("issuer", ""), template.Language, row.IssuedAt!.Value),
            stored.Bytes,
            cancellation
        );
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Templates;

/// <summary>Draws an issued credential by its group's template: what is shown is what was signed.</summary>
internal sealed class CredentialPages(DrawPage draw)
{
    public static readonly string[] Forms = ["pdf", "page-svg", "page-png"];

    /// <summary>What drawing one counts for where nobody signs in: 40 of the usual 600 a minute.</summary>
    public const int Weight = 15;

    public async Task<Result<SignedForm>> Draw(
        VidimusDb db,
        CredentialRow row,
        SignedForm stored,
        string form,
        ulong? address,
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
            CredentialValues.Of(
                document.RootElement,
                row.Id,
                template.Language,
                row.Mode == "test"
            ),
            cancellation
        );
        var title = values.IsTest ? $"{TestBand.Words(template.Language)}: " : "";
        title += $"{values.TextOf("achievement", "")} – {values.TextOf("recipient-name", "")}";
        var page = await draw.Run(
            new(row.OrganizationId, address),
            template,
            values,
            form.Replace("page-", "", StringComparison.Ordinal),
            1600,
            new(title, values.TextOf("issuer", ""), template.Language, row.IssuedAt!.Value),
            stored.Bytes,
            cancellation
        );
        return page.Problem is null && form != "pdf" ? Baked(page.Value!, stored) : page;
    }

    /// <summary>The page with the credential baked in, so that who has the picture can have it verified; as drawn where it is too large for that.</summary>
    private static SignedForm Baked(SignedForm page, SignedForm stored) =>
        BakedImage.TryBake(page.Bytes, Encoding.UTF8.GetString(stored.Bytes), out var baked, out _)
            ? page with
            {
                Bytes = baked,
            }
            : page;
}

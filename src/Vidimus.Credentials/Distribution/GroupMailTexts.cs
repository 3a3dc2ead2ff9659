using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Distribution;

/// <summary>A group's words for the mail with a credential's link.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Language">Language where neither the request nor the achievement says one.</param>
/// <param name="Texts">Its own words by language; where there are none, those that are shipped are sent.</param>
/// <param name="Shipped">Words that are shipped, by language.</param>
/// <param name="Places">Words that may stand in braces.</param>
public sealed record GroupMail(
    string GroupId,
    string? Language,
    IReadOnlyDictionary<string, MailText> Texts,
    IReadOnlyDictionary<string, MailText> Shipped,
    IReadOnlyList<string> Places
);

/// <summary>New words for a group's mail; without texts those that are shipped are sent again.</summary>
/// <param name="Language">Language where neither the request nor the achievement says one.</param>
/// <param name="Texts">Its own words by language.</param>
public sealed record SetGroupMailRequest(
    string? Language = null,
    IReadOnlyDictionary<string, MailText?>? Texts = null
);

/// <summary>Words to be looked at.</summary>
/// <param name="Language">Language asked for.</param>
/// <param name="Texts">Words that are not saved; null for those that are.</param>
public sealed record PreviewGroupMailRequest(
    string? Language = null,
    IReadOnlyDictionary<string, MailText?>? Texts = null
);

/// <summary>A mail as it would be sent to Ada Example.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">Its text.</param>
/// <param name="Html">The same as HTML; it loads nothing.</param>
public sealed record MailPreview(string Language, string Subject, string Text, string Html);

/// <summary>Shows, changes and previews a group's words for mail.</summary>
internal sealed class GroupMailTexts(
    VidimusDb db,
    Writes writes,
    Issuance issuance,
    CurrentCaller caller
)
{
    private const int MostLanguages = 30;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/v1/groups/{id}/mail",
                async (HttpContext http, GroupMailTexts mail, string id) =>
                    (await mail.Get(id, http.RequestAborted)).Answer()
            )
            .Needs(Scopes.GroupsRead)
            .Produces<GroupMail>()
            .WithTags("Groups")
            .WithSummary("Get a group's words for mail")
            .WithName("getGroupMail");
        routes
            .MapPut(
                "/v1/groups/{id}/mail",
                (HttpContext http, GroupMailTexts mail, string id) =>
                    http.Take<SetGroupMailRequest, GroupMail>(
                        200,
                        r => mail.Set(id, r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.GroupsWrite)
            .Accepts<SetGroupMailRequest>("application/json")
            .Produces<GroupMail>()
            .WithTags("Groups")
            .WithSummary("Set a group's words for mail")
            .WithName("setGroupMail");
        routes
            .MapPost(
                "/v1/groups/{id}/mail/preview",
                async (HttpContext http, GroupMailTexts mail, string id) =>
                {
                    var body = await http.ReadJson<PreviewGroupMailRequest>();
                    return body.Problem is { } refused
                        ? new Refusal(refused)
                        : (await mail.Preview(id, body.Value!, http.RequestAborted)).Answer();
                }
            )
            .Needs(Scopes.GroupsRead)
            .Repeatable("nothing is written")
            .Accepts<PreviewGroupMailRequest>("application/json")
            .Produces<MailPreview>()
            .WithTags("Groups")
            .WithSummary("See a group's mail as it would be sent")
            .WithName("previewGroupMail");
    }

    /// <summary>The group's own words by language.</summary>
    public static IReadOnlyDictionary<string, MailText> Of(GroupMailRow? row) =>
        row is null
            ? new Dictionary<string, MailText>()
            : JsonSerializer.Deserialize<Dictionary<string, MailText>>(row.Texts, Issuance.Json)!;

    public async Task<Result<GroupMail>> Get(string id, CancellationToken cancellation)
    {
        if (await GroupRules.Find(db, id, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound;
        return View(
            group.Id,
            await db.Set<GroupMailRow>()
                .SingleOrDefaultAsync(m => m.GroupId == group.Id, cancellation)
        );
    }

    public async Task<Result<GroupMail>> Set(
        string id,
        SetGroupMailRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request.Language, request.Texts) is { } wrong)
            return wrong;
        var texts = JsonSerializer.Serialize(
            request.Texts ?? new Dictionary<string, MailText?>(),
            Issuance.Json
        );
        return await writes.Commit<GroupMail>(
            async unit =>
            {
                if (await GroupRules.Find(unit.Db, id, cancellation) is not { } group)
                    return CredentialProblems.GroupNotFound;
                var row = await unit
                    .Db.Set<GroupMailRow>()
                    .SingleOrDefaultAsync(m => m.GroupId == group.Id);
                if (row is null)
                    unit.Db.Add(
                        row = new()
                        {
                            OrganizationId = group.OrganizationId,
                            GroupId = group.Id,
                            Mode = group.Mode,
                            Texts = texts,
                            UpdatedAt = issuance.Now,
                            Version = 0,
                        }
                    );
                (row.Language, row.Texts, row.UpdatedAt) = (request.Language, texts, issuance.Now);
                row.Version++;
                unit.State(new SimpleFact("group.mail-changed", group.Id));
                return View(group.Id, row);
            },
            cancellation
        );
    }

    public async Task<Result<MailPreview>> Preview(
        string id,
        PreviewGroupMailRequest request,
        CancellationToken cancellation
    )
    {
        if (Check(request.Language, request.Texts) is { } wrong)
            return wrong;
        if (await GroupRules.Find(db, id, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound;
        var setting = await CredentialMail.Read(db, group.Id, cancellation);
        if (request.Texts is { } texts)
            setting = setting with
            {
                Group = new()
                {
                    OrganizationId = group.OrganizationId,
                    GroupId = group.Id,
                    Mode = group.Mode,
                    Language = setting.Group?.Language,
                    Texts = JsonSerializer.Serialize(texts, Issuance.Json),
                    UpdatedAt = issuance.Now,
                    Version = 0,
                },
            };
        var issuer = await db.IssuerFacts(caller.Value.OrganizationId, cancellation);
        const string example = "cred_00000000000000000000000000";
        var (mail, language) = CredentialMail.Write(
            new(
                "Ada Example",
                group.Name,
                issuer.Name,
                $"{issuance.BaseUrl}/c/{new string('x', 43)}",
                issuance.Now,
                example,
                CredentialDocument.VerifyUrl(issuance.BaseUrl, example),
                group.Mode == "test"
            ),
            setting,
            request.Language,
            "ada@example.org"
        );
        return new MailPreview(language, mail.Subject, mail.Text, mail.Html!);
    }

    private static Problem? Check(string? language, IReadOnlyDictionary<string, MailText?>? texts)
    {
        var fields = new Fields().LanguageTag("language", language);
        fields.Check(
            texts is null || texts.Count <= MostLanguages,
            "texts",
            $"may have at most {MostLanguages} languages"
        );
        foreach (
            var (name, text) in (texts ?? new Dictionary<string, MailText?>()).Take(MostLanguages)
        )
        {
            if (!MailLanguages.IsTag(name))
                fields.Wrong("texts", "must have language codes such as de or pt-BR as names");
            else
                fields.Check($"texts.{name}", text ?? new(null, null));
        }
        return fields.Problem;
    }

    private static GroupMail View(string groupId, GroupMailRow? row) =>
        new(
            groupId,
            row?.Language,
            Of(row),
            Strings.All.ToDictionary(s => s.Language, s => CredentialMail.Shipped(s.Language)!),
            MailWords.Places
        );
}

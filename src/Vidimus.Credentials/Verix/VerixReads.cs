using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Reading;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Verix;

/// <summary>Reads in Verix's shapes.</summary>
internal sealed class VerixReads(
    VidimusDb db,
    CurrentCaller caller,
    ListGroups listGroups,
    GetGroup getGroup,
    ListCredentials list,
    GetCredential get
)
{
    public async Task<Result<VerixGroups>> Groups(
        string? pageNumber,
        string? pageSize,
        CancellationToken cancellation
    )
    {
        var paging = Paging(pageNumber, pageSize);
        if (paging.Problem is { } wrong)
            return wrong;
        var (number, size) = paging.Value;
        var (groups, total) = await listGroups.Numbered(number, size, cancellation);
        return new VerixGroups([.. groups.Select(Short)], Meta(number, size, total));
    }

    public async Task<Result<VerixGroupDetail>> Group(string id, CancellationToken cancellation)
    {
        var found = await getGroup.Run(id, cancellation);
        if (found.Problem is { } problem)
            return problem;
        var group = found.Value!;
        var brief = Short(group);
        return new VerixGroupDetail(
            brief.Id,
            brief.Name,
            brief.Description,
            brief.CreateTime,
            brief.IssuedRecipient,
            brief.TotalRecipient,
            brief.TemplateImageRelUrl,
            [
                .. (group.Achievement.Alignments ?? []).Select(a => new VerixBenefit(
                    a.TargetName,
                    a.TargetUrl
                )),
            ],
            caller.Value.OrganizationId,
            group.ExtraParams ?? CredentialRules.Empty,
            group.SubjectSchema ?? CredentialRules.Empty,
            new(
                group.Achievement.Type ?? "Certificate",
                ["VerifiableCredential", "OpenBadgeCredential"]
            )
        );
    }

    public async Task<Result<VerixCredentials>> Credentials(
        string? pageNumber,
        string? pageSize,
        string? name,
        string? groupId,
        string? externalId,
        CancellationToken cancellation
    )
    {
        var paging = Paging(pageNumber, pageSize);
        if (paging.Problem is { } wrong)
            return wrong;
        if (
            new Fields()
                .Text("name", name, 200)
                .Text("external_id", externalId, 200)
                .Text("group_id", groupId, 100)
                .Problem is
            { } bad
        )
            return bad;
        var (number, size) = paging.Value;
        GroupRow? group = null;
        if (groupId is not null)
        {
            group = await GroupRules.Find(db, groupId, cancellation);
            if (group is null)
                return new VerixCredentials([], Meta(number, size, 0));
        }
        var (credentials, total) = await list.Numbered(
            new(group?.Id, null, externalId, null, name),
            number,
            size,
            cancellation
        );
        var ids = credentials.Select(c => c.GroupId).Distinct().ToArray();
        var numbers = await db
            .Groups.Where(g => ids.Contains(g.Id))
            .ToDictionaryAsync(g => g.Id, g => g.Number, cancellation);
        return new VerixCredentials(
            [.. credentials.Select(c => Listed(c, numbers[c.GroupId]))],
            Meta(number, size, total)
        );
    }

    /// <summary>Flat by default (<c>csv_input</c>, 0), nested on <c>json_input</c> (1).</summary>
    public async Task<Result<object>> Credential(
        string id,
        string? format,
        VerixJson json,
        CancellationToken cancellation
    )
    {
        if (format is not (null or "csv_input" or "json_input" or "0" or "1"))
            return new Fields().Wrong("format", "must be csv_input or json_input").Problem!;
        var found = await get.Run(id, cancellation);
        if (found.Problem is { } problem)
            return problem;
        return format is "json_input" or "1" ? Nested(found.Value!) : Flat(found.Value!, json);
    }

    private static VerixNested Nested(Credential credential) =>
        new(
            new(
                credential.Name,
                credential.Description,
                credential.ValidFrom,
                credential.ValidUntil
            ),
            credential.Recipient is { } r ? new(r.Name, r.Email, r.ExternalId) : null,
            credential.Custom ?? CredentialRules.Empty,
            credential.Subject ?? CredentialRules.Empty
        );

    // One level, as a row of a spreadsheet: the part's name, a dot, the member's name.
    private static JsonObject Flat(Credential credential, VerixJson json)
    {
        var flat = new JsonObject
        {
            ["credential.name"] = credential.Name,
            ["credential.description"] = credential.Description,
            ["credential." + json.Name("validFrom")] = Time(credential.ValidFrom),
            ["credential." + json.Name("validUntil")] = Time(credential.ValidUntil),
            ["recipient.name"] = credential.Recipient?.Name,
            ["recipient.email"] = credential.Recipient?.Email,
            ["recipient." + json.Name("externalId")] = credential.Recipient?.ExternalId,
        };
        Flatten(flat, "custom", credential.Custom);
        Flatten(flat, "subject", credential.Subject);
        return flat;
    }

    private static void Flatten(JsonObject flat, string prefix, JsonElement? value)
    {
        if (value is not { } given)
            return;
        if (given.ValueKind != JsonValueKind.Object)
        {
            flat[prefix] = JsonNode.Parse(given.GetRawText());
            return;
        }
        foreach (var member in given.EnumerateObject())
            Flatten(flat, $"{prefix}.{member.Name}", member.Value);
    }

    private static string? Time(DateTimeOffset? time) =>
        time is { } given ? Platform.Json.Times.Format(given) : null;

    private static VerixGroup Short(Group group) =>
        new(
            group.Number,
            group.Name,
            group.Description,
            group.CreatedAt.ToUnixTimeSeconds(),
            group.IssuedCount,
            group.IssuedCount + group.DraftCount,
            group.Achievement.Image?.Id
        );

    private static VerixListed Listed(Credential credential, int groupNumber) =>
        new(
            credential.Uuid.Replace("-", "", StringComparison.Ordinal),
            groupNumber,
            credential.Name,
            credential.State,
            credential.Recipient?.Name,
            credential.Recipient?.Email,
            credential.Recipient?.ExternalId,
            credential.ValidFrom,
            credential.ValidUntil,
            credential.VerifyUrl is { } link
                ? link.Replace(
                    $"/verify/{credential.Id}",
                    $"/credential/{credential.Uuid}",
                    StringComparison.Ordinal
                )
                : null
        );

    private static VerixMeta Meta(int number, int size, int total) =>
        new(number, size, total, (total + size - 1) / size);

    /// <summary><c>page_number</c> from 1; <c>page_size</c> 10 by default, at most 100; deep pages are bounded.</summary>
    private static Result<(int Number, int Size)> Paging(string? pageNumber, string? pageSize)
    {
        var fields = new Fields();
        var number = Whole(fields, "page_number", pageNumber, 1, 10_000);
        var size = Whole(fields, "page_size", pageSize, 10, 100);
        return fields.Problem is { } wrong ? wrong : (number, size);
    }

    private static int Whole(Fields fields, string name, string? text, int standard, int most)
    {
        if (text is null)
            return standard;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= 1
            && value <= most
        )
            return value;
        fields.Wrong(name, $"must be a whole number from 1 to {most}");
        return standard;
    }
}

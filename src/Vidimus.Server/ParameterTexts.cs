using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Vidimus.Server;

/// <summary>
/// What parameters mean that many routes share, said once for all of them. What a route says of its own parameter
/// itself stands.
/// </summary>
internal static partial class ParameterTexts
{
    public static Task Describe(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var path = "/" + context.Description.RelativePath?.TrimStart('/');
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            if (string.IsNullOrEmpty(parameter.Description))
                parameter.Description = Of(path, parameter.Name ?? "");
        return Task.CompletedTask;
    }

    private static string? Of(string path, string name) =>
        name == "id"
            ? (
                WhoseId().Match(path) is { Success: true } match
                    ? IdOf(match.Groups[1].Value)
                    : null
            )
        : Here.TryGetValue($"{path} {name}", out var here) ? here
        : Everywhere.GetValueOrDefault(name);

    /// <summary>The last word before the id says whose it is.</summary>
    [GeneratedRegex(@"([a-z-]+)(?:/orders)?/\{id\}", RegexOptions.None, 1000)]
    private static partial Regex WhoseId();

    private static string? IdOf(string resource) => Ids.GetValueOrDefault(resource);

    private static readonly Dictionary<string, string> Ids = new()
    {
        ["approval-rules"] = "The rule's id.",
        ["approvals"] = "The approval's id, `apr_…`.",
        ["audit"] = "The entry's id.",
        ["badge"] = "The credential's id, `cred_…`.",
        ["batches"] = "The batch's id.",
        ["certificates"] = "The certificate's id, `vcrt_…`.",
        ["clients"] = "The client's id.",
        ["credential"] = "The credential's UUID.",
        ["credentials"] = "The credential's id, `cred_…`, or its UUID.",
        ["desk"] = "The order's id, `ord_…`.",
        ["documents"] = "The document's id, `doc_…`.",
        ["erasure-requests"] = "The request's id.",
        ["grants"] = "The grant's id.",
        ["groups"] = "The group's id, `grp_…`.",
        ["imports"] = "The import's id.",
        ["invitations"] = "The invitation's id.",
        ["keys"] = "The key's id, `key_…`.",
        ["members"] = "The member's id.",
        ["orders"] = "The order's id, `ord_…`.",
        ["organizations"] = "The organization's id, `org_…`.",
        ["policies"] = "The policy's id, as a list or search answers it.",
        ["policy-gates"] = "The gate's id, `pgt_…`.",
        ["policy-imports"] = "The import's id, `pim_…`.",
        ["quotes"] = "The quote's id, `q_…`.",
        ["recipients"] = "The recipient's id, `rcp_…`.",
        ["research"] = "The job's id, `res_…`.",
        ["templates"] = "The template's id, `tpl_…`.",
        ["verify"] = "The credential's id, `cred_…`.",
        ["webhook-replays"] = "The replay's id, `rpl_…`.",
        ["webhooks"] = "The endpoint's id, `we_…`.",
    };

    private static readonly Dictionary<string, string> Here = new()
    {
        ["/v1/jurisdictions state"] = "Only those that have this state, such as `TX`.",
        ["/api/v1/jurisdictions state"] = "Only those that have this state, such as `TX`.",
        ["/v1/policies mode"] =
            "`semantic` finds what is alike in meaning, where the operator set that up; else by words.",
        ["/api/v1/policies mode"] =
            "`semantic` finds what is alike in meaning, where the operator set that up; else by words.",
        ["/v1/policies include"] = "`codes`, to have the codes of each.",
        ["/api/v1/policies include"] = "What is answered beside, separated by commas.",
        ["/v1/policies/{id} include"] =
            "What is answered beside, separated by commas: `criteria`, `codes`, `attachments`, `versions`.",
        ["/api/v1/policies/{id} include"] =
            "What is answered beside, separated by commas: `criteria`, `codes`, `attachments`, `versions`.",
        ["/v1/codes/{code} include"] =
            "What is answered beside, separated by commas: `fees`, `policies`.",
        ["/api/v1/codes/lookup include"] =
            "What is answered beside, separated by commas: `rvu`, `policies`.",
        ["/v1/codes q"] = "Words of the description, or how a code begins.",
        ["/v1/formulary q"] = "Words of the drug's name, class or category; all have to be there.",
        ["/api/v1/drugs/formulary q"] =
            "Words of the drug's name, class or category; all have to be there.",
        ["/v1/credentials q"] =
            "A part of a name, or the beginning of an address, an id or a link.",
        ["/v1/policy-changes/{number} number"] = "The change's number.",
        ["/v1/policy-imports/{id}/batches/{number} number"] =
            "The batch's number, from 1, without gaps.",
        ["/v1/policies/{id}/editions/{edition} edition"] = "The edition's number, from 1.",
        ["/v1/documents name"] = "The file's name, shown to whoever works on the order.",
        ["/v1/desk/orders/{id}/documents name"] = "The file's name.",
        ["/v1/desk/orders/{id}/documents version"] = "The order's version that was looked at.",
        ["/v1/mail/folder/{name} name"] = "The mail's name, as the list answers it.",
        ["/verix/v1/credentials name"] = "Only those whose recipient has this in the name.",
        ["/verix/v1/credentials/{credential_id} format"] =
            "`csv_input` for a flat answer, `json_input` for a nested one.",
        ["/v1/invoice-lines format"] = "`csv` for one table; JSON by pages otherwise.",
        ["/v1/invoice-lines organizationId"] = "Only what this organization owes.",
        ["/v1/audit/export format"] = "`jsonl`, which can be verified, or `csv`.",
        ["/api/v1/policies format"] = "Taken for clients that send it; there is one format.",
        ["/v1/webhooks/{id}/deliveries type"] =
            "Only this kind of event, or a prefix such as `credential.*`.",
        ["/v1/templates/{id}/preview form"] = "What is drawn: a picture or a page.",
        ["/v1/templates/preview form"] = "What is drawn: a picture or a page.",
        ["/v1/policies status"] = "`active`, which is the default, `retired` or `all`.",
        ["/api/v1/policies status"] = "`active`, which is the default, `retired` or `all`.",
        ["/v1/policy-changes since"] = "Only changes of this day or time or later.",
        ["/api/v1/policies/changes since"] = "Only changes of this day or time or later.",
        ["/v1/credentials externalId"] = "Only those of the recipient with this id of your own.",
    };

    private static readonly Dictionary<string, string> Everywhere = new()
    {
        ["actorId"] = "Only what this key, member or client did.",
        ["certificate"] = "What follows `vcrt_` in the certificate's id.",
        ["certificateId"] = "The certificate's id, `vcrt_…`.",
        ["changeType"] = "Only changes of this kind, such as `codes_changed`.",
        ["change_type"] = "Only changes of this kind, such as `codes_changed`.",
        ["code"] = "A code, with or without its dot or hyphens, in capitals or not.",
        ["code_system"] =
            "The code's table, such as `HCPCS`; told from the code's shape when left out.",
        ["codes"] = "Codes, separated by commas.",
        ["createdFrom"] = "Only those of this day or time or later.",
        ["createdTo"] = "Only those before this day or time.",
        ["credential_id"] = "The credential's id.",
        ["cursor"] =
            "`nextCursor` of the page before, with the same filters; left out for the first page.",
        ["documentId"] = "The document's id, `doc_…`.",
        ["door"] = "Which door for assistants, as it follows `/mcp/`.",
        ["environment"] =
            "Only of keys of this environment: `development`, `staging`, `production` or `ci`.",
        ["eventId"] = "The event's id, `evt_…`.",
        ["external_id"] = "Only those of the recipient with this id of your own.",
        ["form"] = "In which form it is answered.",
        ["format"] = "`json` for JSON whatever `Accept` says.",
        ["from"] = "From this day or time on (UTC).",
        ["fuzzy"] = "`false` leaves suggestions out for a code that is not found.",
        ["groupBy"] = "What lines stand for, separated by commas, such as `day,key`.",
        ["groupId"] = "The group's id, `grp_…`.",
        ["group_id"] = "The group's id.",
        ["icd10"] = "Only policies that speak of this diagnosis.",
        ["jobId"] = "The order's id, `ord_…`.",
        ["jurisdiction"] = "Only what holds in this jurisdiction, such as `JF`.",
        ["keyId"] = "Only of this key, `key_…`.",
        ["kind"] =
            "What was done, such as `credential.issued`, or `credential.*` for all of these.",
        ["language"] = "Only from or into this language, such as `fa`.",
        ["limit"] = "How many a page has at most.",
        ["link"] = "What the address of the download ends in.",
        ["listId"] = "The list's id, as credentials name it.",
        ["memberId"] = "The member's id.",
        ["mine"] = "`true` for those that the caller has claimed.",
        ["mode"] = "`live` or `test`.",
        ["month"] = "The month, such as `2026-11`.",
        ["offset"] = "How many are passed over.",
        ["olderThanDays"] = "Only keys minted so many days ago or earlier.",
        ["organizationId"] = "The organization's id, `org_…`.",
        ["outcome"] = "Only with this outcome.",
        ["overdue"] = "`true` for those whose promised time is over.",
        ["page_number"] = "Which page, from 1.",
        ["page_size"] = "How many a page has at most.",
        ["payer"] = "Only of this payer, by name or code.",
        ["policyId"] = "Only of this policy.",
        ["policy_id"] = "Only of this policy.",
        ["policy_type"] =
            "Only policies of this type: `LCD`, `NCD`, `Article`, `PayerPolicy` or `Requirement`.",
        ["productLine"] = "`full_translation` or `review_and_certify`.",
        ["purpose"] = "What the list says: `revocation`, `suspension`, `message` or `token`.",
        ["q"] = "Words to look for, in whatever form; all have to be there.",
        ["reference"] = "What names the offer in its address.",
        ["requestId"] = "Only what came of this request, `req_…`.",
        ["resourceId"] = "Only what happened to the object with this id.",
        ["role"] = "Only members with this role.",
        ["section"] = "Only of this part of a policy, such as `indications`.",
        ["sha256"] =
            "Digest of the PDF that is held, in hexadecimal digits: the answer says whether it is the certified one.",
        ["since"] = "Only from this time on.",
        ["state"] = "Only those in this state.",
        ["system"] = "The code's table, such as `HCPCS`; told from the code's shape when left out.",
        ["text"] = "Only those with this in their name.",
        ["to"] = "Up to this day, or before this time (UTC).",
        ["tool"] = "The tool's name, such as `check_coverage`.",
        ["triggerId"] = "The trigger's id.",
        ["type"] =
            "Only policies of this type: `LCD`, `NCD`, `Article`, `PayerPolicy` or `Requirement`.",
        ["unclaimed"] = "`true` for those that nobody has claimed.",
        ["until"] = "Only before this time.",
        ["unusedForDays"] = "Only keys not used for so many days.",
        ["updatedSince"] = "Only those changed since.",
        ["width"] = "Width in pixels.",
        ["year"] = "Only of this year.",
    };
}

using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Client;
using Vidimus.Pages;
using Vidimus.Portal.Parts;

namespace Vidimus.Portal.Credentials;

/// <summary>Pages of credentials.</summary>
internal static class CredentialPages
{
    private delegate Task<Credential> Step(
        PortalCalls calls,
        string id,
        IFormCollection form,
        CancellationToken cancellation
    );

    private static readonly Dictionary<string, (Step Do, string Done)> Steps = new(
        StringComparer.Ordinal
    )
    {
        ["issue"] = ((c, id, f, t) => c.Api.Credentials.IssueDraft(id, f.Once(), t), "issued"),
        ["send"] = ((c, id, f, t) => c.Api.Credentials.Distribute(id, null, f.Once(), t), "sent"),
        ["revoke"] = (
            (c, id, f, t) => c.Api.Credentials.Revoke(id, f["reason"].ToString(), f.Once(), t),
            "revoked"
        ),
        ["suspend"] = (
            (c, id, f, t) => c.Api.Credentials.Suspend(id, f["reason"].ToString(), f.Once(), t),
            "suspended"
        ),
        ["reinstate"] = (
            (c, id, f, t) => c.Api.Credentials.Reinstate(id, f.Once(), t),
            "reinstated"
        ),
        ["renew"] = (
            (c, id, f, t) =>
                c.Api.Credentials.Renew(id, End(f["validUntil"].ToString()), f.Once(), t),
            "renewed"
        ),
    };

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet("credentials", List);
        portal.MapGet("credentials/{id}", Show);
        portal.MapGet("credentials/{id}/files/{form}", File);
        foreach (var (name, step) in Steps)
            portal.MapPost(
                $"credentials/{{id}}/{name}",
                async (HttpContext http, PortalCalls calls, string id) =>
                {
                    var form = await http.Request.ReadFormAsync(http.RequestAborted);
                    var after = await step.Do(calls, id, form, http.RequestAborted);
                    return http.GoTo($"/portal/credentials/{after.Id}?done={step.Done}");
                }
            );
        portal.MapPost(
            "credentials/{id}/delete",
            async (HttpContext http, PortalCalls calls, string id) =>
            {
                await calls.Api.Credentials.DeleteDraft(id, http.RequestAborted);
                return http.GoTo("/portal/credentials");
            }
        );
    }

    private static async Task<IResult> List(HttpContext http, PortalCalls calls)
    {
        var filter = CredentialListFilter.Of(http);
        var credentials = await calls.Api.Credentials.ListPage(
            filter.Filter,
            http.Cursor(),
            http.RequestAborted
        );
        return http.Page<CredentialsPage>(
            new
            {
                calls.Visitor,
                Credentials = credentials,
                Groups = await calls.AllGroups(http.RequestAborted),
                Filter = filter,
            }
        );
    }

    private static async Task<IResult> Show(HttpContext http, PortalCalls calls, string id)
    {
        var credential = await calls.Api.Credentials.Get(id, http.RequestAborted);
        return http.Page<CredentialPage>(
            new
            {
                calls.Visitor,
                Credential = credential,
                IssuedTo = await IssuedTo(http, calls, credential),
                Group = await calls.Api.Groups.Get(credential.GroupId, http.RequestAborted),
                History = await calls.Api.Credentials.HistoryPage(
                    id,
                    http.Cursor(),
                    50,
                    http.RequestAborted
                ),
                Names = await calls.Names(http.RequestAborted),
                HasFolder = calls.Visitor.May(Right.Admin)
                    && (await calls.Api.Mail.Get(http.RequestAborted)).HasFolder,
                Done = http.Asked("done"),
            }
        );
    }

    /// <summary>Whom it was issued to, as it was signed: the recipient may have got another name since.</summary>
    private static async Task<string?> IssuedTo(
        HttpContext http,
        PortalCalls calls,
        Credential credential
    )
    {
        if (credential.State == CredentialState.Draft || credential.Recipient is null)
            return null;
        try
        {
            var signed = await calls.Api.Credentials.Document(
                credential.Id,
                DocumentForm.Json,
                http.RequestAborted
            );
            return
                JsonNode.Parse(signed.Bytes.Span)?["credentialSubject"] is JsonObject subject
                && subject["name"] is JsonValue name
                && name.TryGetValue<string>(out var text)
                ? text
                : null;
        }
        catch (VidimusPermanentException)
        {
            // Erased since it was read.
            return null;
        }
    }

    private static async Task<IResult> File(
        HttpContext http,
        PortalCalls calls,
        string id,
        string form
    )
    {
        var offered = CredentialFiles.Forms.FirstOrDefault(f => f.Name == form);
        if (offered is null)
            return http.GoTo($"/portal/credentials/{id}");
        var file = await calls.Api.Credentials.File(id, form, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        // Pictures are shown in the page; whatever could run a script is only ever saved.
        var shown = form == "page-png" && http.Request.Query.ContainsKey("shown");
        return Results.File(
            file.Bytes.ToArray(),
            file.ContentType,
            shown ? null : $"{id}.{offered.Ending}"
        );
    }

    private static DateTimeOffset? End(string day) =>
        DateOnly.TryParseExact(
            day,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? new DateTimeOffset(date.ToDateTime(new TimeOnly(23, 59, 59)), TimeSpan.Zero)
            : null;
}

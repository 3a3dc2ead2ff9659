using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Issuing;

namespace Vidimus.Credentials.Verix;

/// <summary>A group in a Verix list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is about.</param>
/// <param name="CreateTime">When it was created, in Unix seconds.</param>
/// <param name="IssuedRecipient">Credentials issued in it.</param>
/// <param name="TotalRecipient">Credentials issued or drafted in it.</param>
/// <param name="TemplateImageRelUrl">Address of its achievement's image; null when it has none.</param>
public record VerixGroup(
    long Id,
    string Name,
    string? Description,
    long CreateTime,
    long IssuedRecipient,
    long TotalRecipient,
    string? TemplateImageRelUrl
);

/// <summary>A Verix group in full.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is about.</param>
/// <param name="CreateTime">When it was created, in Unix seconds.</param>
/// <param name="IssuedRecipient">Credentials issued in it.</param>
/// <param name="TotalRecipient">Credentials issued or drafted in it.</param>
/// <param name="TemplateImageRelUrl">Address of its achievement's image; null when it has none.</param>
/// <param name="Benefits">What its achievement corresponds to elsewhere.</param>
/// <param name="CreatorId">Who created it.</param>
/// <param name="ExtraParams">Members of the organization's own.</param>
/// <param name="SubjectSchema">JSON Schema for the subjects of its credentials.</param>
/// <param name="Types">What kind of credential it has.</param>
public sealed record VerixGroupDetail(
    long Id,
    string Name,
    string? Description,
    long CreateTime,
    long IssuedRecipient,
    long TotalRecipient,
    string? TemplateImageRelUrl,
    IReadOnlyList<VerixBenefit> Benefits,
    string CreatorId,
    JsonElement ExtraParams,
    JsonElement SubjectSchema,
    VerixTypes Types
)
    : VerixGroup(
        Id,
        Name,
        Description,
        CreateTime,
        IssuedRecipient,
        TotalRecipient,
        TemplateImageRelUrl
    );

/// <summary>What a recipient gains: a node of a framework that the achievement corresponds to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its address.</param>
public sealed record VerixBenefit(string? Name, string? Url);

/// <summary>What kind of credential a group has.</summary>
/// <param name="Achievement">Kind of achievement.</param>
/// <param name="Credential">Types of the credential.</param>
public sealed record VerixTypes(string Achievement, IReadOnlyList<string> Credential);

/// <summary>A page of Verix groups.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Meta">Paging.</param>
public sealed record VerixGroups(IReadOnlyList<VerixGroup> Groups, VerixMeta Meta);

/// <summary>Paging by numbers.</summary>
/// <param name="CurrentPage">This page, from 1.</param>
/// <param name="ItemsPerPage">Items a page.</param>
/// <param name="TotalItems">Items in all.</param>
/// <param name="TotalPages">Pages in all.</param>
public sealed record VerixMeta(int CurrentPage, int ItemsPerPage, int TotalItems, int TotalPages);

/// <summary>Credentials to be created in a group.</summary>
/// <param name="Issue">Issue at once; otherwise they are drafts.</param>
/// <param name="Distribute">Send right after issuing.</param>
/// <param name="Inputs">1 to 1,000 inputs.</param>
public sealed record VerixCreateRequest(
    bool? Issue = null,
    bool? Distribute = null,
    IReadOnlyList<VerixInput?>? Inputs = null
);

/// <summary>Drafts to be changed, and issued where asked.</summary>
/// <param name="Issue">Issue the changed drafts.</param>
/// <param name="Distribute">Send right after issuing.</param>
/// <param name="Inputs">1 to 1,000 inputs, each naming its credential by <c>credentialUid</c>.</param>
public sealed record VerixUpdateRequest(
    bool? Issue = null,
    bool? Distribute = null,
    IReadOnlyList<VerixInput?>? Inputs = null
);

/// <summary>One credential as Verix writes it.</summary>
/// <param name="CredentialUid">Its id, for an update.</param>
/// <param name="Recipient">Who receives it.</param>
/// <param name="Credential">What stands at its top, and its validity.</param>
/// <param name="Custom">Members kept with it.</param>
/// <param name="Subject">Members that stand on it.</param>
public sealed record VerixInput(
    string? CredentialUid = null,
    RecipientInput? Recipient = null,
    VerixCredentialPart? Credential = null,
    JsonElement? Custom = null,
    JsonElement? Subject = null
);

/// <summary>The credential's own part.</summary>
/// <param name="Name">What stands at its top.</param>
/// <param name="Description">What it says further.</param>
/// <param name="ValidFrom">Begin of validity.</param>
/// <param name="ValidUntil">End of validity.</param>
public sealed record VerixCredentialPart(
    string? Name = null,
    string? Description = null,
    DateTimeOffset? ValidFrom = null,
    DateTimeOffset? ValidUntil = null
);

/// <summary>What became of a creation.</summary>
/// <param name="RequestId">Number of the request.</param>
/// <param name="ResponseQueue">One row for each accepted input, in order.</param>
/// <param name="Errors">One row for each input that was refused.</param>
public sealed record VerixCreated(
    int RequestId,
    IReadOnlyList<VerixQueued> ResponseQueue,
    IReadOnlyList<VerixInputError> Errors
);

/// <summary>One accepted input.</summary>
/// <param name="CredentialUid">The credential's id, 32 hex digits.</param>
/// <param name="RecipientExternalId">The caller's own id for the recipient.</param>
public sealed record VerixQueued(string CredentialUid, string? RecipientExternalId);

/// <summary>What became of an update.</summary>
/// <param name="RequestId">Number of the request.</param>
/// <param name="Updated">Inputs carried out.</param>
/// <param name="Errors">One row for each input that was refused.</param>
public sealed record VerixUpdated(
    int RequestId,
    int Updated,
    IReadOnlyList<VerixInputError> Errors
);

/// <summary>One refused input.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="CredentialUid">The credential it named, if any.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">What is wrong.</param>
public sealed record VerixInputError(int Index, string? CredentialUid, string Code, string Message);

/// <summary>A credential in a Verix list.</summary>
/// <param name="Id">Its id, 32 hex digits.</param>
/// <param name="GroupId">Number of its group.</param>
/// <param name="Name">What stands at its top.</param>
/// <param name="Status"><c>draft</c>, <c>issued</c>, <c>revoked</c>, …</param>
/// <param name="RecipientName">Who received it.</param>
/// <param name="RecipientEmail">The recipient's e-mail address.</param>
/// <param name="RecipientExternalId">The caller's own id for the recipient.</param>
/// <param name="ValidFrom">Begin of validity.</param>
/// <param name="ValidUntil">End of validity.</param>
/// <param name="PublicUrl">Its public page.</param>
public sealed record VerixListed(
    string Id,
    long GroupId,
    string? Name,
    string Status,
    string? RecipientName,
    string? RecipientEmail,
    string? RecipientExternalId,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    string? PublicUrl
);

/// <summary>A page of Verix credentials.</summary>
/// <param name="Credentials">The credentials.</param>
/// <param name="Meta">Paging.</param>
public sealed record VerixCredentials(IReadOnlyList<VerixListed> Credentials, VerixMeta Meta);

/// <summary>A credential in the nested form.</summary>
/// <param name="Credential">Its own part.</param>
/// <param name="Recipient">Who received it.</param>
/// <param name="Custom">Members kept with it.</param>
/// <param name="Subject">Members that stand on it.</param>
public sealed record VerixNested(
    VerixCredentialPart Credential,
    VerixRecipient? Recipient,
    JsonElement Custom,
    JsonElement Subject
);

/// <summary>A recipient as Verix writes it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="ExternalId">The caller's own id.</param>
public sealed record VerixRecipient(string? Name, string? Email, string? ExternalId);

/// <summary>A credential was deleted.</summary>
/// <param name="Code">Always <c>OK</c>.</param>
/// <param name="Message">What happened.</param>
public sealed record VerixDone(string Code, string Message);

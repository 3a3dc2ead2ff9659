using System.Text.Json.Nodes;

namespace Vidimus.Client;

public sealed partial class CredentialCalls
{
    /// <summary>A page of what happened to a credential, newest first.</summary>
    public Task<Page<CredentialHappening>> HistoryPage(
        string id,
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/credentials/{id}/history", Ids.Credential(id)),
            pageSize,
            cursor,
            VidimusJson.Default.PageCredentialHappening,
            cancellation
        );

    /// <summary>
    /// Sends, or sends again, the credential's link to its recipient by e-mail; in <paramref name="language"/>, or in the
    /// language it would be sent in anyway. Scope <c>credentials:issue</c>.
    /// </summary>
    public Task<Credential> Distribute(
        string id,
        string? language = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post(
                "/v1/credentials/{id}/distribute",
                Answers.Body(new DistributeBody(language), VidimusJson.Default.DistributeBody),
                idempotencyKey,
                Ids.Credential(id)
            ) with
            {
                Expects = 202,
            },
            cancellation
        );

    /// <summary>A form of a credential as a file, such as <c>jcs</c>, <c>sd-jwt</c>, <c>png</c>, <c>svg</c> or <c>pdf</c>.</summary>
    public Task<CredentialFile> File(
        string id,
        string form,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(form);
        return caller.Run(
            Call.Get("/v1/credentials/{id}/document", Ids.Credential(id)) with
            {
                Query = [("form", form)],
                Accept = "*/*",
            },
            answer => new CredentialFile(
                answer.ContentType ?? "application/octet-stream",
                answer.Body
            ),
            cancellation
        );
    }
}

/// <summary>A form of a credential as a file.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">The bytes as they came.</param>
public sealed record CredentialFile(string ContentType, ReadOnlyMemory<byte> Bytes);

/// <summary>Something that happened to a credential.</summary>
public sealed record CredentialHappening
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What, such as <c>credential.issued</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Kind of who did it, such as <c>key</c> or <c>member</c>.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Id of who did it.</summary>
    public required string ActorId { get; init; }

    /// <summary>Further particulars.</summary>
    public required JsonObject Members { get; init; }
}

using System.Text;

namespace Vidimus.Client;

/// <summary>The record of what was done in the caller's organization; scope <c>audit:read</c>.</summary>
public sealed class AuditCalls
{
    private readonly Caller caller;

    internal AuditCalls(Caller caller) => this.caller = caller;

    /// <summary>Every entry the filter names, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<AuditEntry> List(
        AuditFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageAuditEntry,
            cancellation
        );

    /// <summary>One page of the same list. It may be shorter than asked, or empty, and have more to follow.</summary>
    public Task<Page<AuditEntry>> ListPage(
        AuditFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageAuditEntry,
            cancellation
        );

    /// <summary>One entry.</summary>
    public Task<AuditEntry> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/audit/{id}", Ids.Checked(id, "fct_")),
            VidimusJson.Default.AuditEntry,
            cancellation
        );

    /// <summary>Writes the sealed record to <paramref name="target"/> as it comes. When it throws, what was written is not whole.</summary>
    public Task Export(
        Stream target,
        AuditFormat format = AuditFormat.Jsonl,
        AuditFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        caller.Download(
            Call.Get("/v1/audit/export") with
            {
                Query = [("format", Words.Of<AuditFormat>(format)), .. (filter ?? new()).Query],
                Accept = "application/jsonl, text/csv, application/json",
            },
            target,
            cancellation
        );

    /// <summary>
    /// Has the server verify a part of the chain, optionally against a checkpoint that was kept; for long chains call again
    /// with <see cref="AuditVerification.ContinueFrom"/>. Who does not trust the server exports the record and uses
    /// <see cref="AuditChain"/>.
    /// </summary>
    public Task<AuditVerification> Verify(
        string? checkpoint = null,
        long? from = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/audit/verifications",
                Answers.Body(
                    new AuditVerificationBody(checkpoint?.Trim(), from),
                    VidimusJson.Default.AuditVerificationBody
                ),
                null
            ),
            VidimusJson.Default.AuditVerification,
            cancellation
        );

    /// <summary>What the chain has come to, signed.</summary>
    public Task<AuditCheckpoint> Checkpoint(CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/audit/checkpoint"),
            VidimusJson.Default.AuditCheckpoint,
            cancellation
        );

    /// <summary>The public keys of checkpoints, as published: a JSON Web Key Set. Needs no key.</summary>
    public Task<string> Keys(CancellationToken cancellation = default) =>
        caller.Run(
            Call.Get("/.well-known/audit-jwks.json") with
            {
                NeedsKey = false,
            },
            answer => Encoding.UTF8.GetString(answer.Body),
            cancellation
        );

    private static Call Listing(AuditFilter filter) =>
        Call.Get("/v1/audit") with
        {
            Query = filter.Query,
        };
}

using System.Text.Json.Nodes;

namespace Vidimus.Client;

/// <summary>
/// Policies, codes, coverage and compliance in the words of Verity's published API, whose clients a server of ours takes as they
/// are: queries and bodies are handed on and answers handed back as they came. For those who speak that contract; others are better
/// off with <see cref="PolicyCalls"/> and its neighbours. Refusals are exceptions as everywhere, with the contract's codes.
/// </summary>
public sealed class VerityCalls
{
    private readonly Caller caller;

    internal VerityCalls(Caller caller) => this.caller = caller;

    /// <summary>Whether the server can do its work; needs no key.</summary>
    public Task<VerityReply> Health(CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/health") with { NeedsKey = false }, cancellation);

    /// <summary>Jurisdictions, their states and contractors.</summary>
    public Task<VerityReply> Jurisdictions(CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/jurisdictions"), cancellation);

    /// <summary>Policies found by words or listed: <c>q</c>, <c>mode</c>, <c>policy_type</c>, <c>jurisdiction</c>, <c>payer</c>, <c>status</c>, <c>include</c>, <c>limit</c>, <c>cursor</c>.</summary>
    public Task<VerityReply> Policies(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/policies", query), cancellation);

    /// <summary>One policy.</summary>
    /// <param name="id">Its publisher's id.</param>
    /// <param name="include">What else: criteria, codes, attachments, versions, between commas; null for none.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<VerityReply> Policy(
        string id,
        string? include = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Get("/api/v1/policies/{id}", Part(id)) with
            {
                Query = [("include", include)],
            },
            cancellation
        );

    /// <summary>Changes of policies: <c>since</c>, <c>policy_id</c>, <c>change_type</c>, <c>limit</c>, <c>cursor</c>.</summary>
    public Task<VerityReply> Changes(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/policies/changes", query), cancellation);

    /// <summary>How jurisdictions differ about procedures.</summary>
    public Task<VerityReply> Compare(JsonObject body, CancellationToken cancellation = default) =>
        Ask(Read("/api/v1/policies/compare", body), cancellation);

    /// <summary>One code: <c>code</c>, <c>code_system</c>, <c>jurisdiction</c>, <c>include</c>, <c>fuzzy</c>.</summary>
    public Task<VerityReply> LookUp(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/codes/lookup", query), cancellation);

    /// <summary>Up to 50 codes.</summary>
    public Task<VerityReply> LookUpAll(JsonObject body, CancellationToken cancellation = default) =>
        Ask(Read("/api/v1/codes/batch", body), cancellation);

    /// <summary>What was paid for codes: <c>code</c> or <c>codes</c>, <c>year</c>.</summary>
    public Task<VerityReply> Spending(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/spending/by-code", query), cancellation);

    /// <summary>What formularies say of drugs: <c>q</c>, <c>payer</c>, <c>limit</c>.</summary>
    public Task<VerityReply> Formulary(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/drugs/formulary", query), cancellation);

    /// <summary>Blocks of criteria found by words: <c>q</c>, <c>section</c>, <c>policy_type</c>, <c>jurisdiction</c>, <c>limit</c>, <c>cursor</c>.</summary>
    public Task<VerityReply> Criteria(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/coverage/criteria", query), cancellation);

    /// <summary>A policy's criteria over facts.</summary>
    public Task<VerityReply> Evaluate(JsonObject body, CancellationToken cancellation = default) =>
        Ask(Read("/api/v1/coverage/evaluate", body), cancellation);

    /// <summary>Whether procedures need prior authorization.</summary>
    public Task<VerityReply> CheckPriorAuthorization(
        JsonObject body,
        CancellationToken cancellation = default
    ) => Ask(Read("/api/v1/prior-auth/check", body), cancellation);

    /// <summary>Starts a research about prior authorization, or answers it at once with <c>sync</c>.</summary>
    public Task<VerityReply> StartResearch(
        JsonObject body,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/api/v1/prior-auth/research", Body(body), idempotencyKey) with
            {
                AlsoExpects = 202,
            },
            cancellation
        );

    /// <summary>A research, finished or not.</summary>
    public Task<VerityReply> Research(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/prior-auth/research/{id}", Part(id)), cancellation);

    /// <summary>Whether a claim would be paid, and what speaks against it.</summary>
    public Task<VerityReply> ValidateClaim(
        JsonObject body,
        CancellationToken cancellation = default
    ) => Ask(Read("/api/v1/claims/validate", body), cancellation);

    /// <summary>Webhook endpoints: <c>limit</c>, <c>cursor</c>.</summary>
    public Task<VerityReply> Webhooks(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/webhooks", query), cancellation);

    /// <summary>Makes an endpoint; the answer has its secret, this once.</summary>
    public Task<VerityReply> CreateWebhook(
        JsonObject body,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) => Ask(Call.Create("/api/v1/webhooks", Body(body), idempotencyKey), cancellation);

    /// <summary>Changes an endpoint's address, events or status.</summary>
    public Task<VerityReply> ChangeWebhook(
        int id,
        JsonObject body,
        CancellationToken cancellation = default
    ) =>
        Ask(
            // It sets what there is: twice is as good as once.
            Call.Patch("/api/v1/webhooks/{id}", Body(body), Words.Of(id)!) with
            {
                Harmless = true,
            },
            cancellation
        );

    /// <summary>Takes an endpoint away.</summary>
    public Task<VerityReply> DeleteWebhook(int id, CancellationToken cancellation = default) =>
        Ask(
            Call.Delete("/api/v1/webhooks/{id}", Words.Of(id)!) with
            {
                Expects = 200,
            },
            cancellation
        );

    /// <summary>Sends an endpoint a test message, and says what came back.</summary>
    public Task<VerityReply> TestWebhook(
        int id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/api/v1/webhooks/{id}/test", null, idempotencyKey, Words.Of(id)!),
            cancellation
        );

    /// <summary>How many changes of 30 days were acknowledged.</summary>
    public Task<VerityReply> ComplianceStats(CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/compliance/stats"), cancellation);

    /// <summary>Changes of 30 days that nobody acknowledged: <c>change_type</c>, <c>limit</c>, <c>cursor</c>.</summary>
    public Task<VerityReply> Unreviewed(
        IEnumerable<(string Name, string? Value)> query,
        CancellationToken cancellation = default
    ) => Ask(Asking("/api/v1/compliance/unreviewed", query), cancellation);

    /// <summary>Acknowledges a change. What was acknowledged before is said to be so, and stays as it was.</summary>
    public Task<VerityReply> Acknowledge(
        JsonObject body,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/api/v1/compliance/ack", Body(body), idempotencyKey) with
            {
                AlsoExpects = 201,
            },
            cancellation
        );

    /// <summary>Acknowledges up to 200 changes.</summary>
    public Task<VerityReply> AcknowledgeAll(
        JsonObject body,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/api/v1/compliance/ack/bulk", Body(body), idempotencyKey) with
            {
                AlsoExpects = 201,
            },
            cancellation
        );

    private static Call Asking(string path, IEnumerable<(string Name, string? Value)> query) =>
        Call.Get(path) with
        {
            Query = query,
        };

    /// <summary>A question that is too long for an address: it changes nothing, and needs no key to be asked again.</summary>
    private static Call Read(string path, JsonObject body) =>
        new(HttpMethod.Post, path) { Body = Body(body), Harmless = true };

    private static byte[] Body(JsonObject body) =>
        Answers.Body(body, VidimusJson.Default.JsonObject);

    /// <summary>An id of whatever form, as long as it stays one part of a path.</summary>
    private static string Part(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return
            id.Length is >= 1 and <= 128
            && id is not ("." or "..")
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':')
            ? id
            : throw new ArgumentException(
                "An id has 1 to 128 letters, digits, dots, colons, dashes and underscores.",
                nameof(id)
            );
    }

    private Task<VerityReply> Ask(Call call, CancellationToken cancellation) =>
        // Any call may be answered 202 while a person has to approve it.
        caller.Run(
            call.AlsoExpects == 0 ? call with { AlsoExpects = 202 } : call,
            answer => VerityReply.Read(call, answer),
            cancellation
        );
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidimus.Client;

/// <summary>
/// Certification orders in the words of Verdacert's published API, whose clients a server of ours takes as they are: bodies are handed
/// on and answers handed back as they came. For those who speak that contract; others are better off with <see cref="OrderCalls"/>.
/// Refusals are exceptions as everywhere, with the contract's codes.
/// </summary>
public sealed class VerdacertCalls
{
    private readonly Caller caller;

    internal VerdacertCalls(Caller caller) => this.caller = caller;

    /// <summary>What can be ordered.</summary>
    public Task<JsonObject> Capabilities(CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/capabilities"), cancellation);

    /// <summary>A price; it orders nothing.</summary>
    /// <param name="input">What is to be priced.</param>
    /// <param name="idempotencyKey">Your own; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<JsonObject> Quote(
        JsonObject input,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) => Ask(Call.Post("/api/v1/quote", Body(input), idempotencyKey), cancellation);

    /// <summary>Orders. The <c>idempotencyKey</c> in it makes it safe to repeat.</summary>
    public Task<JsonObject> Submit(JsonObject order, CancellationToken cancellation = default) =>
        Ask(
            // Without a key of ours: an order that was refused may be corrected and sent again under its own.
            new(HttpMethod.Post, "/api/v1/submit") { Body = Body(order), Harmless = true },
            cancellation
        );

    /// <summary>How far an order is.</summary>
    public Task<JsonObject> Status(string jobId, CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/status/{jobId}", Checked(jobId)), cancellation);

    /// <summary>The result of an order that is ready.</summary>
    public Task<JsonObject> Result(string jobId, CancellationToken cancellation = default) =>
        Ask(Call.Get("/api/v1/result/{jobId}", Checked(jobId)), cancellation);

    /// <summary>Gives back all of what is left of the price, or a part. The same amount names the same refund.</summary>
    /// <param name="jobId">The order.</param>
    /// <param name="amountCents">How much; all that is left when null.</param>
    /// <param name="idempotencyKey">Your own; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting; it may have been given back.</param>
    public Task<JsonObject> Refund(
        string jobId,
        long? amountCents = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        var body = new JsonObject();
        if (amountCents is { } cents)
            body["amountCents"] = cents;
        return Ask(
            Call.Post("/api/v1/refund/{jobId}", Body(body), idempotencyKey, Checked(jobId)),
            cancellation
        );
    }

    /// <summary>What anybody may know of a certificate; needs no key.</summary>
    public Task<JsonObject> Verify(
        string certificateId,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Get("/api/v1/verify/{certificateId}", Checked(certificateId)) with
            {
                NeedsKey = false,
            },
            cancellation
        );

    private static byte[] Body(JsonObject body) =>
        Answers.Body(body, VidimusJson.Default.JsonObject);

    /// <summary>An id of whatever form, as long as it stays one part of a path.</summary>
    private static string Checked(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return
            id.Length is >= 1 and <= 128
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? id
            : throw new ArgumentException(
                "An id has 1 to 128 letters, digits, dashes and underscores.",
                nameof(id)
            );
    }

    private Task<JsonObject> Ask(Call call, CancellationToken cancellation) =>
        caller.Run(call, answer => Read(call, answer), cancellation);

    private static JsonObject Read(Call call, Answer answer)
    {
        if (!Answers.IsJson(answer))
            throw Failures.Unexpected(
                call,
                answer,
                $"content type {answer.ContentType ?? "absent"}"
            );
        try
        {
            return JsonNode.Parse(
                    answer.Body,
                    documentOptions: new() { AllowDuplicateProperties = false }
                ) as JsonObject
                ?? throw Failures.Unexpected(call, answer, "not an object");
        }
        catch (JsonException)
        {
            throw Failures.Unexpected(call, answer, "not JSON");
        }
    }
}

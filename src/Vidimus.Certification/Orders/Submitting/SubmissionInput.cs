using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidimus.Access;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Proofs;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>What was sent, by whom, and under which name: two of the same digest are the same submission.</summary>
internal sealed record SubmissionInput(
    SubmitOrderRequest Request,
    string Surface,
    Author Author,
    Submitter By,
    string Digest
)
{
    public const int MostDocuments = 20;

    public string IdempotencyKey => Request.IdempotencyKey!;

    /// <summary>Names the submission among all that run on this node.</summary>
    public (string, string, string, string) Name =>
        (Author.OrganizationId, Author.Mode, By.Id, IdempotencyKey);

    public static Result<SubmissionInput> Read(
        SubmitOrderRequest request,
        string surface,
        Caller caller,
        Author author
    )
    {
        if (Check(request, caller).Problem is { } wrong)
            return wrong;
        // A gate's answer tells something about the person.
        if (request.Recipient is not null && !caller.May(Scopes.CredentialsRead))
            return AccessProblems.ScopeInsufficient.With(
                $"Naming a recipient needs the scope {Scopes.CredentialsRead} beside {Scopes.OrdersSubmit}.",
                "recipient"
            ) with
            {
                RequiredScopes = [Scopes.CredentialsRead],
            };
        try
        {
            return new SubmissionInput(request, surface, author, Of(caller), DigestOf(request));
        }
        catch (JsonException e)
        {
            return new Fields()
                .Wrong("echoedInput", $"has no canonical form: {e.Message}")
                .Problem!;
        }
    }

    // The line of the key: after a rotation the successor's repetition is still the same submission, and no second charge.
    private static Submitter Of(Caller caller) =>
        caller.MemberId is { } member ? new("member", member) : new("key", caller.KeyLine!);

    private static Fields Check(SubmitOrderRequest request, Caller caller)
    {
        var key = request.IdempotencyKey;
        var fields = new Fields()
            .Text("quoteId", request.QuoteId, 100, required: true)
            .Check(
                key is { Length: >= 8 and <= 128 } && key.All(c => c is > ' ' and < '\x7f'),
                "idempotencyKey",
                "is required: 8 to 128 printable ASCII characters without spaces"
            )
            .Check(
                request.Documents is { Count: >= 1 and <= MostDocuments },
                "documents",
                $"is required: 1 to {MostDocuments} documents"
            )
            .Url("webhookUrl", request.WebhookUrl)
            .Check(
                request.WebhookUrl is null || caller.KeyId is not null,
                "webhookUrl",
                "is for orders of a key, whose own secret signs what is sent there; members make an endpoint at /v1/webhooks"
            );
        for (var i = 0; i < Math.Min(request.Documents?.Count ?? 0, MostDocuments); i++)
            Check(fields, $"documents.{i}", request.Documents![i]);
        if (request.Draft is { } draft)
            Check(fields, "draft", draft);
        request.Recipient?.Check(fields, "recipient");
        return fields;
    }

    private static void Check(Fields fields, string field, DocumentInput? document) =>
        fields
            .Check(
                document is not null && (document.Url is null) != (document.DocumentId is null),
                field,
                "must have either a url or a documentId"
            )
            .Text($"{field}.documentId", document?.DocumentId, 100)
            .Text($"{field}.url", document?.Url, 4096)
            .Text($"{field}.name", document?.Name, 200)
            .Check(
                document?.Name is null || document.DocumentId is null,
                $"{field}.name",
                "goes with a url; an uploaded document has its name already"
            );

    private static string DigestOf(SubmitOrderRequest request)
    {
        var all = new JsonObject
        {
            ["quoteId"] = request.QuoteId,
            ["echoedInput"] = request.EchoedInput is { } echo
                ? JsonNode.Parse(Jcs.Canonicalize(echo))
                : null,
            ["documents"] = new JsonArray([.. request.Documents!.Select(Node)]),
            ["draft"] = request.Draft is { } draft ? Node(draft) : null,
            ["webhookUrl"] = request.WebhookUrl,
        };
        // Left out where it is not there: what was begun by an older version has the digest that it had.
        if (request.Recipient is { } who)
            all["recipient"] = new JsonObject
            {
                ["id"] = who.Id,
                ["externalId"] = who.ExternalId,
                ["email"] = who.Email,
            };
        return Convert.ToHexStringLower(SHA256.HashData(Jcs.Canonicalize(all)));
    }

    private static JsonObject Node(DocumentInput document) =>
        new()
        {
            ["url"] = document.Url,
            ["name"] = document.Name,
            ["documentId"] = document.DocumentId,
        };
}

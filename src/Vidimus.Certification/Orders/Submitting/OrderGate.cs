using System.Text.Json.Nodes;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;

namespace Vidimus.Certification.Orders.Submitting;

/// <summary>What has to be met before an order is submitted: looked at in the change that begins it, before anything is charged.</summary>
internal sealed class OrderGate(PolicyGates gates)
{
    private const string NameSomebody =
        "The order names nobody whose credentials could be looked at: name who answers for it in recipient of POST /v1/orders.";

    public async Task<Problem?> Check(Unit unit, Submission mine) =>
        (
            await gates.Check(
                unit,
                GateActions.SubmitOrder,
                [new GateCase(null, mine.Recipient, () => Facts(mine), NameSomebody)]
            )
        )[0];

    /// <summary>Where a person may let it through all the same, the approval is asked for.</summary>
    public Task<Problem> OrApproval(Problem refusal, CancellationToken cancellation) =>
        gates.OrApproval(refusal, cancellation);

    private static JsonObject Facts(Submission mine)
    {
        var input = QuoteInput.Read(mine.Input);
        return new()
        {
            ["productLine"] = input.ProductLine,
            ["sourceLanguage"] = input.SourceLanguage,
            ["targetLanguage"] = input.TargetLanguage,
            ["useCase"] = input.UseCase,
            ["speedTier"] = input.SpeedTier,
            ["documentType"] = input.DocumentType,
            ["addOns"] = new JsonArray([.. input.AddOns.Select(a => (JsonNode)a)]),
            ["pageCount"] = input.PageCount,
            ["amountCents"] = mine.TotalCents,
            ["currency"] = mine.Currency,
            ["documents"] = mine.Documents.Count,
        };
    }
}

using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Webhooks.Replays;

/// <summary>
/// Places of tests that wait for their receivers: few of an organization, and none of those that expensive requests share,
/// since a silent receiver costs time and no work.
/// </summary>
internal sealed class TestPlaces
{
    private const int OfEach = 2;
    private const int OfAll = 32;

    // As many again may wait a moment for one that ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Places<string> _places = new(OfEach, OfAll, Patience, 2 * OfEach);

    /// <summary>Runs a test in a place of its own; the refusal when none came free.</summary>
    public async Task<Result<T>> Run<T>(
        string organizationId,
        Func<Task<T>> test,
        CancellationToken cancellation
    )
    {
        var (place, ownTaken) = await _places.Enter(organizationId, cancellation);
        using (place)
            return place is null ? Full(ownTaken) : await test();
    }

    private static Problem Full(bool ownTaken) =>
        new Problem(ownTaken ? WebhookProblems.TooManyTests : WebhookProblems.TestsBusy) with
        {
            RetryAfterSeconds = 5,
        };
}

using System.Diagnostics;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>What must hold of webhooks after every fault: no event without its delivery, none under two ids, none that is made up.</summary>
public static class WebhookInvariants
{
    /// <summary>Kinds that a star asks for and that tests of faults bring about.</summary>
    private static readonly string[] Kinds =
    [
        "credential.drafted",
        "credential.issued",
        "credential.distributed",
        "credential.suspended",
        "credential.reinstated",
        "credential.revoked",
        "key.minted",
        "key.rotated",
        "key.suspended",
        "key.resumed",
        "key.revoked",
    ];

    internal static async Task Hold(Store store, IReadOnlyList<Hook> hooks)
    {
        // First, so that the store knows more than the receivers and not the other way round.
        var received = hooks.Select(h => (Hook: h, h.Received)).ToList();
        await EachEventHasItsDelivery(store);
        await DeliveriesAgreeWithFacts(store);
        await AttemptsAgreeWithDeliveries(store);
        foreach (var (hook, requests) in received)
            await ReceiverWasToldTheTruth(store, hook, requests);
    }

    /// <summary>
    /// Waits until everything that is put up for these endpoints has arrived, and checks that it has. Leases of the dead and
    /// pauses between tries are cut short: what they come to is another test's.
    /// </summary>
    public static async Task AllArrives(Store store, IReadOnlyList<Hook> hooks)
    {
        long left;
        var (before, since) = (-1L, Stopwatch.GetTimestamp());
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            left = await store.Number(
                "SELECT count(*) FROM webhooks_deliveries WHERE state = 'pending'"
            );
            if (left == 0)
                break;
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4), $"{left} do not arrive");
            if (left != before)
                (before, since) = (left, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(1))
            {
                await EndLeases(store);
                since = Stopwatch.GetTimestamp();
            }
        }
        (
            await store.Query(
                "SELECT event_id, state FROM webhooks_deliveries WHERE state <> 'succeeded' AND kind <> 'test.ping'"
            )
        ).ShouldBeEmpty("an event is given up");
        foreach (var hook in hooks)
        {
            var arrived = hook.Received.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
            (await Deliveries(store, hook.Id))
                .Keys.Where(id => !arrived.Contains(id))
                .ShouldBeEmpty("an event is lost");
        }
    }

    /// <summary>What waiting comes to: leases are over, and the time of the next try has come.</summary>
    public static Task<int> EndLeases(Store store) =>
        store.Execute("UPDATE webhooks_deliveries SET next_at = 1 WHERE next_at > 1");

    /// <summary>
    /// For endpoints that were neither edited nor disabled. What was committed while one was being made may have missed it: an
    /// endpoint counts from two seconds later, or from the first numbered fact where it was the only one.
    /// </summary>
    private static async Task EachEventHasItsDelivery(Store store)
    {
        var endpoints = await store.Query(
            """
            SELECT e.organization_id, e.id, e.mode, e.events, e.created_at FROM webhooks_endpoints e
            WHERE e.key_id IS NULL AND e.resource_id IS NULL AND e.deleted_at IS NULL AND e.state <> 'disabled'
            AND NOT EXISTS (SELECT 1 FROM platform_facts f WHERE f.organization_id = e.organization_id AND f.resource_id = e.id AND f.kind IN ('webhook.edited', 'webhook.disabled'))
            """
        );
        foreach (var endpoint in endpoints)
        {
            var missing = await store.Query(
                """
                SELECT f.kind, f.id FROM platform_facts f
                WHERE f.organization_id = @organization AND f.mode = @mode
                AND (f.at > @from OR (f.sequence IS NOT NULL AND 1 = (SELECT count(*) FROM webhooks_endpoints e WHERE e.organization_id = f.organization_id)))
                AND NOT EXISTS (SELECT 1 FROM webhooks_deliveries d WHERE d.organization_id = f.organization_id AND d.endpoint_id = @endpoint AND d.event_id = 'evt_' || substr(f.id, 5))
                """,
                ("@organization", endpoint[0]!),
                ("@mode", endpoint[2]!),
                ("@from", (long)endpoint[4]! + 2000),
                ("@endpoint", endpoint[1]!)
            );
            missing
                .Where(f => AsksFor((string)endpoint[3]!, (string)f[0]!))
                .ShouldBeEmpty("an event has no delivery");
        }
    }

    private static bool AsksFor(string patterns, string kind) =>
        Kinds.Contains(kind)
        && patterns
            .Split(' ')
            .Any(p =>
                p == kind || (p[^1] == '*' && kind.StartsWith(p[..^1], StringComparison.Ordinal))
            );

    private static async Task DeliveriesAgreeWithFacts(Store store)
    {
        (
            await store.Query(
                """
                SELECT d.event_id FROM webhooks_deliveries d WHERE d.kind <> 'test.ping'
                AND NOT EXISTS (SELECT 1 FROM platform_facts f WHERE f.organization_id = d.organization_id AND f.id = 'fct_' || substr(d.event_id, 5) AND f.kind = d.kind AND f.resource_id = d.resource_id AND f.mode = d.mode)
                """
            )
        ).ShouldBeEmpty("a delivery speaks of what did not happen");
        (
            await store.Query(
                "SELECT resource_id, sequence FROM platform_facts WHERE sequence IS NOT NULL GROUP BY organization_id, resource_id, sequence HAVING count(*) > 1"
            )
        ).ShouldBeEmpty("two events of an object have one number");
        (
            await store.Query(
                "SELECT resource_id FROM platform_facts WHERE sequence IS NOT NULL GROUP BY organization_id, resource_id HAVING max(sequence) <> count(*)"
            )
        ).ShouldBeEmpty("the numbers of an object's events have a gap");
    }

    private static async Task AttemptsAgreeWithDeliveries(Store store)
    {
        (
            await store.Query(
                "SELECT event_id, state FROM webhooks_deliveries WHERE (state = 'pending' AND next_at IS NULL) OR (state <> 'pending' AND (lease <> 0 OR next_at IS NOT NULL))"
            )
        ).ShouldBeEmpty("a delivery is over and is not, or waits for nothing");
        (
            await store.Query(
                """
                SELECT d.event_id FROM webhooks_deliveries d WHERE d.state = 'succeeded'
                AND NOT EXISTS (SELECT 1 FROM webhooks_attempts a WHERE a.organization_id = d.organization_id AND a.endpoint_id = d.endpoint_id AND a.event_id = d.event_id AND a.outcome = 'succeeded')
                """
            )
        ).ShouldBeEmpty("a delivery has succeeded without a try");
        (
            await store.Query(
                """
                SELECT a.event_id, a.number FROM webhooks_attempts a
                LEFT JOIN webhooks_deliveries d ON a.organization_id = d.organization_id AND a.endpoint_id = d.endpoint_id AND a.event_id = d.event_id
                WHERE d.event_id IS NULL OR a.number < 1 OR a.number > d.attempts
                """
            )
        ).ShouldBeEmpty("a try is of no delivery, or has a number that was never given");
    }

    private static async Task ReceiverWasToldTheTruth(
        Store store,
        Hook hook,
        IReadOnlyList<Received> requests
    )
    {
        requests
            .Select(hook.Fault)
            .Where(fault => fault is not null)
            .ShouldBeEmpty("a receiver got a wrong signature");
        var attempts = await Deliveries(store, hook.Id);
        foreach (var same in requests.GroupBy(r => r.Id))
        {
            attempts.ShouldContainKey(same.Key, "a receiver was told what is not in the store");
            same.Count()
                .ShouldBeLessThanOrEqualTo(attempts[same.Key], $"{same.Key} came without a number");
            same.Select(r => Convert.ToHexString(r.Body))
                .Distinct()
                .ShouldHaveSingleItem($"{same.Key} says different things");
        }
    }

    private static async Task<Dictionary<string, int>> Deliveries(Store store, string endpoint) =>
        (
            await store.Query(
                "SELECT event_id, attempts FROM webhooks_deliveries WHERE endpoint_id = @id AND kind <> 'test.ping'",
                ("@id", endpoint)
            )
        ).ToDictionary(r => (string)r[0]!, r => Convert.ToInt32(r[1]));
}

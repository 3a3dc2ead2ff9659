using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;

namespace Vidimus.Testing;

/// <summary>What clients were told, for comparing with what is so.</summary>
public sealed class ClientLog
{
    private readonly ConcurrentDictionary<string, byte> _issued = [];
    private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _byRepeatKey = [];
    private readonly ConcurrentDictionary<string, long> _revoked = [];
    private readonly ConcurrentBag<(string KeyId, long SentAt)> _accepted = [];

    /// <summary>Credentials that a client was told are issued.</summary>
    public IReadOnlyCollection<string> Issued => [.. _issued.Keys];

    /// <summary>Results by idempotency key.</summary>
    public IReadOnlyDictionary<string, ConcurrentBag<string>> ByRepeatKey => _byRepeatKey;

    /// <summary>A client was told this credential is issued.</summary>
    public void Told(string credentialId, string? repeatKey = null)
    {
        _issued[credentialId] = 0;
        if (repeatKey is not null)
            _byRepeatKey.GetOrAdd(repeatKey, static _ => []).Add(credentialId);
    }

    /// <summary>The answer to the revocation of a key has come.</summary>
    public void Revoked(string keyId) => _revoked[keyId] = Stopwatch.GetTimestamp();

    /// <summary>A request sent then with this key was accepted.</summary>
    public void Accepted(string keyId, long sentAt) => _accepted.Add((keyId, sentAt));

    /// <summary>Requests that were sent after their key's revocation was answered, and accepted.</summary>
    public IReadOnlyList<string> AcceptedTooLate =>
        [
            .. _accepted
                .Where(a => _revoked.TryGetValue(a.KeyId, out var at) && a.SentAt > at)
                .Select(a => a.KeyId),
        ];
}

/// <summary>What must hold after every fault, whatever happened: checked on the database, where the answer cannot lie.</summary>
public static class Invariants
{
    /// <summary>
    /// Checks all of them; with a client's log also that what it was told is so, and with receivers that what they were told
    /// is so.
    /// </summary>
    public static async Task Hold(Store store, ClientLog? log = null, params Hook[] hooks)
    {
        await EachIssuedOnceOnRecord(store);
        await TotalsAreExact(store);
        await EachIsChargedOnceAndNoCapIsPassed(store);
        await using (var connection = await store.Open())
            (await AuditChain.Faults(connection)).ShouldBeEmpty("the chain of facts is broken");
        await WebhookInvariants.Hold(store, hooks);
        if (log is not null)
            await TheClientWasToldTheTruth(store, log);
        Output.Leaks().ShouldBeEmpty("a secret was put out");
    }

    private static async Task EachIssuedOnceOnRecord(Store store)
    {
        (
            await store.Query(
                """
                SELECT c.id, (SELECT count(*) FROM platform_facts f WHERE f.organization_id = c.organization_id AND f.resource_id = c.id AND f.kind = 'credential.issued') n
                FROM credentials_credentials c
                WHERE c.issued_at IS NOT NULL AND (SELECT count(*) FROM platform_facts f WHERE f.organization_id = c.organization_id AND f.resource_id = c.id AND f.kind = 'credential.issued') <> 1
                """
            )
        ).ShouldBeEmpty("each issued credential has exactly one fact that says so");
        (
            await store.Query(
                "SELECT f.resource_id FROM platform_facts f WHERE f.kind = 'credential.issued' AND NOT EXISTS (SELECT 1 FROM credentials_credentials c WHERE c.organization_id = f.organization_id AND c.id = f.resource_id AND c.issued_at IS NOT NULL)"
            )
        ).ShouldBeEmpty("a fact speaks of a credential that is not there");
        (
            await store.Query(
                "SELECT c.id FROM credentials_credentials c WHERE c.issued_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM credentials_contents k WHERE k.organization_id = c.organization_id AND k.credential_id = c.id)"
            )
        ).ShouldBeEmpty("a credential without its signed form");
        (
            await store.Query(
                "SELECT status_list_id, status_index FROM credentials_credentials WHERE status_list_id IS NOT NULL GROUP BY status_list_id, status_index HAVING count(*) > 1"
            )
        ).ShouldBeEmpty("two credentials share a position of a status list");
    }

    private static async Task TotalsAreExact(Store store) =>
        (
            await store.Query(
                """
                SELECT t.organization_id, t.name, t.value FROM platform_tallies t
                WHERE t.name LIKE '%/issued' AND t.value <> (SELECT count(*) FROM credentials_credentials c WHERE c.organization_id = t.organization_id AND c.group_id || '/issued' = t.name AND c.issued_at IS NOT NULL)
                """
            )
        ).ShouldBeEmpty("a total differs from what it counts");

    /// <summary>For fault runs, in which no cap is lowered. What an older version issued has no charge.</summary>
    private static async Task EachIsChargedOnceAndNoCapIsPassed(Store store)
    {
        (
            await store.Query(
                """
                SELECT c.id FROM credentials_credentials c
                WHERE c.issued_at > (SELECT min(at) FROM access_charges)
                AND (SELECT count(*) FROM access_charges h WHERE h.organization_id = c.organization_id AND h.resource_id = c.id) <> 1
                """
            )
        ).ShouldBeEmpty("each issued credential is charged exactly once");
        (
            await store.Query(
                "SELECT h.id FROM access_charges h WHERE h.resource_id LIKE 'cred_%' AND NOT EXISTS (SELECT 1 FROM credentials_credentials c WHERE c.organization_id = h.organization_id AND c.id = h.resource_id AND c.issued_at IS NOT NULL)"
            )
        ).ShouldBeEmpty("a charge for a credential that is not there");
        (
            await store.Query(
                """
                SELECT s.account FROM access_spend s
                WHERE s.day_cents <> (SELECT coalesce(sum(h.cents), 0) FROM access_charges h WHERE h.organization_id = s.organization_id AND h.account = s.account AND h.mode = 'live' AND h.at > s.day_tail)
                OR s.month_cents <> (SELECT coalesce(sum(h.cents), 0) FROM access_charges h WHERE h.organization_id = s.organization_id AND h.account = s.account AND h.mode = 'live' AND h.at > s.month_tail)
                """
            )
        ).ShouldBeEmpty("what a key has spent differs from its charges");
        (
            await store.Query(
                """
                SELECT k.id FROM access_keys k JOIN access_spend s ON s.organization_id = k.organization_id AND s.account = coalesce(k.spend_account, k.id)
                WHERE s.day_cents > k.spend_cap_day_cents OR s.month_cents > k.spend_cap_month_cents
                """
            )
        ).ShouldBeEmpty("a key has spent more than its cap");
    }

    private static async Task TheClientWasToldTheTruth(Store store, ClientLog log)
    {
        var there = (
            await store.Query("SELECT id FROM credentials_credentials WHERE issued_at IS NOT NULL")
        )
            .Select(r => (string)r[0]!)
            .ToHashSet(StringComparer.Ordinal);
        log.Issued.Where(id => !there.Contains(id))
            .ShouldBeEmpty("a client was told of a credential that is not there");
        log.ByRepeatKey.Where(k => k.Value.Distinct().Count() > 1)
            .Select(k => k.Key)
            .ShouldBeEmpty("an idempotency key has two results");
        log.AcceptedTooLate.ShouldBeEmpty("a revoked key was accepted after the answer");
    }
}

using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace Vidimus.Proofs;

/// <summary>Takes claims out of a payload into disclosures, from the inside out (RFC 9901 sections 4.2.4 and 4.2.6).</summary>
internal sealed class SdJwtIssuing(
    IReadOnlyList<ClaimPath> disclosable,
    int padDigestsTo,
    RandomFill random
)
{
    private const int SaltLength = 16;

    private readonly HashSet<ClaimPath> used = [];
    private readonly List<ClaimPath.Step> path = [];

    /// <summary>The disclosures made, inner claims before the claims they stand in.</summary>
    internal List<SdJwtDisclosure> Disclosures { get; } = [];

    /// <summary>Replaces what is to be disclosed selectively by digests, in place.</summary>
    /// <exception cref="ArgumentException">A path names nothing, or a name is one that the mechanism itself uses.</exception>
    internal void Conceal(JsonObject payload)
    {
        ConcealObject(payload);
        if (disclosable.FirstOrDefault(path => !used.Contains(path)) is { } unused)
        {
            throw new ArgumentException($"There is no claim {unused}.", nameof(payload));
        }
    }

    private void ConcealIn(JsonNode? value)
    {
        if (value is JsonObject members)
        {
            ConcealObject(members);
        }
        else if (value is JsonArray elements)
        {
            ConcealArray(elements);
        }
    }

    private void ConcealObject(JsonObject members)
    {
        var digests = new List<string>();
        foreach (var (name, value) in members.ToArray())
        {
            if (SdJwt.ReservedNames.Contains(name))
            {
                throw new ArgumentException($"A claim must not be named '{name}'.");
            }
            path.Add(new ClaimPath.Step(name, null));
            ConcealIn(value);
            if (IsDisclosable())
            {
                members.Remove(name);
                digests.Add(Disclose(name, value));
            }
            path.RemoveAt(path.Count - 1);
        }
        if (digests.Count == 0)
        {
            return;
        }
        while (digests.Count % padDigestsTo != 0)
        {
            digests.Add(Decoy());
        }
        // The order of digests, which look random, tells nothing about the order of the claims (section 4.2.4.1).
        digests.Sort(StringComparer.Ordinal);
        members["_sd"] = new JsonArray([.. digests.Select(digest => JsonValue.Create(digest))]);
    }

    private void ConcealArray(JsonArray elements)
    {
        var digests = 0;
        for (var index = 0; index < elements.Count; index++)
        {
            path.Add(new ClaimPath.Step(null, index));
            var value = elements[index];
            ConcealIn(value);
            if (IsDisclosable())
            {
                elements[index] = null;
                elements[index] = new JsonObject { ["..."] = Disclose(null, value) };
                digests++;
            }
            path.RemoveAt(path.Count - 1);
        }
        for (; digests > 0 && digests % padDigestsTo != 0; digests++)
        {
            elements.Insert(RandomBelow(elements.Count + 1), new JsonObject { ["..."] = Decoy() });
        }
    }

    private bool IsDisclosable()
    {
        var named = false;
        foreach (var candidate in disclosable)
        {
            if (candidate.Names(path))
            {
                used.Add(candidate);
                named = true;
            }
        }
        return named;
    }

    private string Disclose(string? name, JsonNode? value)
    {
        var disclosure = SdJwtDisclosure.Make(Bytes(SaltLength), name, value);
        Disclosures.Add(disclosure);
        return disclosure.Digest;
    }

    /// <summary>A digest over random bytes, which nobody can tell from another (section 4.2.5).</summary>
    private string Decoy() => SdJwtDisclosure.DigestOf(StrictBase64Url.Encode(Bytes(32)));

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        random(bytes);
        return bytes;
    }

    // 64 random bits for a number of at most thousands: the bias of the remainder is far below what could be measured.
    private int RandomBelow(int bound) =>
        (int)(BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)) % (ulong)bound);
}

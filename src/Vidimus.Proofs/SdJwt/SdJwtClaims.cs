using System.Buffers;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>
/// Puts disclosed claims back into their places (RFC 9901 section 7.1, steps 3 to 5). Stricter in one point: <c>_sd</c>, <c>...</c>
/// and <c>_sd_alg</c> anywhere but where the RFC puts them are refused, so that no reader can take them for claims.
/// </summary>
internal sealed class SdJwtClaims
{
    private readonly SdJwtDigests digests = new();
    private readonly IReadOnlySet<string> always;
    private readonly List<ClaimPath.Step> path = [];
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter writer;

    private SdJwtClaims(IReadOnlySet<string> always)
    {
        this.always = always;
        writer = new Utf8JsonWriter(
            buffer,
            new JsonWriterOptions { Encoder = PlainJson.Options.Encoder, SkipValidation = true }
        );
    }

    /// <summary>Where each disclosure's claim stands, in the order met: an outer claim before those inside it.</summary>
    internal List<(SdJwtDisclosure Disclosure, ClaimPath.Step[] Path)> Placed { get; } = [];

    /// <summary>
    /// The processed payload; false with a sentence for people when the payload and the disclosures do not fit together exactly.
    /// </summary>
    /// <param name="payload">The issuer's payload, an object in strict JSON.</param>
    /// <param name="disclosures">The disclosures that were sent.</param>
    /// <param name="always">Outermost members that must not be disclosed selectively, nor anything in them.</param>
    /// <param name="claims">The payload with the disclosed claims in place and all digests gone.</param>
    /// <param name="placed">The work done, for a holder who chooses disclosures; null when false.</param>
    /// <param name="reason">Why not.</param>
    internal static bool TryProcess(
        JsonElement payload,
        IReadOnlyList<SdJwtDisclosure> disclosures,
        IReadOnlySet<string> always,
        out JsonElement claims,
        out SdJwtClaims? placed,
        out string reason
    )
    {
        claims = default;
        placed = null;
        var work = new SdJwtClaims(always);
        if (!work.digests.TryAdd(disclosures))
        {
            reason = "A disclosure is given twice.";
            return false;
        }
        if (work.WriteObject(payload, depth: 1) is { } refusal)
        {
            reason = refusal;
            return false;
        }
        if (work.Placed.Count != disclosures.Count)
        {
            reason = "A disclosure belongs to no digest of the token.";
            return false;
        }
        work.writer.Flush();
        // What was put together must hold to the same rules as what was read: no name twice, in particular.
        if (
            !CredentialJson.TryParse(
                work.buffer.WrittenSpan,
                SdJwt.MaxLength,
                out claims,
                out reason
            )
        )
        {
            return false;
        }
        placed = work;
        return true;
    }

    private string? Write(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth > Jcs.MaxDepth:
                return $"The claims are nested deeper than {Jcs.MaxDepth}.";
            case JsonValueKind.Object:
                return WriteObject(value, depth);
            case JsonValueKind.Array:
                return WriteArray(value, depth);
            default:
                value.WriteTo(writer);
                return null;
        }
    }

    private string? WriteObject(JsonElement value, int depth)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name == "_sd" || (member.Name == "_sd_alg" && depth == 1))
            {
                continue;
            }
            if (SdJwt.ReservedNames.Contains(member.Name))
            {
                return $"The name '{member.Name}' stands where no digest belongs.";
            }
            if (WriteMember(member.Name, member.Value, depth) is { } refusal)
            {
                return refusal;
            }
        }
        if (value.TryGetProperty("_sd"u8, out var list))
        {
            if (WriteDisclosed(value, list, depth) is { } refusal)
            {
                return refusal;
            }
        }
        writer.WriteEndObject();
        return null;
    }

    private string? WriteMember(string name, JsonElement value, int depth)
    {
        path.Add(new ClaimPath.Step(name, null));
        writer.WritePropertyName(name);
        var refusal = Write(value, depth + 1);
        path.RemoveAt(path.Count - 1);
        return refusal;
    }

    private string? WriteDisclosed(JsonElement value, JsonElement list, int depth)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return "An _sd is not an array of digests.";
        }
        foreach (var item in list.EnumerateArray())
        {
            if (!UntrustedJson.TryGetText(item, out var digest))
            {
                return "An _sd holds something that is not a digest.";
            }
            if (Meet(digest, out var disclosure) is { } refusal)
            {
                return refusal;
            }
            if (disclosure is null)
            {
                continue;
            }
            if (disclosure.Name is not { } name)
            {
                return "A disclosure for an array element is used for a member.";
            }
            if (value.TryGetProperty(name, out _) || (depth == 1 && always.Contains(name)))
            {
                return $"The disclosed claim '{Shorten(name)}' must not be disclosed there.";
            }
            Placed.Add((disclosure, [.. path, new ClaimPath.Step(name, null)]));
            if (WriteMember(name, disclosure.Value, depth) is { } objection)
            {
                return objection;
            }
        }
        return null;
    }

    private string? WriteArray(JsonElement value, int depth)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var element = item;
            path.Add(new ClaimPath.Step(null, index));
            if (SdJwtDigests.IsDigest(item, out var digest))
            {
                if (Meet(digest, out var disclosure) is { } refusal)
                {
                    return refusal;
                }
                if (disclosure is null)
                {
                    path.RemoveAt(path.Count - 1);
                    continue;
                }
                if (disclosure.Name is not null)
                {
                    return "A disclosure for a member is used for an array element.";
                }
                Placed.Add((disclosure, [.. path]));
                element = disclosure.Value;
            }
            if (Write(element, depth + 1) is { } objection)
            {
                return objection;
            }
            path.RemoveAt(path.Count - 1);
            index++;
        }
        writer.WriteEndArray();
        return null;
    }

    private string? Meet(string digest, out SdJwtDisclosure? disclosure)
    {
        disclosure = null;
        return path.Count > 0 && path[0].Name is { } root && always.Contains(root)
            ? $"The claim '{root}' must not be disclosed selectively."
            : digests.Meet(digest, out disclosure);
    }

    private static string Shorten(string foreign) =>
        foreign.Length <= 60 ? foreign : foreign[..60] + "…";
}

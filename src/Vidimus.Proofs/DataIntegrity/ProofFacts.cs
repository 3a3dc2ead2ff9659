using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>What one untrusted proof says about itself, and what there is to object to before its signature is looked at.</summary>
internal sealed class ProofFacts
{
    private string? objection;
    private string? type;
    private string? cryptosuite;
    private string? purpose;
    private DateTimeOffset? created;
    private DateTimeOffset? expires;
    private IReadOnlyList<string> domains = [];
    private string? challenge;

    internal string? Id { get; private set; }
    internal string? VerificationMethod { get; private set; }
    internal IReadOnlyList<string> PreviousProof { get; private set; } = [];
    internal byte[] Signature { get; } = new byte[Ed25519.SignatureLength];
    internal ICryptosuite? Suite { get; private set; }

    internal static ProofFacts Read(JsonElement proof)
    {
        var facts = new ProofFacts();
        if (proof.ValueKind != JsonValueKind.Object)
        {
            facts.objection = "The proof is not a JSON object.";
            return facts;
        }
        facts.Id = facts.Text(proof, "id");
        facts.type = facts.Text(proof, "type");
        facts.cryptosuite = facts.Text(proof, "cryptosuite");
        facts.Suite = Cryptosuites.Of(facts.type, facts.cryptosuite);
        facts.VerificationMethod = facts.Text(proof, "verificationMethod");
        facts.purpose = facts.Text(proof, "proofPurpose");
        facts.created = facts.Time(proof, "created");
        facts.expires = facts.Time(proof, "expires");
        facts.domains = facts.Texts(proof, "domain");
        facts.challenge = facts.Text(proof, "challenge");
        facts.PreviousProof = facts.Texts(proof, "previousProof");
        var value = facts.Text(proof, "proofValue");
        if (
            value is null
            || !value.StartsWith('z')
            || !Base58.TryDecode(value.AsSpan(1), facts.Signature)
        )
        {
            facts.Object("The proof's proofValue is not 64 bytes in base58btc.");
        }
        return facts;
    }

    /// <summary>The result that spares us the signature, or null. The kind of proof is asked first: of a foreign one nothing is known.</summary>
    internal ProofResult? Refuse(VerifyOptions options)
    {
        if (type is not null && type != Cryptosuites.ProofType && Suite is null)
        {
            return Result(
                ProofOutcome.Unknown,
                $"Proofs of type '{Shorten(type)}' are not supported."
            );
        }
        if (type is not null && cryptosuite is not null && Suite is null)
        {
            return Result(
                ProofOutcome.Unknown,
                $"The cryptosuite '{Shorten(cryptosuite)}' is not supported."
            );
        }
        var reason = objection ?? Missing() ?? Unexpected(options);
        return reason is null ? null : Result(ProofOutcome.Fail, reason);
    }

    internal ProofResult Result(ProofOutcome outcome, string reason) =>
        new(outcome, reason)
        {
            Cryptosuite = cryptosuite ?? type,
            VerificationMethod = VerificationMethod,
            Created = created,
            Id = Id,
        };

    private string? Missing() =>
        (type, cryptosuite, VerificationMethod, purpose) switch
        {
            (null, _, _, _) => "The proof has no type.",
            (Cryptosuites.ProofType, null, _, _) => "The proof names no cryptosuite.",
            (_, _, null, _) => "The proof names no verificationMethod.",
            (_, _, _, null) => "The proof has no proofPurpose.",
            _ => null,
        };

    private string? Unexpected(VerifyOptions options)
    {
        if (purpose != options.ExpectedPurpose)
        {
            return $"The proof's purpose is '{Shorten(purpose!)}', not '{options.ExpectedPurpose}'.";
        }
        if (expires <= options.Now)
        {
            return $"The proof expired at {XsdDateTime.Write(expires.Value)}.";
        }
        if (
            options.ExpectedDomain is { } domain
            && !domains.Contains(domain, StringComparer.Ordinal)
        )
        {
            return "The proof is not meant for this domain.";
        }
        return options.ExpectedChallenge is { } expected && challenge != expected
            ? "The proof does not answer the challenge."
            : null;
    }

    private string? Text(JsonElement proof, string name)
    {
        if (!proof.TryGetProperty(name, out var value))
        {
            return null;
        }
        if (UntrustedJson.TryGetText(value, out var text))
        {
            return text;
        }
        Object($"The proof's {name} is not a string.");
        return null;
    }

    private IReadOnlyList<string> Texts(JsonElement proof, string name)
    {
        if (!proof.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            return Text(proof, name) is { } single ? [single] : [];
        }
        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (!UntrustedJson.TryGetText(item, out var text))
            {
                Object($"The proof's {name} holds something that is not a string.");
                return [];
            }
            texts.Add(text);
        }
        return texts;
    }

    private DateTimeOffset? Time(JsonElement proof, string name)
    {
        if (Text(proof, name) is not { } text)
        {
            return null;
        }
        if (XsdDateTime.TryRead(text, out var time))
        {
            return time;
        }
        Object($"The proof's {name} is not a time.");
        return null;
    }

    private void Object(string reason) => objection ??= reason;

    private static string Shorten(string foreign) =>
        foreign.Length <= 60 ? foreign : foreign[..60] + "…";
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidimus.Access;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Verifying;
using Vidimus.Platform.Problems;
using Vidimus.Policies.People;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Evidence;

/// <summary>
/// What is presented, checked as anybody's verification is: only what passes every check is evidence. Of a credential of
/// this server it says which group it is of to the organization that issued it, and to nobody else.
/// </summary>
internal sealed class PresentedEvidence(
    Verifier verifier,
    PresentationVerifier presentations,
    VerdictWriter verdicts,
    VerifyLimits limits,
    CurrentCaller caller,
    AccessOptions options
)
{
    public async Task<Result<CredentialsSeen>> Of(
        HttpContext http,
        IReadOnlyList<PresentedCredential> presented
    )
    {
        using var place = await limits.Enter(http);
        if (place is null)
            return PlatformProblems.Unavailable.With(
                "Too many credentials are being verified at present."
            ) with
            {
                RetryAfterSeconds = 2,
            };
        var held = new List<HeldCredential>();
        var refused = new List<RefusedEvidence>();
        for (var i = 0; i < presented.Count; i++)
        {
            var at = $"credentials.{i}";
            if (Check(presented[i], at) is { } wrong)
                return wrong;
            if (presented[i].Presentation is { } presentation)
            {
                var read = Strict(presentation, $"{at}.presentation");
                if (read.Problem is { } malformed)
                    return malformed;
                await Presentation(i, read.Value, presented[i], held, refused, http);
                continue;
            }
            var given = Given(presented[i], at);
            if (given.Problem is { } unreadable)
                return unreadable;
            Add(i, await verifier.Verify(given.Value!, http.RequestAborted), held, refused);
        }
        return new CredentialsSeen(
            [.. held.DistinctBy(h => h.Id)],
            LookedUp: false,
            [Identities.Did(options.BaseUrl, caller.Value.OrganizationId, caller.Value.Mode)],
            refused
        );
    }

    /// <summary>A presentation counts whole or not at all: a wrong credential in it is a reason to trust none of it.</summary>
    private async Task Presentation(
        int position,
        JsonElement presentation,
        PresentedCredential given,
        List<HeldCredential> held,
        List<RefusedEvidence> refused,
        HttpContext http
    )
    {
        var verified = await presentations.ByJson(
            presentation,
            new(given.Nonce, given.Audience),
            http.RequestAborted
        );
        if (!IsEnough(verified.Verdict))
        {
            refused.Add(new(position, verified.Summary, verified.Verdict == "unverifiable"));
            return;
        }
        foreach (var credential in verified.Credentials)
            Add(position, credential, held, refused);
    }

    private void Add(
        int position,
        Verification verified,
        List<HeldCredential> held,
        List<RefusedEvidence> refused
    )
    {
        if (!IsEnough(verified.Verdict))
            refused.Add(new(position, verified.Summary, verified.Verdict == "unverifiable"));
        else if (verdicts.FactsOf(verified.Id) is ({ } facts, var row))
            held.Add(Held(verified, facts, row));
        else
            refused.Add(new(position, "The credential says nothing that could be read.", false));
    }

    // A test credential attests nothing, except to who tests.
    private bool IsEnough(string verdict) =>
        verdict == "valid" || verdict == "valid_test" && caller.Value.Mode == "test";

    private HeldCredential Held(Verification verified, CredentialFacts facts, CredentialRow? row)
    {
        var own =
            row is not null
            && row.OrganizationId == caller.Value.OrganizationId
            && row.Mode == caller.Value.Mode
                ? row
                : null;
        facts.TryValidFrom(out var from);
        facts.TryValidUntil(out var until);
        var achievement = facts
            .Objects("credentialSubject")
            .SelectMany(s => CredentialFacts.Objects(s, "achievement"))
            .Select(a => CredentialFacts.Text(a, "id"))
            .FirstOrDefault();
        return new(
            row?.Id ?? IdOf(facts),
            Presented: true,
            own?.GroupId,
            null,
            facts.IssuerId,
            [.. CredentialFacts.Texts(facts.Json, "type").Take(20)],
            achievement,
            facts.Achievement,
            row?.IssuedAt ?? from,
            until ?? row?.ValidUntil,
            "valid"
        );
    }

    /// <summary>Its issuer's id for it; where it has none, a digest of what it says, so that one shown twice is one.</summary>
    private static string IdOf(CredentialFacts facts) =>
        facts.Id is { Length: <= 500 } id
            ? id
            : "sha256:"
                + Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes(facts.Json.GetRawText()))
                );

    private static Problem? Check(PresentedCredential? given, string at)
    {
        var members = new object?[]
        {
            given?.Credential,
            given?.Presentation,
            given?.Jwt,
            given?.Text,
        }.Count(m => m is not null);
        if (members != 1)
            return new Fields()
                .Wrong(at, "must hold exactly one of credential, presentation, jwt and text")
                .Problem;
        var fields = new Fields(at + ".")
            .Text("audience", given!.Audience, 1000)
            .Text("nonce", given.Nonce, 1000);
        if (given is { Presentation: null } && (given.Audience is null) != (given.Nonce is null))
            fields.Wrong("nonce", "must be given together with audience");
        if (given is { Audience: not null, Presentation: null, Jwt: null })
            fields.Wrong("audience", "goes with an SD-JWT or a presentation only");
        return fields.Problem;
    }

    private static Result<Given> Given(PresentedCredential presented, string at)
    {
        if (presented.Credential is { } credential)
        {
            var strict = Strict(credential, $"{at}.credential");
            return strict.Problem is { } wrong ? wrong : new Given.Json(strict.Value);
        }
        if (presented.Jwt is not { } jwt)
            return GivenReader.OfText(presented.Text!);
        return presented is { Audience: { } audience, Nonce: { } nonce }
            ? new Given.Token(jwt.Trim()) { Binding = new(audience, nonce) }
            : new Given.Token(jwt.Trim());
    }

    // Read once more by the rules of signed documents, so that no two readers can see different members.
    private static Result<JsonElement> Strict(JsonElement given, string name)
    {
        if (given.ValueKind != JsonValueKind.Object)
            return new Fields().Wrong(name, "must be a JSON object").Problem!;
        return CredentialJson.TryParse(
            JsonMarshal.GetRawUtf8Value(given),
            Jws.MaxLength,
            out var strict,
            out var reason
        )
            ? strict
            : new Fields().Wrong(name, reason).Problem!;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Vidimus.Credentials.Signing;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Status;

/// <summary>What a list is signed from.</summary>
internal sealed record ListToSign(
    string ListId,
    IReadOnlyList<StatusOf> Statuses,
    SigningIdentity Identity,
    DateTimeOffset Now
);

/// <summary>A form in which a list is served.</summary>
/// <param name="Purpose">The last part of its address.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Sign">Makes and signs it.</param>
internal sealed record StatusListForm(
    string Purpose,
    string ContentType,
    Func<ListToSign, byte[]> Sign
);

/// <summary>
/// The forms: Bitstring Status List 1.0 as a credential in JSON or, by <c>Accept</c>, as a <c>vc+jwt</c>, and the status
/// list token that SD-JWT credentials refer to.
/// </summary>
internal static class StatusListForms
{
    public const string Token = "token";

    // A list that was signed long ago must not pass for today's when somebody keeps it back.
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(GetStatusList.MaxAgeSeconds);

    private static readonly StatusListForm[] All =
    [
        .. StatusEntries.Purposes.SelectMany(purpose =>
            (StatusListForm[])
                [
                    new(purpose, "application/vc", list => Json(list, purpose)),
                    new(purpose, "application/vc+jwt", list => Jwt(list, purpose)),
                ]
        ),
        new(Token, "application/statuslist+jwt", ListToken),
    ];

    /// <summary>The form of a purpose that a client asks for; JSON unless it asks for a JWT by name.</summary>
    public static StatusListForm? Find(string purpose, string accept)
    {
        var forms = All.Where(f => f.Purpose == purpose);
        return
            accept.Contains("jwt", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("application/vc,", StringComparison.OrdinalIgnoreCase)
            ? forms.LastOrDefault()
            : forms.FirstOrDefault();
    }

    private static byte[] Json(ListToSign list, string purpose) =>
        DataIntegrity.SignToBytes(
            Credential(list, purpose),
            [new ProofOptions(list.Identity.VerificationMethod, list.Now)],
            list.Identity.Key
        );

    private static byte[] Jwt(ListToSign list, string purpose) =>
        Encoding.ASCII.GetBytes(
            VcJwt.Sign(
                Credential(list, purpose),
                list.Identity.VerificationMethod,
                list.Identity.Key
            )
        );

    private static JsonObject Credential(ListToSign list, string purpose)
    {
        var url = StatusEntries.ListUrl(list.Identity.BaseUrl, list.ListId, purpose);
        return BitstringStatusListCredential.Build(
            new(url, list.Identity.Did, purpose, list.Now)
            {
                ValidUntil = list.Now + Life,
                TimeToLive = TimeToLive,
            },
            Bits(list.Statuses, purpose)
        );
    }

    private static BitstringStatusList Bits(IReadOnlyList<StatusOf> statuses, string purpose)
    {
        var bits = new BitstringStatusList(
            StatusPositions.Capacity,
            purpose == StatusPurposes.Message ? 2 : 1
        );
        foreach (var status in statuses)
        {
            var value = purpose switch
            {
                StatusPurposes.Revocation => status.IsOut ? 1 : 0,
                StatusPurposes.Suspension => status.IsHeld ? 1 : 0,
                _ => Message(status),
            };
            if (value != 0)
                bits.Set(status.Index, value);
        }
        return bits;
    }

    // Token Status List, section 7.1: 1 is INVALID, 2 is SUSPENDED, 3 is left to applications.
    private static int Message(StatusOf status) =>
        status.Superseded ? 3
        : status.Revoked ? 1
        : status.Suspended ? 2
        : 0;

    private static byte[] ListToken(ListToSign list)
    {
        var statuses = new TokenStatusList(StatusPositions.Capacity, 2);
        foreach (var status in list.Statuses)
            statuses.Set(status.Index, status.Revoked ? 1 : 2);
        return Encoding.ASCII.GetBytes(
            StatusListToken.Sign(
                new(
                    StatusEntries.ListUrl(list.Identity.BaseUrl, list.ListId, Token),
                    list.Identity.VerificationMethod,
                    list.Now
                )
                {
                    Issuer = list.Identity.Did,
                    Expires = list.Now + Life,
                    TimeToLive = TimeToLive,
                },
                statuses,
                list.Identity.Key
            )
        );
    }
}

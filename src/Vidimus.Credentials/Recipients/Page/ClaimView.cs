using System.Globalization;
using Vidimus.Access;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Verifying;

namespace Vidimus.Credentials.Recipients;

/// <summary>What a recipient's page shows.</summary>
internal sealed record ClaimView
{
    public required VerifyPageWords Words { get; init; }

    /// <summary>Path of the page: <c>/c/</c> and the link's secret.</summary>
    public required string Path { get; init; }

    /// <summary>How the organization looks that the credential is of.</summary>
    public required Branding Look { get; init; }
    public required Verification Verification { get; init; }
    public required string CredentialId { get; init; }
    public required string VerifyUrl { get; init; }
    public required bool IsHidden { get; init; }

    /// <summary>See <see cref="OpenClaim.IsMailbox"/>.</summary>
    public required bool IsMailbox { get; init; }
    public required IReadOnlyList<OtherCredential> Others { get; init; }
    public required bool IsErasureAsked { get; init; }

    /// <summary>What the last form did, as the name of a word.</summary>
    public string? Said { get; init; }

    public bool IsInForce => Verification.Verdict == "valid";

    /// <summary>
    /// LinkedIn's form for a certificate, filled in. It holds what the public page shows and nothing that would let in.
    /// </summary>
    public string LinkedIn
    {
        get
        {
            var credential = Verification.Credential!;
            var fields = new List<(string, string?)>
            {
                ("startTask", "CERTIFICATION_NAME"),
                ("name", credential.Name),
                ("organizationName", credential.Issuer?.Name),
                ("certUrl", VerifyUrl),
                ("certId", CredentialId),
            };
            Month("issue", credential.IssuedAt ?? credential.ValidFrom);
            Month("expiration", credential.ValidUntil);
            return "https://www.linkedin.com/profile/add?"
                + string.Join(
                    '&',
                    fields
                        .Where(f => f.Item2 is not null)
                        .Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2!)}")
                );

            void Month(string name, DateTimeOffset? time)
            {
                if (time?.UtcDateTime is not { } day)
                    return;
                fields.Add(($"{name}Year", day.Year.ToString(CultureInfo.InvariantCulture)));
                fields.Add(($"{name}Month", day.Month.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }
}

/// <summary>Another credential of the same recipient.</summary>
internal sealed record OtherCredential(string Id, string Name, DateTimeOffset? IssuedAt, string Url)
{
    public static OtherCredential Of(Credential credential) =>
        new(
            credential.Id,
            credential.Name ?? credential.Id,
            credential.IssuedAt,
            credential.VerifyUrl ?? ""
        );
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.People;

/// <summary>
/// A person's credentials, as evidence for requirements; Credentials implements it. What it answers is of the caller's
/// organization and mode alone: of another's credentials it tells what was presented, and nothing else.
/// </summary>
public interface ICredentialEvidence
{
    /// <summary>Id of a group by its id or number; null for none.</summary>
    Task<string?> GroupOf(VidimusDb db, string idOrNumber);

    /// <summary>
    /// The credentials that the organization, in the mode that <paramref name="db"/> is entered for, issued to each of these,
    /// with their state now, the newest of each first. Whoever is not known, or was erased, has none.
    /// </summary>
    /// <param name="db">Entered for the organization and mode.</param>
    /// <param name="who">The people.</param>
    /// <param name="groups">Ids or numbers of the groups that matter; null for all.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    Task<IReadOnlyList<CredentialsSeen>> OfRecipients(
        VidimusDb db,
        IReadOnlyList<RecipientName> who,
        IReadOnlyCollection<string>? groups,
        CancellationToken cancellation
    );

    /// <summary>Credentials that were presented, each checked by every check of the verifier; what fails one is no evidence.</summary>
    Task<Result<CredentialsSeen>> OfPresented(
        VidimusDb db,
        HttpContext http,
        IReadOnlyList<PresentedCredential> presented
    );
}

/// <summary>How a recipient is named: by exactly one of these.</summary>
/// <param name="Id">Id of the recipient, <c>rcp_…</c>.</param>
/// <param name="ExternalId">The organization's own word for the person.</param>
/// <param name="Email">E-mail address; capital and small letters are the same.</param>
public sealed record RecipientName(
    string? Id = null,
    string? ExternalId = null,
    string? Email = null
)
{
    /// <summary>Notes what is wrong with it, as a member of a request under this name.</summary>
    public void Check(Fields fields, string name)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var names = new[] { Id, ExternalId, Email }.Count(n => n is not null);
        fields
            .Check(names == 1, name, "must hold exactly one of id, externalId and email")
            .Text($"{name}.id", Id, 100)
            .Text($"{name}.externalId", ExternalId, 200)
            .Email($"{name}.email", Email);
    }
}

/// <summary>A credential or a presentation as somebody presents it: exactly one of <c>credential</c>, <c>presentation</c>, <c>jwt</c> and <c>text</c>.</summary>
/// <param name="Credential">A credential in JSON, with embedded proof or enveloped.</param>
/// <param name="Presentation">A presentation in JSON, with embedded proof or enveloped; each credential in it counts once it and the presentation pass every check.</param>
/// <param name="Jwt">A credential as compact token, <c>vc+jwt</c> or SD-JWT.</param>
/// <param name="Text">A credential as a person pastes it: JSON, token, verify link or id.</param>
/// <param name="Audience">For an SD-JWT, with <c>nonce</c>: whom the holder must have presented it to. For a presentation: the domain that it must answer.</param>
/// <param name="Nonce">For an SD-JWT, with <c>audience</c>: the one-time value that the holder was given. For a presentation: the challenge that it must answer.</param>
public sealed record PresentedCredential(
    JsonElement? Credential = null,
    JsonElement? Presentation = null,
    string? Jwt = null,
    string? Text = null,
    string? Audience = null,
    string? Nonce = null
);

/// <summary>Which credentials of a person were looked at.</summary>
/// <param name="Held">They.</param>
/// <param name="LookedUp">True when the organization's own records were looked up: what is not among them, it did not issue, unless <c>IsCut</c>.</param>
/// <param name="OwnIssuers">The organization's issuer ids (DIDs), by which requirements may name it.</param>
/// <param name="Refused">What was presented and is no evidence, with the reason, in words.</param>
/// <param name="IsKnown">True when the person was found in the organization's records.</param>
/// <param name="IsCut">True when the organization's records hold more that might matter: what is not among these, it may have issued all the same.</param>
public sealed record CredentialsSeen(
    IReadOnlyList<HeldCredential> Held,
    bool LookedUp,
    IReadOnlyList<string> OwnIssuers,
    IReadOnlyList<RefusedEvidence> Refused,
    bool IsKnown = false,
    bool IsCut = false
)
{
    /// <summary>Both together, each credential once.</summary>
    public CredentialsSeen And(CredentialsSeen other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            [.. Held.Concat(other.Held).DistinctBy(h => h.Id)],
            LookedUp || other.LookedUp,
            [.. OwnIssuers.Union(other.OwnIssuers)],
            [.. Refused, .. other.Refused],
            IsKnown || other.IsKnown,
            IsCut || other.IsCut
        );
    }
}

/// <summary>A credential that is evidence.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Presented">True when it was presented, false when it is from the organization's records.</param>
/// <param name="GroupId">Its group, where it is the organization's own.</param>
/// <param name="GroupNumber">The group's number.</param>
/// <param name="Issuer">Who issued it, a DID or web address.</param>
/// <param name="Types">Its types.</param>
/// <param name="Achievement">Id of what was achieved.</param>
/// <param name="AchievementName">Name of what was achieved.</param>
/// <param name="IssuedAt">When it was issued, or since when it holds.</param>
/// <param name="ValidUntil">Until when it holds; null for ever.</param>
/// <param name="Status"><c>valid</c>, <c>suspended</c>, <c>revoked</c>, <c>expired</c>, or <c>future</c> for one that does not hold yet.</param>
public sealed record HeldCredential(
    string Id,
    bool Presented,
    string? GroupId,
    string? GroupNumber,
    string? Issuer,
    IReadOnlyList<string> Types,
    string? Achievement,
    string? AchievementName,
    DateTimeOffset? IssuedAt,
    DateTimeOffset? ValidUntil,
    string Status
);

/// <summary>Something presented that is no evidence.</summary>
/// <param name="Position">Its place among what was presented, from 0.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Undecided">True when a check could not be carried out, so that another try may come out otherwise.</param>
public sealed record RefusedEvidence(int Position, string Reason, bool Undecided);

using System.Text.Json;

namespace Vidimus.Credentials.Verifying;

/// <summary>An endorsement that a credential carries: embedded or as a token, and what it may be about where it stands.</summary>
internal sealed record Carried(JsonElement? Json, string? Jwt, IReadOnlyCollection<string> About)
{
    /// <summary>Whether all that it is about is what it may be about.</summary>
    public bool IsSubjectOf(CredentialFacts endorsement)
    {
        var subjects = endorsement.Objects("credentialSubject").ToList();
        return subjects.Count > 0
            && subjects.TrueForAll(s =>
                CredentialFacts.Text(s, "id") is { } id && About.Contains(id)
            );
    }
}

/// <summary>Where Open Badges 3.0 lets endorsements stand.</summary>
internal static class EndorsementPlaces
{
    public static IEnumerable<Carried> Of(CredentialFacts facts)
    {
        var things = Things(facts).ToList();
        // At the top it may be about the credential and about the achievement and the profiles within (AchievementCredential); a
        // member endorses itself alone.
        return things.SelectMany(
            (thing, i) => At(thing.Json, i == 0 ? [.. things.SelectMany(t => t.Ids)] : thing.Ids)
        );
    }

    private static IEnumerable<Carried> At(JsonElement thing, string[] about) =>
        CredentialFacts
            .Objects(thing, "endorsement")
            .Select(e => new Carried(e, null, about))
            .Concat(
                CredentialFacts
                    .Texts(thing, "endorsementJwt")
                    .Select(jwt => new Carried(null, jwt, about))
            );

    private static IEnumerable<(JsonElement Json, string[] Ids)> Things(CredentialFacts facts)
    {
        yield return (facts.Json, [.. Id(facts.Json), .. Id(facts.IssuerId)]);
        foreach (var issuer in facts.Objects("issuer"))
            yield return (issuer, Id(issuer));
        foreach (var subject in facts.Objects("credentialSubject"))
        {
            yield return (subject, Id(subject));
            foreach (var source in CredentialFacts.Objects(subject, "source"))
                yield return (source, Id(source));
            foreach (var achievement in CredentialFacts.Objects(subject, "achievement"))
            {
                yield return (achievement, Id(achievement));
                foreach (var creator in CredentialFacts.Objects(achievement, "creator"))
                    yield return (creator, Id(creator));
            }
        }
    }

    private static string[] Id(JsonElement thing) => Id(CredentialFacts.Text(thing, "id"));

    private static string[] Id(string? id) => id is null ? [] : [id];
}

namespace Vidimus.Proofs;

/// <summary>What looking for a credential in a file came to.</summary>
public enum BakedOutcome
{
    /// <summary>The image holds one credential. Nothing about it has been verified.</summary>
    Found,

    /// <summary>The image is sound and holds none.</summary>
    NothingBaked,

    /// <summary>The image holds an Open Badges 2.0 assertion or its address, which is not a verifiable credential.</summary>
    OpenBadges2,

    /// <summary>The image is damaged, too large, or holds what no honest baker writes.</summary>
    Refused,

    /// <summary>The file is neither PNG nor SVG.</summary>
    NotAnImage,
}

/// <summary>A credential taken out of an image, or why there is none.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="Credential">JSON text or a compact JWS without white space around it; empty unless found.</param>
/// <param name="Reason">Why not, as a sentence for people; empty when found.</param>
public sealed record BakedExtraction(BakedOutcome Outcome, string Credential, string Reason)
{
    internal static BakedExtraction Found(string credential) =>
        new(BakedOutcome.Found, credential, "");

    internal static BakedExtraction Refused(string reason) => new(BakedOutcome.Refused, "", reason);

    /// <summary>The outcome of a sound image in which no Open Badges 3.0 credential was met.</summary>
    internal static BakedExtraction None(bool openBadges2) =>
        openBadges2
            ? new(
                BakedOutcome.OpenBadges2,
                "",
                "The image holds an Open Badges 2 assertion, which is not a verifiable credential."
            )
            : new(BakedOutcome.NothingBaked, "", "The image holds no credential.");
}
